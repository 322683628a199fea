"""Bounds of what users write, for files and arguments alike: what is larger is an error, and takes no long time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

MOST_LEVELS = 100
"""How deep groups may be nested: the limit of js-yaml, LibreChat's parser."""
MOST_VALUES = 10_000
"""How many values there may be in all, counting what is in several places once for each of them."""

_MOST_BITS = 1023
"""Of a whole number; JSON's numbers are doubles."""
_LONGEST_PATH = 60


def excess(value: object) -> str | None:
    """What is beyond the bounds of plain data, with its path, if anything is; other values are leaves."""
    path: list[object] = []
    groups = [(value, _entries(value), isinstance(value, Mapping))]
    around = {id(value)}
    count = 0
    while groups:
        group, entries, is_map = groups[-1]
        for key, inner in entries:
            count += 1
            if is_map and not isinstance(key, str):
                return _at(path, f"a key must be a string, got one of type {type(key).__name__}")
            if message := _excess_of(inner, len(groups), count, around):
                return _at([*path, key], message)
            if not isinstance(inner, str) and isinstance(inner, dict | list | Mapping):
                path.append(key)
                groups.append((cast(object, inner), _entries(inner), not isinstance(inner, list)))
                around.add(id(cast(object, inner)))
                break
        else:
            groups.pop()
            around.discard(id(group))
            del path[-1:]
    return None


def _excess_of(value: object, depth: int, count: int, around: set[int]) -> str | None:
    if count > MOST_VALUES:
        return f"more than {MOST_VALUES} values up to here: too many to check"
    if isinstance(value, str):
        return None
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"a whole number of more than {_MOST_BITS} bits"
    if not isinstance(value, dict | list | Mapping):
        return None
    if id(cast(object, value)) in around:
        return "contains itself"
    return f"nested more than {MOST_LEVELS} levels deep" if depth >= MOST_LEVELS else None


def _entries(value: object) -> Iterator[tuple[object, object]]:
    if isinstance(value, Mapping):
        return iter(cast(Mapping[object, object], value).items())
    return enumerate(cast(list[object], value)) if isinstance(value, list) else iter(())


def _at(path: Sequence[object], message: str) -> str:
    text = ".".join(map(str, path))
    text = text if len(text) <= _LONGEST_PATH else f"{text[:_LONGEST_PATH]}..."
    return f"{text}: {message}" if text else message
