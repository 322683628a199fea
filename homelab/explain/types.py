"""Names of types, the same ones for arguments and for keys of librechat.yaml."""

import collections.abc
import inspect
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from homelab.arguments import typed_dicts
from homelab.librechat_config.schema.expectations import allowed

GROUP = "group"
_PLAIN: Mapping[object, str] = {str: "string", int: "whole number", bool: "true or false", float: "number"}
_KINDS = {
    "string": "string",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "null",
}


def of_annotation(value_type: Any) -> str:
    """Name of the type of an argument's plain value."""
    if typing.is_typeddict(value_type):
        return GROUP
    if inspect.isclass(value_type) and issubclass(value_type, Enum):
        return f"one of {', '.join(str(member.value) for member in value_type)}"
    inner = typed_dicts.item_type(value_type)
    if inner is not None:
        return f"{'list' if is_list(value_type) else 'map'} of {_plural(of_annotation(inner))}"
    return _PLAIN.get(value_type, "any value")


def is_list(value_type: Any) -> bool:
    """Whether a type is that of a list."""
    return typing.get_origin(value_type) in (list, collections.abc.Sequence)


def of_schema(schema: Mapping[str, Any]) -> str:
    """Name of the type of values that a JSON Schema allows."""
    if choices := allowed(schema):
        others = [member for member in schema.get("anyOf", ()) if not allowed(member)]
        return " or ".join([_one_of(choices), *_distinct(map(of_schema, others))])
    if "anyOf" in schema:
        return " or ".join(_distinct(map(of_schema, schema["anyOf"])))
    kinds = schema.get("type", "any value")
    if kinds == "array":
        return f"list of {_plural(of_schema(schema.get('items', {})))}"
    if kinds == "object":
        values = schema.get("additionalProperties")
        is_map = not schema.get("properties") and isinstance(values, Mapping)
        return f"map of {_plural(of_schema(values))}" if is_map and values else GROUP
    return " or ".join(_KINDS.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _one_of(choices: Iterable[Any]) -> str:
    names = [
        "''" if choice == "" else str(choice).lower() if isinstance(choice, bool) else str(choice) for choice in choices
    ]
    return f"one of {', '.join(names)}" if len(names) > 1 else names[0]


def _distinct(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(names)


def _plural(name: str) -> str:
    """``strings``, ``maps of strings``, for a type whose name begins with what can be counted."""
    kind, of, items = name.partition(" of ")
    if of and kind in ("list", "map"):
        return f"{kind}s of {items}"
    return f"{name}s" if name in (GROUP, "string", "number", "whole number", "any value") else name
