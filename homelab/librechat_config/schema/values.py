"""Paths and values in librechat.yaml."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, cast

from homelab.librechat_config.schema.opaque import Unknown, is_opaque
from homelab.librechat_config.schema.problem import Key, Keys


def select(config: object, pattern: str) -> Iterator[tuple[Keys, Any]]:
    """Paths and values that match ``pattern``, such as ``endpoints.custom.*.name``, without opaque values."""
    yield from _select(config, tuple(pattern.split(".")), ())


def is_at(keys: Keys, pattern: str) -> bool:
    """Whether a path matches ``pattern``, where ``*`` is any key."""
    parts = pattern.split(".")
    return len(parts) == len(keys) and all(part in ("*", str(key)) for part, key in zip(parts, keys, strict=True))


def leaves(value: object, keys: Keys = ()) -> Iterator[tuple[Keys, object]]:
    """Paths and values of all leaves, at any depth."""
    if not isinstance(value, Mapping | list):
        yield keys, value
    for key, inner in entries(value):
        yield from leaves(inner, (*keys, key))


def mask(value: Any, paths: Collection[Keys]) -> Any:
    """Replace values at ``paths`` by `Unknown`, and add it at those without a value."""
    if () in paths:
        return Unknown.VALUE
    below: defaultdict[Key, set[Keys]] = defaultdict(set)
    for path in paths:
        below[path[0]].add(path[1:])
    if isinstance(value, list):
        return [mask(inner, below.get(index, ())) for index, inner in enumerate(cast(list[Any], value))]
    if isinstance(value, dict):
        added = {key: Unknown.VALUE for key in below if key not in value}
        return {key: mask(inner, below.get(key, ())) for key, inner in cast(dict[Key, Any], value).items()} | added
    return value


def _select(value: object, pattern: tuple[str, ...], keys: Keys) -> Iterator[tuple[Keys, Any]]:
    if is_opaque(value):
        return
    if not pattern:
        yield keys, value
        return
    for key, inner in entries(value):
        if pattern[0] in ("*", key):
            yield from _select(inner, pattern[1:], (*keys, key))


def entries(value: object) -> Iterator[tuple[Key, object]]:
    """Keys or indexes, and values, of a map or list; none of anything else."""
    if isinstance(value, Mapping):
        yield from cast(Mapping[Key, object], value).items()
    elif isinstance(value, list):
        yield from enumerate(cast(list[object], value))


def to_plain(value: Any) -> Any:
    """Convert maps and sequences to dicts and lists."""
    if is_opaque(value):
        return value
    if isinstance(value, Mapping):
        return {key: to_plain(inner) for key, inner in cast(Mapping[Key, Any], value).items()}
    if isinstance(value, list | tuple):
        return [to_plain(inner) for inner in cast(Sequence[Any], value)]
    return value
