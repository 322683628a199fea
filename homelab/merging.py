"""Merging of a user's configuration over a derived one.

Maps are merged key by key, at any depth. Lists whose items have a name are merged item by item: an item with a known
name is merged over the existing one, a new item is appended. Every other value replaces the existing one. ``None``
(``null`` in YAML) removes a key.

A removed key stays in the result as None, so that later derivations do not add it again, until `without_removed` drops
it.
"""

from collections.abc import Mapping
from typing import Any, cast

Path = tuple[str, ...]
KeyedLists = Mapping[Path, str]
"""Key of the items' name, by the path of a list."""


def merge(
    base: Mapping[str, Any], overrides: Mapping[str, Any], keyed_lists: KeyedLists, path: Path = ()
) -> dict[str, Any]:
    """Merge ``overrides`` over ``base``. Removed keys are None in the result.

    :param path: Path of both in the document.
    """
    merged = dict(base)
    for key, value in overrides.items():
        merged[key] = _merged_value(merged.get(key), value, keyed_lists, (*path, key))
    return merged


def without_removed(value: Any) -> Any:
    """``value`` without keys that are None, at any depth."""
    if isinstance(value, Mapping):
        content = cast(Mapping[str, Any], value)
        return {key: without_removed(inner) for key, inner in content.items() if inner is not None}
    if isinstance(value, list):
        return [without_removed(item) for item in cast(list[Any], value)]
    return value


def _merged_value(base: Any, override: Any, keyed_lists: KeyedLists, path: Path) -> Any:
    if isinstance(base, Mapping) and isinstance(override, Mapping):
        return merge(cast(Mapping[str, Any], base), cast(Mapping[str, Any], override), keyed_lists, path)
    if path in keyed_lists and isinstance(base, list) and isinstance(override, list):
        return _merged_items(cast(list[Any], base), cast(list[Any], override), keyed_lists, path)
    return override


def _merged_items(base: list[Any], overrides: list[Any], keyed_lists: KeyedLists, path: Path) -> list[Any]:
    merged, key = list(base), keyed_lists[path]
    position = {_name(item, key): index for index, item in reversed(list(enumerate(base))) if _name(item, key)}
    for item in overrides:
        # Of two overrides with the same name, the second one is appended: duplicates are reported elsewhere.
        index = position.pop(_name(item, key), None)
        if index is None:
            merged.append(item)
        else:
            merged[index] = merge(merged[index], item, keyed_lists, path)
    return merged


def _name(item: Any, key: str) -> str | None:
    name = cast(Mapping[str, Any], item).get(key) if isinstance(item, Mapping) else None
    return name if isinstance(name, str) else None
