"""Output folder of a render, which only replaces files of an earlier render."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homelab.offline.manifests import SECRETS_FILE
from homelab.offline.report import GENERATOR

REPORT_FILE = "report.json"
GITIGNORE_FILE = ".gitignore"


class FolderError(Exception):
    """Reason why nothing was written, as one line for the user."""


class OutputFolder:
    """A folder that is empty or contains an earlier render."""

    def __init__(self, path: Path) -> None:
        """Read the list of files of an earlier render.

        :raises FolderError: The folder contains something else.
        """
        self.path = path
        self._written = self._files_of_earlier_render()

    def read_secrets(self) -> str | None:
        """Content of an earlier render's ``secrets.yaml``, if there is one."""
        file = self.path / SECRETS_FILE
        return file.read_text() if file.is_file() else None

    def write(self, files: Mapping[str, str], secrets: str | None, report: Mapping[str, Any]) -> None:
        """Write all files, and remove those of an earlier render that are no longer among them.

        An earlier ``secrets.yaml`` is kept: it may be the only copy of a password.

        :param secrets: Content of ``secrets.yaml``, which only its owner may read and git ignores.
        :raises FolderError: A file that this command did not write would be overwritten; nothing is written then.
        """
        files = {**files, GITIGNORE_FILE: f"{SECRETS_FILE}\n"}
        names = {*files, REPORT_FILE, SECRETS_FILE}
        foreign = sorted(name for name in names - self._written if (self.path / name).exists())
        if foreign:
            raise FolderError(
                f"{self.path} contains {', '.join(foreign)}, which this command did not write: move it away"
            )
        self.path.mkdir(parents=True, exist_ok=True)
        for name in self._written - names:
            (self.path / name).unlink(missing_ok=True)
        # The report comes first: after an interrupted render, the next one reads from it which files it may replace.
        self._replace(REPORT_FILE, json.dumps({**report, "files": sorted(names)}, indent=2) + "\n")
        if secrets is not None:
            self._replace(SECRETS_FILE, secrets, mode=0o600)
        for name, text in files.items():
            self._replace(name, text)

    def _files_of_earlier_render(self) -> set[str]:
        if not self.path.exists():
            return set()
        if not self.path.is_dir():
            raise FolderError(f"{self.path} is not a folder: choose another one with --out")
        try:
            report = json.loads((self.path / REPORT_FILE).read_text())
        except FileNotFoundError:
            if any(self.path.iterdir()):
                raise FolderError(f"{self.path} contains other files: choose an empty folder with --out") from None
            return set()
        except ValueError:
            report = None
        if not isinstance(report, dict) or report.get("generator") != GENERATOR:
            raise FolderError(
                f"{self.path / REPORT_FILE} was not written by this command: choose another folder with --out"
            )
        return {name for name in report["files"] if Path(name).name == name}

    def _replace(self, name: str, text: str, mode: int = 0o666) -> None:
        """Replace a file atomically, with permissions of at most ``mode`` from the start."""
        new = self.path / f".{name}.new"
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
            file.write(text)
        new.replace(self.path / name)
