"""The library's version."""

import tomllib
from importlib import metadata
from pathlib import Path

PACKAGE = "pulumi-homelab"
"""Name of the package: PyPI has another project named homelab."""
_PROJECT = "pyproject.toml"


def version() -> str:
    """The library's version: a checkout's own, else the installed one."""
    if (folder := checkout()) is not None:
        return tomllib.loads((folder / _PROJECT).read_text(encoding="utf-8"))["project"]["version"]
    return metadata.version(PACKAGE)


def checkout() -> Path | None:
    """Folder of the checkout that the library runs from, whose version may not be released; None if it is installed."""
    folder = Path(__file__).parents[1]
    return folder if (folder / _PROJECT).exists() else None
