"""Programs that are built from Go modules once and cached outside of the tree."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.cache import cache

MODULES = Path(__file__).parent / "programs"


def has_go() -> bool:
    """Whether programs can be built."""
    return shutil.which("go") is not None


def built(module: str, *packages: str) -> Path:
    """Folder with the programs of ``packages``; built now, in up to two minutes, unless an earlier run did it.

    :param module: Folder in ``programs``.
    :raises RuntimeError: Go cannot build them.
    """
    sources = sorted(file for file in (MODULES / module).iterdir() if file.suffix in (".go", ".mod", ".sum"))
    content = b"\0".join([*(file.read_bytes() for file in sources), *map(str.encode, packages)])
    folder = cache(module) / hashlib.sha256(content).hexdigest()[:16]
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        out = Path(temporary) / "bin"
        out.mkdir()
        run = subprocess.run(
            ["go", "build", "-ldflags", "-s -w", "-o", f"{out}/", *packages],
            cwd=MODULES / module,
            env={**os.environ, "CGO_ENABLED": "0", "GOFLAGS": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode != 0:
            raise RuntimeError(f"go build failed: {run.stderr.strip()[-2000:]}")
        out.rename(folder)
    return folder
