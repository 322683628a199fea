"""Paths in the user's own librechat.yaml for those in the merged document."""

from collections.abc import Mapping
from typing import Any, cast

from homelab.librechat_config.merge import KEYED_LISTS
from homelab.librechat_config.schema.problem import Key, Keys

DERIVED = "librechat.yaml"


def location(keys: Keys, merged: Mapping[str, Any], own: Mapping[str, Any], argument: str) -> str:
    """Path for messages: in the user's document if it has the value or the map around it, else in the merged one.

    :param keys: Path in the merged document.
    :param own: The user's document.
    :param argument: Path of the argument that holds it: ``librechat.config``.
    """
    found = _in_own(keys, merged, own)
    if found is None:
        return ".".join(map(str, (DERIVED, *keys)))
    return ".".join(map(str, (argument, *found)))


def _in_own(keys: Keys, merged: Any, own: Any) -> Keys | None:
    """Path in the user's document; None if it does not have the map around it either."""
    translated: list[Key] = []
    for depth, key in enumerate(keys):
        own_key = _own_key(keys[:depth], key, merged, own)
        if own_key is None:
            misses_one_key = isinstance(own, Mapping) and depth == len(keys) - 1
            # A leaf instead of a map, such as `true` for an Azure model.
            is_leaf = own is not None and own == merged and not isinstance(own, Mapping | list)
            return (*translated, *keys[depth:]) if translated and (misses_one_key or is_leaf) else None
        translated.append(own_key)
        merged, own = _inner(merged, key), _inner(own, own_key)
    return tuple(translated)


def _own_key(path: Keys, key: Key, merged: Any, own: Any) -> Key | None:
    if isinstance(own, Mapping):
        return key if key in own else None
    if not isinstance(own, list) or not isinstance(key, int):
        return None
    entries = cast(list[Any], own)
    name_key = KEYED_LISTS.get(tuple(map(str, path)))
    name = _inner(_inner(merged, key), name_key) if name_key else None
    if name is None:
        return key if key < len(entries) else None
    return next((index for index, entry in enumerate(entries) if _inner(entry, cast(str, name_key)) == name), None)


def _inner(value: Any, key: Key) -> Any:
    try:
        return value[key]
    except (KeyError, IndexError, TypeError):
        return None
