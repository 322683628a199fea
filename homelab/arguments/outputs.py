"""Outputs among arguments, whose values are checked like plain ones once they are known."""

import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, cast

import pulumi

from homelab.arguments import typed_dicts
from homelab.arguments.credentials import exposed_secrets
from homelab.arguments.declarations import constraint_of
from homelab.arguments.messages import problem
from homelab.arguments.schema import field_validator

Refuse: TypeAlias = Callable[[str], Exception]
"""Creates the exception for a problem, whose message begins with the path of the argument."""


def with_checked_outputs(args_type: Any, group: object, refuse: Refuse, path: tuple[str, ...] = ()) -> Any:
    """The arguments, with Outputs that fail if their value is wrong; the same object without such Outputs.

    The value of an Output, or of one in a list or map, has to satisfy the type and the constraint of its argument.
    Outputs for arguments without a constraint are unchanged.
    """
    if not isinstance(group, Mapping):
        return group
    fields = cast(Mapping[str, object], group)
    checked = {name: _Field(args_type, name, path, refuse).with_checks(value) for name, value in fields.items()}
    return checked if any(checked[name] is not value for name, value in fields.items()) else group


@dataclass(frozen=True)
class _Field:
    """An argument of the group at ``path``."""

    args_type: Any
    name: str
    path: tuple[str, ...]
    refuse: Refuse

    def with_checks(self, value: object) -> object:
        annotation = typed_dicts.value_type(self.args_type.__annotations__[self.name])
        if typing.is_typeddict(annotation):
            return with_checked_outputs(annotation, value, self.refuse, (*self.path, self.name))
        if isinstance(value, pulumi.Output | Awaitable):
            return _once_known(self._check, value) if self._is_constrained else value
        item_type = typed_dicts.item_type(annotation)
        if item_type is None or not isinstance(value, Mapping | list):
            return value
        collection = cast("Mapping[Any, object] | list[object]", value)
        items = dict(collection.items() if isinstance(collection, Mapping) else enumerate(collection))
        checked = {key: self._item_with_checks(item_type, key, items) for key in items}
        if all(checked[key] is item for key, item in items.items()):
            return value
        return checked if isinstance(value, Mapping) else list(checked.values())

    @property
    def _is_constrained(self) -> bool:
        return constraint_of(self.args_type, self.name) is not None

    def _item_with_checks(self, item_type: Any, key: str | int, items: Mapping[Any, object]) -> object:
        item = items[key]
        if typing.is_typeddict(item_type):
            return with_checked_outputs(item_type, item, self.refuse, (*self.path, self.name, str(key)))
        if isinstance(item, pulumi.Output | Awaitable) and self._is_constrained:
            return _once_known(partial(self._check_item, key, items), item)
        return item

    def _check_item(self, key: str | int, items: Mapping[Any, object], item: object) -> object:
        """Check an item among the others of its list or map, because constraints are on the whole."""
        others = {**items, key: item}
        return self._check(others if isinstance(key, str) else [*others.values()], key)[key]

    def _check(self, value: Any, key: str | int | None = None) -> Any:
        """The normalised value.

        :param key: The key or index of the item of ``value`` that was not known before.
        """
        from pydantic_core import ValidationError

        keys = () if key is None else (str(key),)
        try:
            checked = field_validator(self.args_type, self.name).validate_python(value)
        except ValidationError as error:
            details = error.errors(include_url=False)[0]
            location = (self.name, *keys, *(str(part) for part in details["loc"][len(keys) :]))
            wrong = details["input"] if details["loc"] or key is None else value[key]
            message = problem(self.args_type, location, details["type"], details.get("ctx", {}), wrong)
            raise self.refuse(".".join((*self.path, message))) from None
        named = checked if key is None else {str(key): checked[key]}
        for message in exposed_secrets(self.args_type, {self.name: named}):
            raise self.refuse(".".join((*self.path, message)))
        return checked


def _once_known(check: Callable[[object], object], value: object) -> pulumi.Output[object]:
    return pulumi.Output.from_input(value).apply(check)
