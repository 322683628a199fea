"""Walks over every leaf of arguments, so that no argument is forgotten and none does nothing."""

import copy
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from homelab.arguments import typed_dicts

Path = tuple[str, ...]


def leaves(args_type: Any, prefix: Path = ()) -> Iterator[Path]:
    """Every leaf that a group of arguments has, by its annotations."""
    for name, annotation in args_type.__annotations__.items():
        inner = typed_dicts.value_type(annotation)
        if typing.is_typeddict(inner):
            yield from leaves(inner, (*prefix, name))
        else:
            yield (*prefix, name)


def given(args: Mapping[str, Any], prefix: Path = ()) -> Iterator[Path]:
    """Every leaf that stands in arguments."""
    for name, value in args.items():
        if isinstance(value, Mapping):
            yield from given(typing.cast(Mapping[str, Any], value), (*prefix, name))
        else:
            yield (*prefix, name)


def without(args: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The arguments without one leaf."""
    result = copy.deepcopy(dict(args))
    group: Any = result
    for name in path[:-1]:
        group = group[name]
    del group[path[-1]]
    return result


def nested(path: str, value: object) -> dict[str, Any]:
    """Arguments with one leaf, whose path has dots."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return typing.cast(dict[str, Any], value)
