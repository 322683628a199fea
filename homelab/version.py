"""The library's version."""

import tomllib
from importlib import metadata
from pathlib import Path

PACKAGE = "pulumi-homelab"
"""Name of the package: PyPI has another project named homelab."""


def version() -> str:
    """The library's version: a checkout's own, else the installed one."""
    project = Path(__file__).parents[1] / "pyproject.toml"
    if project.exists():
        return tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    return metadata.version(PACKAGE)
