"""The files that are generated from upstream, and the places where upstream's versions stand."""

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.errors import EngineError

ROOT = Path(__file__).parents[2]
_CONFIG = Path("homelab", "librechat_config")
_RELEASE = r"v\d+\.\d+\.\d+(?:-rc\d+)?"
_RELEASE_PLACES = {
    "homelab/images.py": rf"(?<=/librechat-ai/librechat:){_RELEASE}(?=[\"@])",
    "README.md": rf"(?<=\| LibreChat \| ){_RELEASE}(?= \|)",
    "docs/checking.md": rf"(?<=reports what LibreChat ){_RELEASE}(?= would refuse)",
    "examples/custom-config/__main__.py": rf"(?<=/librechat-ai/librechat:){_RELEASE}(?=\")",
}
"""Where the release stands, by file: tests hold them against the first, the table of images."""
_WITH_CONFIG_VERSION = ("homelab", "examples", "tests")
_HISTORY = "homelab/librechat_config/variables/announced.py"
"""A file that names versions of the past."""


@dataclass(frozen=True)
class Files:
    """The files of a checkout of homelab."""

    root: Path = ROOT

    @property
    def schema(self) -> Path:
        """The JSON Schema of librechat.yaml."""
        return self.root / _CONFIG / "schema" / "librechat.schema.json"

    @property
    def types(self) -> Path:
        """The types of librechat.yaml."""
        return self.root / _CONFIG / "types" / "generated.py"

    @property
    def librechat_variables(self) -> Path:
        """The table of the variables that LibreChat reads."""
        return self.root / _CONFIG / "variables" / "librechat.json"

    @property
    def rag_api_variables(self) -> Path:
        """The table of the variables that the RAG API reads."""
        return self.root / _CONFIG / "variables" / "rag_api.json"

    def read(self, file: Path) -> Mapping[str, Any]:
        """The content of a JSON file."""
        return json.loads(file.read_text(encoding="utf-8"))

    def releases(self) -> Mapping[str, Sequence[str]]:
        """The releases of LibreChat that stand in the places for them, by file."""
        return {
            file: re.findall(pattern, (self.root / file).read_text(encoding="utf-8"))
            for file, pattern in _RELEASE_PLACES.items()
        }

    def set_release(self, version: str) -> None:
        """Write another release to all places.

        :raises EngineError: The version looks like none of LibreChat's.
        """
        if not re.fullmatch(_RELEASE, version):
            raise EngineError(f"expected a version such as v0.8.9, got {version!r}")
        for file, pattern in _RELEASE_PLACES.items():
            self._replace(self.root / file, pattern, version)

    def set_config_version(self, old: str, new: str) -> None:
        """Write another version of librechat.yaml wherever code, examples and tests have the old one."""
        if old == new:
            return
        command = ["git", "-C", str(self.root), "grep", "--files-with-matches", "--fixed-strings", old, "--"]
        listed = subprocess.run([*command, *_WITH_CONFIG_VERSION], capture_output=True, text=True, check=False).stdout
        for file in listed.splitlines():
            if file != _HISTORY and not file.endswith(".json"):
                self._replace(self.root / file, rf"(?<![\d.]){re.escape(old)}(?![\d.])", new)

    def _replace(self, file: Path, pattern: str, text: str) -> None:
        content = file.read_text(encoding="utf-8")
        replaced = re.sub(pattern, text, content)
        if replaced != content:
            file.write_text(replaced, encoding="utf-8")
