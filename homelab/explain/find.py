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
            raise UnknownPathError(_unknown_below(node, part))
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
    if name.isupper() and "_" in name:
        return next(unknown_variable(name), f"{name}: there is no such variable")
    return _unknown_below(root, name)


def _unknown_below(node: Node, name: str) -> str:
    """The message about an unknown name below something, with the arguments further below that have it."""
    called = [value.place.text for path, value in values(node) if path.rpartition(".")[2] == name.lower()]
    if not isinstance(node, Value) or not called:
        return node.unknown(name)
    before = f"{node.place.text}." if node.place.text else ""
    return f"unknown argument {before}{name} (there is {_some(called)})"


def _some(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _MOST_SUGGESTIONS} more" if len(paths) > _MOST_SUGGESTIONS else ""
    return f"{', '.join(paths[:_MOST_SUGGESTIONS])}{more}"


def paths(node: Node) -> Iterator[str]:
    """Paths of all that is below, without LibreChat's own words."""
    yield from (path for path, _ in values(node))


def named(text: str) -> Iterator[tuple[str, Value]]:
    """Arguments of a workspace whose paths end with the same names: of ``tls.cluster_issuer``, and of ``tls``."""
    parts = [part.lower() for part in split(text)]
    yield from ((path, value) for path, value in values(workspace()) if parts == path.split(".")[-len(parts) :])


def values(node: Node, before: str = "") -> Iterator[tuple[str, Value]]:
    """All arguments below, by their paths, without LibreChat's own words."""
    for name, child in node.children.items():
        if isinstance(child, Value):
            path = f"{before}{name}"
            yield path, child
            yield from values(child, f"{path}.")
