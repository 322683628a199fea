"""The arguments that a workspace sets, and the switches beside them."""

import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from homelab.arguments import typed_dicts
from homelab.explain.arguments import ANY_NAME

Keys: TypeAlias = Sequence[str | int]


@dataclass(frozen=True)
class Place:
    """An argument that is set, or a switch that is not."""

    keys: Keys
    """Keys and indexes that lead to it."""
    path: Sequence[str]
    """The same as explanations have it: without indexes, and with ``*`` for a name of one's own choice."""
    value: Any
    """None for a switch that is not set."""
    value_type: Any

    @property
    def text(self) -> str:
        """The path as a text."""
        return ".".join(self.path)


def places(value_type: Any, value: Any, keys: Keys = (), path: Sequence[str] = ()) -> Iterator[Place]:
    """All arguments that are set, and the switches of groups that are, at any depth."""
    item_type = typed_dicts.item_type(value_type)
    if typing.is_typeddict(value_type) and isinstance(value, Mapping):
        given = cast(Mapping[str, Any], value)
        for name, annotation in value_type.__annotations__.items():
            inner_type = typed_dicts.value_type(annotation)
            if name in given or inner_type is bool:
                yield Place((*keys, name), (*path, name), given.get(name), inner_type)
            yield from places(inner_type, given.get(name), (*keys, name), (*path, name))
    elif typing.is_typeddict(item_type) and isinstance(value, Mapping):
        for key, item in cast(Mapping[str, Any], value).items():
            yield from places(item_type, item, (*keys, key), (*path, ANY_NAME))
    elif typing.is_typeddict(item_type) and isinstance(value, list):
        for index, item in enumerate(cast(list[Any], value)):
            yield from places(item_type, item, (*keys, index), path)
