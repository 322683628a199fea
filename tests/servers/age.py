"""The program age: the one on PATH, or one that Go builds into a cache."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.cache import cache

_MODULE = "filippo.io/age/cmd/...@v1.3.2"


def age_programs() -> Path:
    """Folder of ``age`` and ``age-keygen``."""
    if found := shutil.which("age"):
        return Path(found).parent
    folder = cache("servers") / "age-1.3.2"
    if not (folder / "age-keygen").is_file():
        environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "", "GOBIN": str(folder)}
        build = subprocess.run(["go", "install", _MODULE], env=environment, capture_output=True, text=True, check=False)
        assert build.returncode == 0, build.stderr[-2000:]
    return folder
