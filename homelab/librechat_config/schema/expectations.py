"""Descriptions of JSON Schemas for error messages."""

from collections.abc import Mapping, Sequence
from typing import Any

_KINDS = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "null": "null",
}
_MOST_KEYS = 8


def expected(schema: Mapping[str, Any]) -> str:
    """Description of the values that a schema allows."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(expected(member) for member in schema["anyOf"]))
    if choices := allowed(schema):
        return one_of(choices)
    kinds = schema.get("type", [])
    if kinds == "object":
        return _map(schema)
    return " or ".join(_KINDS.get(kind, "a map") for kind in ([kinds] if isinstance(kinds, str) else kinds))


def one_of(choices: Sequence[Any]) -> str:
    """Description of a choice of values."""
    names = [str(choice) or "''" for choice in choices]
    return f"one of {', '.join(names)}" if len(names) > 1 else names[0]


def allowed(schema: Mapping[str, Any]) -> Sequence[Any]:
    """Values of an enumeration, including those in members of a union."""
    members: Sequence[Mapping[str, Any]] = schema.get("anyOf", ())
    own: Sequence[Any] = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return [*own, *(value for member in members for value in allowed(member))]


def limit(keyword: str, value: Any) -> str | None:
    """Description of a keyword that limits values; None for other keywords."""
    texts = {
        "minimum": f"at least {value}",
        "maximum": f"at most {value}",
        "exclusiveMinimum": f"more than {value}",
        "minLength": f"at least {_counted(value, 'character')}",
        "maxLength": f"at most {_counted(value, 'character')}",
        "minItems": f"at least {_counted(value, 'entry')}",
        "maxItems": f"at most {_counted(value, 'entry')}",
        "pattern": f"what matches {value}",
        "format": "a URL such as https://example.com",
        "x-trimmed": "a string without spaces at its ends",
    }
    return texts.get(keyword)


def _map(schema: Mapping[str, Any]) -> str:
    names = list(schema.get("properties", ()))
    if not names:
        return "a map"
    return f"a map of {', '.join(names[:_MOST_KEYS])}{', ...' if len(names) > _MOST_KEYS else ''}"


def _counted(number: int, noun: str) -> str:
    plural = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
