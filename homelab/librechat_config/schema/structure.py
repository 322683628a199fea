"""Validation of keys and types by the JSON Schema of librechat.yaml."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from typing import Any

from homelab.librechat_config.schema.expectations import allowed, expected, limit, one_of
from homelab.librechat_config.schema.hints import hint
from homelab.librechat_config.schema.opaque import is_opaque
from homelab.librechat_config.schema.problem import (
    OBJECT_KEY,
    Keys,
    Outcome,
    Problem,
    did_you_mean,
    format_value,
)
from homelab.librechat_config.schema.validator import validator
from homelab.librechat_config.schema.values import leaves

_UNKNOWN = "additionalProperties"
_UNQUOTED_BRACES = "{{...}} without quotes is a map: write it in quotes"
_MOST_ERRORS = 200
"""Bounds the time for files with very many errors."""


def structural_problems(config: Mapping[str, Any], *, lenient: bool) -> Sequence[Problem]:
    """Unknown and missing keys, and values of a wrong type or out of range.

    :param lenient: Treat unknown keys as warnings.
    """
    found = _problems(islice(validator().iter_errors(config), _MOST_ERRORS), lenient=lenient)
    paths = {problem.keys for problem in found}
    return [*found, *(problem for problem in _non_json_values(config) if problem.keys not in paths)]


def _non_json_values(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Values that JSON does not have, such as dates, where the schema accepts any value."""
    for keys, value in leaves(config):
        if not (value is None or isinstance(value, str | int | float) or is_opaque(value)):
            yield Problem(keys, f"expected a string or a number, got {format_value(keys, value)} (write it in quotes)")


def _problems(errors: Iterable[Any], *, lenient: bool) -> list[Problem]:
    return list(dict.fromkeys(problem for error in errors for problem in _to_problems(error, lenient=lenient)))


def _to_problems(error: Any, *, lenient: bool) -> Iterator[Problem]:
    keys: Keys = tuple(error.absolute_path)
    members = _matching_members(error) if error.validator == "anyOf" else []
    if members and (choices := _type_choices(members)):
        message = _wrong_choice((*keys, "type"), error.instance["type"], choices)
        yield Problem((*keys, "type"), message, outcome=Outcome.EXITS)
    elif members:
        yield from _problems(min(members, key=_distance), lenient=lenient)
    elif error.validator == _UNKNOWN:
        outcome = Outcome.EXITS if error.schema.get("x-strict") else Outcome.IGNORES
        # The reaction of a newer LibreChat is unknown.
        known = None if lenient else outcome
        yield Problem(keys, _unknown(keys, error.schema), is_error=not lenient, outcome=known)
    elif error.validator == "required":
        message = f"missing: expected {expected(error.schema['properties'][keys[-1]])}"
        yield Problem(keys, message, outcome=Outcome.EXITS)
    else:
        outcome = None if error.validator == "x-trimmed" else Outcome.EXITS
        yield Problem(keys, _wrong_value(keys, error), outcome=outcome)


def _unknown(keys: Keys, schema: Mapping[str, Any]) -> str:
    if keys[-1] == OBJECT_KEY:
        return f"unknown key: {_UNQUOTED_BRACES}"
    advice = hint(keys)
    return f"unknown key: {advice}" if advice else f"unknown key{did_you_mean(keys[-1], schema.get('properties', ()))}"


def _wrong_value(keys: Keys, error: Any) -> str:
    if bound := limit(error.validator, error.validator_value):
        return f"expected {bound}, got {format_value(keys, error.instance)}"
    message = f"expected {expected(error.schema)}, got {format_value(keys, error.instance)}"
    if isinstance(error.instance, dict) and OBJECT_KEY in error.instance:
        return f"{message} ({_UNQUOTED_BRACES})"
    if error.instance is None:
        return f"{message} (remove the key)"
    if advice := hint(keys):
        return f"{message} ({advice})"
    if isinstance(error.instance, str):
        return message + did_you_mean(error.instance, [str(choice) for choice in allowed(error.schema)])
    return f"{message} (write it in quotes)" if _needs_quotes(error) else message


def _wrong_choice(keys: Keys, value: object, choices: Sequence[str]) -> str:
    return f"expected {one_of(choices)}, got {format_value(keys, value)}{did_you_mean(value, choices)}"


def _needs_quotes(error: Any) -> bool:
    is_collection = isinstance(error.instance, dict | list)
    return error.validator == "type" and error.validator_value == "string" and not is_collection


def _matching_members(error: Any) -> list[list[Any]]:
    """Errors by union member, for members whose type, map or list, is that of the value."""
    by_member: defaultdict[int, list[Any]] = defaultdict(list)
    for inner in error.context:
        by_member[inner.relative_schema_path[0]].append(inner)
    if not isinstance(error.instance, dict | list):
        return []
    return [errors for errors in by_member.values() if not any(_is_of_other_type(inner) for inner in errors)]


def _type_choices(members: Sequence[Sequence[Any]]) -> list[str]:
    """Values of ``type`` in the members of a union, if the value's ``type`` matches none of them."""
    wrong = [[error for error in errors if tuple(error.relative_path) == ("type",)] for errors in members]
    return [choice for errors in wrong for choice in allowed(errors[0].schema)] if all(wrong) else []


def _is_of_other_type(error: Any) -> bool:
    return error.validator == "type" and not error.relative_path


def _distance(errors: Sequence[Any]) -> tuple[int, int, float]:
    """Distance of a map from a union member: conflicts in ``type``, then other errors, then unknown keys."""
    unknown = [error for error in errors if error.validator == _UNKNOWN]
    contradicting = [error for error in errors if tuple(error.relative_path) == ("type",)]
    return len(contradicting), len(errors) - len(unknown), sum(_dissimilarity(error) for error in unknown)


def _dissimilarity(error: Any) -> float:
    """Dissimilarity of an unknown key to the most similar known one."""
    names = tuple(error.schema.get("properties", ()))
    return 1 - max((_similarity(str(error.path[-1]), name) for name in names), default=0)


@lru_cache(maxsize=4096)
def _similarity(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
