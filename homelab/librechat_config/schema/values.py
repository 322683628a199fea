"""Finds values in librechat.yaml by where they stand."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, cast

from homelab.librechat_config.schema.opaque import Unknown, is_opaque
from homelab.librechat_config.schema.problem import Key, Keys


def select(config: object, pattern: str) -> Iterator[tuple[Keys, Any]]:
    """What stands at ``pattern``, such as ``endpoints.custom.*.name``; values that come later are left out."""
    yield from _select(config, tuple(pattern.split(".")), ())


def is_at(keys: Keys, pattern: str) -> bool:
    """Whether ``keys`` are those of ``pattern``, where ``*`` is any key."""
    parts = pattern.split(".")
    return len(parts) == len(keys) and all(part in ("*", str(key)) for part, key in zip(parts, keys, strict=True))


def leaves(value: object, keys: Keys = ()) -> Iterator[tuple[Keys, object]]:
    """All values that are no map and no list, at any depth."""
    if not isinstance(value, Mapping | list):
        yield keys, value
    for key, inner in _entries(value):
        yield from leaves(inner, (*keys, key))


def masked(value: Any, places: Collection[Keys]) -> Any:
    """The same data where `Unknown` stands at ``places``, also at those where there was nothing."""
    if () in places:
        return Unknown.VALUE
    below: defaultdict[Key, set[Keys]] = defaultdict(set)
    for place in places:
        below[place[0]].add(place[1:])
    if isinstance(value, list):
        return [masked(inner, below.get(index, ())) for index, inner in enumerate(cast(list[Any], value))]
    if isinstance(value, dict):
        added = {key: Unknown.VALUE for key in below if key not in value}
        return {key: masked(inner, below.get(key, ())) for key, inner in cast(dict[Key, Any], value).items()} | added
    return value


def _select(value: object, pattern: tuple[str, ...], keys: Keys) -> Iterator[tuple[Keys, Any]]:
    if is_opaque(value):
        return
    if not pattern:
        yield keys, value
        return
    for key, inner in _entries(value):
        if pattern[0] in ("*", key):
            yield from _select(inner, pattern[1:], (*keys, key))


def _entries(value: object) -> Iterator[tuple[Key, object]]:
    if isinstance(value, Mapping):
        yield from cast(Mapping[Key, object], value).items()
    elif isinstance(value, list):
        yield from enumerate(cast(list[object], value))


def plain(value: Any) -> Any:
    """The same data in dicts and lists."""
    if is_opaque(value):
        return value
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in cast(Mapping[Key, Any], value).items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in cast(Sequence[Any], value)]
    return value
