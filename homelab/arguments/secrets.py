"""Secrets among arguments: their possible paths, and a map over their values."""

import collections.abc
import functools
import hashlib
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from homelab.arguments import typed_dicts
from homelab.arguments.declarations import Args, constraint_of

Path: TypeAlias = tuple[str | int, ...]
"""Path of a value: names of arguments, keys of maps and indexes of lists."""

MAP_KEY = "NAME"
"""Placeholder for any key of a map in `secret_paths`."""


class UnknownSecret(str):
    """Placeholder for a secret that cannot be decrypted, as in a preview without the stack's passphrase.

    `check` accepts it unchecked, like an Output. To other code it is a string.
    """

    def __new__(cls, name: str) -> "UnknownSecret":
        """Create the placeholder for the secret ``name``: a deterministic, unique text."""
        return super().__new__(cls, f"unknown-secret-{hashlib.sha256(name.encode()).hexdigest()[:32]}")


def map_secrets(args_type: type[Args], args: object, function: Callable[[str], object]) -> Args:
    """Copy plain arguments, and apply ``function`` to every secret.

    Values of a wrong type are copied unchanged, for `check` to report.
    """
    return cast(Args, _map(_Field(args_type), args, function))


def secret_paths(args_type: type[Mapping[str, Any]]) -> list[Path]:
    """Paths of all possible secrets, with index 0 for any item of a list and `MAP_KEY` for any key of a map."""
    return list(_secret_paths(_Field(args_type)))


def is_secret(args_type: type[Mapping[str, Any]], path: Path) -> bool:
    """Whether the value at ``path`` is a secret."""
    field = _field_at(args_type, path)
    return field is not None and field.is_secret_leaf


def secret_reference(args_type: type[Mapping[str, Any]], path: Path) -> Path | None:
    """Path of the argument that names an existing Secret instead of the secret at ``path``; None if there is none."""
    *parents, name = path
    group, reference = _field_at(args_type, tuple(parents)), f"{name}_secret"
    return (*parents, reference) if group is not None and reference in _children(group) else None


def _field_at(args_type: Any, path: Path) -> "_Field | None":
    field: _Field | None = _Field(args_type)
    for part in path:
        field = field.child(part) if field is not None else None
    return field


@dataclass(frozen=True, slots=True)
class _Field:
    """Type of a field, and whether it is secret by its own constraint or that of the list or map that contains it."""

    value_type: Any
    secret: bool = False

    @property
    def is_secret_leaf(self) -> bool:
        return self.secret and not _children(self)

    def child(self, part: str | int) -> "_Field | None":
        """Field at the next ``part`` of a path."""
        children = _children(self)
        return children.get(0) if isinstance(part, int) else children.get(part, children.get(MAP_KEY))


@functools.cache
def _children(field: _Field) -> Mapping[str | int, _Field]:
    """Fields of a group by name; of a list's items at 0; of a map's values at `MAP_KEY`."""
    value_type = field.value_type
    if typing.is_typeddict(value_type):
        return {name: _argument(value_type, name) for name in value_type.__annotations__}
    if typing.get_origin(value_type) in (list, collections.abc.Sequence):
        return {0: _item(field)}
    if typing.get_origin(value_type) in (dict, collections.abc.Mapping):
        return {MAP_KEY: _item(field)}
    return {}


def _argument(args_type: Any, name: str) -> _Field:
    constraint = constraint_of(args_type, name)
    value_type = typed_dicts.value_type(args_type.__annotations__[name])
    return _Field(value_type, secret=constraint is not None and constraint.secret)


def _item(field: _Field) -> _Field:
    return _Field(typed_dicts.value_type(typing.get_args(field.value_type)[-1]), field.secret)


def _map(field: _Field, value: object, function: Callable[[str], object]) -> object:
    match value:
        case Mapping():
            items = cast(Mapping[str, object], value).items()
            return {key: _map_child(field, key, inner, function) for key, inner in items}
        case list():
            return [_map_child(field, 0, item, function) for item in cast(list[object], value)]
        case str() if field.is_secret_leaf:
            return function(value)
        case _:
            return value


def _map_child(field: _Field, part: str | int, value: object, function: Callable[[str], object]) -> object:
    child = field.child(part)
    return value if child is None else _map(child, value, function)


def _secret_paths(field: _Field, path: Path = ()) -> Iterator[Path]:
    if field.is_secret_leaf:
        yield path
    for part, child in _children(field).items():
        yield from _secret_paths(child, (*path, part))
