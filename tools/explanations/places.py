"""The arguments that a workspace sets, the switches beside them, and what can be set instead of them."""

import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from homelab.arguments import typed_dicts
from homelab.explain.arguments import ANY_NAME
from homelab.kubernetes import SecretReference

Keys: TypeAlias = Sequence[str | int]
_REFERENCE = "_secret"
"""End of the name of an argument that takes an existing Secret instead of a value."""


@dataclass(frozen=True)
class Place:
    """An argument that is set, or a switch or an alternative that is not."""

    keys: Keys
    """Keys and indexes that lead to it."""
    path: Sequence[str]
    """The same as explanations have it: without indexes, and with ``*`` for a name of one's own choice."""
    value: Any
    """None for what is not set."""
    value_type: Any
    instead_of: str | None = None
    """The argument beside it that is set, where only one of them can be: ``api_key`` and ``api_key_secret``."""

    @property
    def text(self) -> str:
        """The path as a text."""
        return ".".join(self.path)

    @property
    def is_set_group(self) -> bool:
        """Whether it is a group of arguments that is set."""
        return typing.is_typeddict(self.value_type) and not self.is_reference and self.value is not None

    @property
    def is_reference(self) -> bool:
        """Whether it names an existing Secret."""
        return is_reference(self.value_type)


def is_reference(value_type: Any) -> bool:
    """Whether a type is that of a key of an existing Secret."""
    return SecretReference in typed_dicts.lineage(value_type)


def alternative(name: str, names: typing.Container[str]) -> str | None:
    """The argument that takes a value instead of an existing Secret, or the other way round."""
    other = name.removesuffix(_REFERENCE) if name.endswith(_REFERENCE) else f"{name}{_REFERENCE}"
    return other if other in names else None


def places(value_type: Any, value: Any, keys: Keys = (), path: Sequence[str] = ()) -> Iterator[Place]:
    """All arguments that are set, at any depth, and what of their groups is a switch or an alternative to them."""
    item_type = typed_dicts.item_type(value_type)
    if is_reference(value_type):
        return
    if typing.is_typeddict(value_type) and isinstance(value, Mapping):
        yield from _in_group(value_type, cast(Mapping[str, Any], value), keys, path)
    elif typing.is_typeddict(item_type) and isinstance(value, Mapping):
        for key, item in cast(Mapping[str, Any], value).items():
            yield from places(item_type, item, (*keys, key), (*path, ANY_NAME))
    elif typing.is_typeddict(item_type) and isinstance(value, list):
        for index, item in enumerate(cast(list[Any], value)):
            yield from places(item_type, item, (*keys, index), path)


def _in_group(group: Any, given: Mapping[str, Any], keys: Keys, path: Sequence[str]) -> Iterator[Place]:
    for name, annotation in group.__annotations__.items():
        inner_type = typed_dicts.value_type(annotation)
        other = alternative(name, group.__annotations__)
        instead_of = other if other in given and name not in given else None
        if name in given or inner_type is bool or instead_of:
            yield Place((*keys, name), (*path, name), given.get(name), inner_type, instead_of)
        yield from places(inner_type, given.get(name), (*keys, name), (*path, name))
