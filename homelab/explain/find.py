"""What a path leads to, as people write paths."""

import re
from collections.abc import Iterator, Sequence

from homelab.explain.arguments import Value
from homelab.explain.components import component
from homelab.explain.description import Node
from homelab.explain.librechat_yaml import librechat_yaml
from homelab.explain.variables import unknown_variable, variable

_PARTS = re.compile(r'\["([^"]*)"\]|\[(\d+)\]|([^.\[\]]+)')
_MOST_SUGGESTIONS = 3


class UnknownPathError(Exception):
    """A path that leads to nothing; the message is one line."""


def workspace() -> Node:
    """All arguments of a workspace."""
    found = component("AIWorkspace")
    assert found is not None, "the library has a workspace"
    return found


def find(path: str) -> Node:
    """What a path leads to.

    :param path: ``librechat.ingress.tls``, ``workspace.backup``, ``custom_endpoints[0].api_key``,
        ``librechat.yaml endpoints.agents``, ``ALLOW_REGISTRATION`` or ``Valkey.storage``. Empty: all arguments.
    :raises UnknownPathError: It leads to nothing.
    """
    node, parts = _start(split(path))
    for part in parts:
        below = node.child(part)
        if below is None:
            raise UnknownPathError(node.unknown(part))
        node = below
    return node


def split(path: str) -> Sequence[str]:
    """Parts of a path, separated by dots or spaces; without ``workspace`` and the project's name before it."""
    text = re.sub(r"^(?:[\w.-]+:)?workspace(?:\.|$)", "", path.strip()).replace("librechat.yaml", "librechat.config")
    return [next(filter(None, found), "") for found in _PARTS.findall(text.replace(" ", "."))]


def _start(parts: Sequence[str]) -> tuple[Node, Sequence[str]]:
    """Where a path begins: at a workspace's arguments, else at a component, a variable or librechat.yaml."""
    root = workspace()
    if not parts or root.child(parts[0]) is not None:
        return root, parts
    first, rest = parts[0], parts[1:]
    if found := component(first) or variable(first):
        return found, rest
    if librechat_yaml().child(first) is not None:
        return librechat_yaml(), parts
    raise UnknownPathError(_unknown(root, first))


def _unknown(root: Node, name: str) -> str:
    """The message about a path that begins with an unknown name, with the arguments elsewhere that have it."""
    if name.isupper() and len(name) > 1:
        return next(unknown_variable(name), f"{name}: there is no such variable")
    elsewhere = [path for path in paths(root) if path.rpartition(".")[2] == name]
    if not elsewhere:
        return root.unknown(name)
    shown = ", ".join(elsewhere[:_MOST_SUGGESTIONS])
    more = f" and {len(elsewhere) - _MOST_SUGGESTIONS} more" if len(elsewhere) > _MOST_SUGGESTIONS else ""
    return f"unknown argument {name} (there is {shown}{more})"


def paths(node: Node, *, before: str = "") -> Iterator[str]:
    """Paths of all that is below, without LibreChat's own words."""
    for name, child in node.children.items():
        if isinstance(child, Value):
            path = f"{before}{name}"
            yield path
            yield from paths(child, before=f"{path}.")
