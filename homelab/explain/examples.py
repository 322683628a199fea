"""Examples of values, from what their definitions say."""

import re
import typing
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from homelab.arguments import typed_dicts
from homelab.explain import types

if TYPE_CHECKING:
    from homelab.explain.arguments import Value

Steps: TypeAlias = tuple[str | int, ...]
"""Names that lead to a value, ``*`` for one of one's own choice, and 0 for an entry of a list."""
_QUOTED = re.compile(r"such as '([^'.][^']*)'")


def at(steps: Steps, value: Any) -> Mapping[str, Any]:
    """A value below what leads to it."""
    for step in reversed(steps):
        value = [value] if isinstance(step, int) else {"NAME" if step == "*" else step: value}
    return value


def of_value(value: "Value") -> Any:
    """A value that is accepted; None if the definition does not tell of any."""
    if value.place.secret:
        return None
    if typing.is_typeddict(value.value_type):
        return _required(value)
    if types.is_list(value.value_type) and typing.is_typeddict(typed_dicts.item_type(value.value_type)):
        required = _required(value)
        return None if required is None else [required]
    return _leaf(value)


def _required(group: "Value") -> Mapping[str, Any] | None:
    """What must be set in a group; None if nothing must, or there is a part that no definition tells of."""
    found: dict[str, Any] = {}
    for names in group.required_below:
        values = {name: of_value(group.argument(name)) for name in names}
        known = next(((name, value) for name, value in values.items() if value is not None), None)
        if known is None:
            return None
        found.setdefault(*known)
    return found or None


def _leaf(value: "Value") -> Any:
    expected = value.constraint.expected if value.constraint else ""
    named = _QUOTED.search(expected)
    schema = value.constraint.json_schema if value.constraint else {}
    if "enum" in schema:
        return schema["enum"][0]
    if value.value_type is str:
        return named[1] if named else None
    if typed_dicts.item_type(value.value_type) is str and types.is_list(value.value_type):
        return [named[1]] if named else None
    if value.value_type is bool:
        return value.default != "true"
    if value.value_type is int:
        return _number(value.default) or schema.get("minimum")
    members = getattr(value.value_type, "__members__", None)
    return next(iter(members.values())).value if members else None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
