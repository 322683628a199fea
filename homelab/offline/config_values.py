"""Values in a stack's config: paths in the Pulumi CLI's syntax, and encrypted values."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from homelab.bounds import MOST_LEVELS

Path: TypeAlias = tuple[str | int, ...]
"""Keys of objects and indexes of lists: ``("workspace", "custom_endpoints", 0, "api_key")``."""

_NAME = re.compile(r"[^.\[]+")
_PART = re.compile(r'\[(?P<index>[0-9]{1,9})\]|\["(?P<quoted>(?:\\"|[^"])*)"\]|\.(?P<name>[^.\[]+)')
_ASSIGNMENT = re.compile(r'(?P<key>(?:\["(?:\\"|[^"])*"\]|[^=])+?)=(?P<value>.*)', re.DOTALL)

_LONGEST_TEXT = 100
"""Of a path in a message, in characters."""


class PathError(ValueError):
    """A path that is malformed or cannot be set; the message is one line."""


def parse_path(text: str) -> Path:
    """Parse a path such as ``workspace.custom_endpoints[0].api_key`` or ``workspace.librechat.env["A.B"]``.

    :raises PathError: The path is malformed.
    """
    first = _NAME.match(text)
    path: list[str | int] = [first.group()] if first else []
    position = first.end() if first else 0
    while position < len(text) or not path:
        part = _PART.match(text, position)
        if part is None or (part["name"] is not None and not path):
            raise PathError(f"{_shortened(text)} is not a path such as workspace.custom_endpoints[0].api_key")
        if len(path) == MOST_LEVELS:
            raise PathError(f"{_shortened(text)} is more than {MOST_LEVELS} levels deep")
        quoted = part["quoted"]
        path.append(int(part["index"]) if part["index"] else part["name"] or quoted.replace('\\"', '"'))
        position = part.end()
    return tuple(path)


def _shortened(text: str) -> str:
    return repr(text) if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]!r}..."


def path_text(path: Path) -> str:
    """Format a path for `parse_path`; the first part, a config key, is not quoted."""
    return "".join([*map(str, path[:1]), *map(_part_text, path[1:])])


def _part_text(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if part and not re.search(r'[.\["\]=]', part):
        return f".{part}"
    quoted = part.replace('"', '\\"')
    return f'["{quoted}"]'


def split_assignment(text: str) -> tuple[str, str] | None:
    """Split ``KEY=VALUE`` at the first ``=`` outside of quotes, if there is one."""
    found = _ASSIGNMENT.fullmatch(text)
    return (found["key"], found["value"]) if found else None


def is_encrypted(value: object) -> bool:
    """Whether ``value`` is an encrypted value as the Pulumi CLI writes it: ``secure: ...``."""
    match value:
        case {"secure": str()}:
            return len(cast(Mapping[str, Any], value)) == 1
        case _:
            return False


def encrypted_paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Paths of all encrypted values in ``value``, at any depth."""
    if is_encrypted(value):
        yield path
    else:
        for part, inner in _items(value):
            yield from encrypted_paths(inner, (*path, part))


def plain_texts(value: object, path: Path = ()) -> Iterator[Path]:
    """Paths of all texts in ``value`` that are not encrypted, at any depth."""
    if isinstance(value, str):
        yield path
    elif not is_encrypted(value):
        for part, inner in _items(value):
            yield from plain_texts(inner, (*path, part))


def map_encrypted(value: object, function: Callable[[Path], object], path: Path = ()) -> Any:
    """Copy ``value`` with what ``function`` returns for the path of each encrypted value in its place."""
    if is_encrypted(value):
        return function(path)
    items = [(part, map_encrypted(inner, function, (*path, part))) for part, inner in _items(value)]
    match value:
        case Mapping():
            return dict(items)
        case list():
            return [inner for _, inner in items]
        case _:
            return value


def value_at(value: object, path: Path) -> object:
    """The value at ``path`` in ``value``; None if there is none."""
    for part in path:
        match value:
            case Mapping():
                value = cast(Mapping[object, object], value).get(part)
            case list() if isinstance(part, int) and part < len(value):
                value = cast(list[object], value)[part]
            case _:
                return None
    return value


def with_value(value: object, path: Path, new: object) -> Any:
    """``value`` with ``new`` at ``path``; missing objects on the path are created, and a list can grow by one item.

    :raises PathError: A value on the path has the wrong type.
    """
    return _with_value(value, path, new, ())


def _with_value(value: object, path: Path, new: object, parents: Path) -> object:
    if not path:
        return new
    part = path[0]
    if value is None:
        value = [] if isinstance(part, int) else {}
    here = path_text(parents) or "it"
    if is_encrypted(value):
        raise PathError(f"{here} is encrypted as a whole")
    inner = dict(_items(value))
    if isinstance(part, int):
        if not isinstance(value, list):
            raise PathError(f"{here} is not a list")
        if part > len(inner):
            raise PathError(f"{here} has {len(inner)} items: the next one is [{len(inner)}]")
    elif not isinstance(value, Mapping):
        raise PathError(f"{here} is not an object")
    inner[part] = _with_value(inner.get(part), path[1:], new, (*parents, part))
    return list(inner.values()) if isinstance(value, list) else inner


def _items(value: object) -> Sequence[tuple[str | int, object]]:
    match value:
        case Mapping():
            return [(str(key), inner) for key, inner in cast(Mapping[object, object], value).items()]
        case list():
            return list(enumerate(cast(list[object], value)))
        case _:
            return []
