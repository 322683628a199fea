"""The public components, by name."""

import ast
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from homelab.explain.arguments import Value, arguments_of

_PACKAGES = ("homelab", "homelab.aws")


@functools.cache
def component_names() -> Mapping[str, str]:
    """Packages by the names of their components: those whose arguments are public, too."""
    found: dict[str, str] = {}
    for package in _PACKAGES:
        names = _public(package)
        found |= {name: package for name in names if f"{name}Args" in names and name not in found}
    return found


def component(name: str) -> Value | None:
    """All arguments of a component; None if there is none of that name.

    :raises ImportError: It is of ``homelab.aws``, which is not installed.
    """
    package = component_names().get(name)
    if package is None:
        return None
    module: Any = __import__(package, fromlist=[name])
    return arguments_of(getattr(module, name), getattr(module, f"{name}Args"))


def _public(package: str) -> Sequence[str]:
    """Names in a package's stub, which is read without importing what they name."""
    # The specification of a subpackage would import the package around it.
    folder = Path(__file__).parents[1].joinpath(*package.split(".")[1:])
    tree = ast.parse((folder / "__init__.pyi").read_text(encoding="utf-8"))
    return [
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
