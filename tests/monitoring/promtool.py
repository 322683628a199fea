"""Prometheus' own promtool, built from its Go module once and cached outside of the tree."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.cache import cache

MODULE = Path(__file__).parent / "programs" / "promtool"
PACKAGE = "github.com/prometheus/prometheus/cmd/promtool"


class BuildError(Exception):
    """Why there is no promtool."""


def promtool() -> Path:
    """The program; built now, in two minutes, unless an earlier run has done it.

    :raises BuildError: Go cannot build it.
    """
    files = [MODULE / "go.mod", MODULE / "go.sum", Path(__file__)]
    version = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
    program = cache("promtool") / version
    if program.is_file():
        return program
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as folder:
        built = Path(folder) / "promtool"
        # The tag leaves out the clients of clouds, in which services are discovered.
        command = ["go", "build", "-tags", "remove_all_sd", "-ldflags", "-s -w", "-o", str(built), PACKAGE]
        environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": ""}
        run = subprocess.run(command, cwd=MODULE, env=environment, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise BuildError(f"go build failed: {run.stderr.strip()[-2000:]}")
        built.replace(program)
    return program


def has_go() -> bool:
    """Whether it can be built."""
    return shutil.which("go") is not None
