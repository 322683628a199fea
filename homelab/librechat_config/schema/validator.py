"""JSON Schema validator, with LibreChat's additional keywords."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema import published
from homelab.librechat_config.schema.opaque import is_opaque
from homelab.librechat_config.schema.regexes import matches
from homelab.urls import is_url


@functools.cache
def validator() -> Any:
    """Validator of librechat.yaml. Paths of errors about unknown and missing keys end in the key."""
    from jsonschema import Draft7Validator, FormatChecker, TypeChecker, validators

    formats = FormatChecker(formats=())
    formats.checks("uri")(_is_valid_uri)
    types: TypeChecker = Draft7Validator.TYPE_CHECKER.redefine("number", _is_number)
    own = {
        "additionalProperties": _additional_properties,
        "pattern": _pattern,
        "required": _required,
        "x-trimmed": _trimmed,
    }
    keywords = {name: _unless_opaque(keyword) for name, keyword in {**Draft7Validator.VALIDATORS, **own}.items()}
    extended: Any = validators.extend(Draft7Validator, keywords, type_checker=types)
    return extended(published.json_schema(), format_checker=formats)


def _is_valid_uri(value: object) -> bool:
    return not isinstance(value, str) or is_url(value)


def _unless_opaque(keyword: Any) -> Any:
    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        return iter(()) if is_opaque(instance) else keyword(validator, value, instance, schema) or iter(())

    return check


def _is_number(_checker: Any, instance: Any) -> bool:
    # Zod does not accept NaN as a number.
    return isinstance(instance, int | float) and not isinstance(instance, bool) and instance == instance  # noqa: PLR0124


def _additional_properties(validator: Any, allowed: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    from jsonschema import ValidationError

    if not isinstance(instance, dict):
        return
    known = schema.get("properties", {})
    for key, value in instance.items():
        if key in known:
            continue
        if allowed is False:
            yield ValidationError("unknown key", path=(key,))
        else:
            yield from validator.descend(value, allowed, path=key)


def _required(_validator: Any, names: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, dict):
        yield from (ValidationError("missing", path=(name,)) for name in names if name not in instance)


def _pattern(_validator: Any, pattern: str, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, str) and not matches(pattern, instance.strip() if "x-trimmed" in schema else instance):
        yield ValidationError("no match")


def _trimmed(_validator: Any, _wanted: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, str) and instance != instance.strip():
        yield ValidationError("not trimmed")
