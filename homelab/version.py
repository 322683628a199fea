"""The library's version."""

import json
import tomllib
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKAGE = "pulumi-homelab"
"""Name of the package: PyPI has another project named homelab."""
_PROJECT = "pyproject.toml"


def version() -> str:
    """The library's version: a checkout's own, else the installed one."""
    if (folder := checkout()) is not None:
        return tomllib.loads((folder / _PROJECT).read_text(encoding="utf-8"))["project"]["version"]
    return metadata.version(PACKAGE)


def checkout() -> Path | None:
    """Folder of the checkout that the library runs from, or was installed from: its version may not be released.

    None if it comes from a package index.
    """
    folder = Path(__file__).parents[1]
    found = folder if (folder / _PROJECT).exists() else _installed_from()
    return found if found is not None and (found / _PROJECT).exists() else None


def _installed_from() -> Path | None:
    """The folder that pip installed, as it has recorded (PEP 610)."""
    try:
        recorded = metadata.distribution(PACKAGE).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    url = urlsplit(json.loads(recorded)["url"]) if recorded else None
    return Path(unquote(url.path)) if url is not None and url.scheme == "file" else None
