"""Outputs among arguments, whose values are checked like plain ones once they are known."""

import typing
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeAlias, cast

import pulumi

from homelab.arguments import typed_dicts
from homelab.arguments.credentials import exposed_secrets
from homelab.arguments.declarations import constraint_of
from homelab.arguments.messages import problem
from homelab.arguments.schema import field_validator

Refuse: TypeAlias = Callable[[str], Exception]
"""Makes the error of one problem, which begins with the path of the argument."""


def with_checked_outputs(args_type: Any, group: object, refuse: Refuse, path: tuple[str, ...] = ()) -> Any:
    """The arguments, with Outputs that fail if their value is wrong; the same object without such Outputs.

    The value of an Output, or of one in a list or map, has to satisfy the type and the constraint of its argument.
    Outputs for arguments without a constraint are unchanged.
    """
    if not isinstance(group, Mapping):
        return group
    fields = cast(Mapping[str, object], group)
    checked = {name: _checked(args_type, name, value, refuse, path) for name, value in fields.items()}
    return checked if any(checked[name] is not value for name, value in fields.items()) else group


def _checked(args_type: Any, name: str, value: object, refuse: Refuse, path: tuple[str, ...]) -> object:
    """One argument of a group."""
    annotation = typed_dicts.value_type(args_type.__annotations__[name])
    if typing.is_typeddict(annotation):
        return with_checked_outputs(annotation, value, refuse, (*path, name))
    is_constrained = constraint_of(args_type, name) is not None
    if isinstance(value, pulumi.Output | Awaitable):
        return _once_known(partial(_check, args_type, name, refuse, path), value) if is_constrained else value
    item_type = typed_dicts.item_type(annotation)
    if item_type is None or not isinstance(value, Mapping | list):
        return value
    collection = cast("Mapping[Any, object] | list[object]", value)
    items = dict(collection.items() if isinstance(collection, Mapping) else enumerate(collection))
    checked = dict(items)
    for key, item in items.items():
        if typing.is_typeddict(item_type):
            checked[key] = with_checked_outputs(item_type, item, refuse, (*path, name, str(key)))
        elif is_constrained and isinstance(item, pulumi.Output | Awaitable):
            checked[key] = _once_known(partial(_check_item, args_type, name, refuse, path, key), item)
    if all(checked[key] is item for key, item in items.items()):
        return value
    return checked if isinstance(value, Mapping) else list(checked.values())


def _once_known(check: Callable[[object], object], value: object) -> pulumi.Output[object]:
    return pulumi.Output.from_input(value).apply(check)


def _check(args_type: Any, name: str, refuse: Refuse, path: tuple[str, ...], value: object) -> object:
    return _validate(args_type, name, refuse, path, value)


def _check_item(
    args_type: Any, name: str, refuse: Refuse, path: tuple[str, ...], key: str | int, item: object
) -> object:
    """Check an item as the only one of its list or map, because constraints are on the whole."""
    collection, place = ({key: item}, key) if isinstance(key, str) else ([item], 0)
    return _validate(args_type, name, refuse, path, collection, (str(key),))[place]


def _validate(
    args_type: Any, name: str, refuse: Refuse, path: tuple[str, ...], value: object, keys: tuple[str, ...] = ()
) -> Any:
    """The normalised value.

    :param keys: The key of the only item of ``value``, as the user knows it.
    """
    from pydantic_core import ValidationError

    try:
        checked = field_validator(args_type, name).validate_python(value)
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        location = (name, *keys, *(str(part) for part in details["loc"][len(keys) :]))
        wrong = details["input"] if details["loc"] or not keys else _only_item(value)
        message = problem(args_type, location, details["type"], details.get("ctx", {}), wrong)
        raise refuse(".".join((*path, message))) from None
    named = {keys[0]: _only_item(checked)} if keys else checked
    for message in exposed_secrets(args_type, {name: named}):
        raise refuse(".".join((*path, message)))
    return checked


def _only_item(collection: Any) -> object:
    return next(iter(collection.values() if isinstance(collection, Mapping) else collection))
