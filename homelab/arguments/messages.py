"""Messages for pydantic's errors: path, expected and actual value; never a secret."""

import collections.abc
import inspect
import typing
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, cast

from homelab.arguments import typed_dicts
from homelab.arguments.declarations import constraint_of
from homelab.arguments.suggestions import did_you_mean
from homelab.detection import mask, shown

_KEY = "[key]"
"""The end of pydantic's path if the key of a map is wrong, and not its value."""
_MOST_PROBLEMS = 100


def problem(args_type: type, path: tuple[str, ...], kind: str, context: Mapping[str, Any], value: object) -> str:
    """Message for one of pydantic's errors.

    :param kind: Pydantic's error type.
    :param context: Pydantic's error context.
    """
    if path[-1:] == (_KEY,) and not isinstance(value, str):
        return f"{_dotted(path[:-2])}: expected names as keys, got {shorten(value)}"
    name = _dotted(path)
    if kind in ("extra_forbidden", "invalid_key"):
        siblings = _annotation_at(args_type, path[:-1]).__annotations__
        parent = "".join(f"{_dotted((part,))}." for part in path[:-1])
        return f"unknown argument {name}{did_you_mean(path[-1], siblings, path=parent)}"
    if kind == "missing":
        return f"missing argument {name}"
    if kind == "expected":
        return f"{name or 'arguments'}: expected {context['expected']}, got {_format(args_type, path, value)}"
    return f"{name or 'arguments'}: {_wrong_type(args_type, path, value)}"


def _wrong_type(args_type: type, path: tuple[str, ...], value: object) -> str:
    """What is wrong with a value of another type, in the words of YAML where that takes it for another one."""
    annotation, got = _annotation_at(args_type, path), _format(args_type, path, value)
    expected = _expected(annotation)
    if value is None and (empty := _empty(annotation)):
        return f"expected {expected}, got nothing: write {'.'.join(path[-1:])}: {empty}"
    if annotation is not str or not isinstance(value, bool | int | float):
        return f"expected {expected}, got {got}"
    if got == repr(value):  # it is no secret
        got = str(value).lower() if isinstance(value, bool) else str(value)
        if constraint := constraint_of(_annotation_at(args_type, path[:-1]), path[-1]):
            expected = constraint.expected
    return f"expected {expected}, got {got} (write it in quotes)"


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(mask(part) if part.isprintable() and len(part) <= 60 else shorten(part) for part in path)


def distinct(problems: Iterable[str]) -> Sequence[str]:
    """All problems, each once; the first ones of a great many."""
    different = list(dict.fromkeys(problems))
    more = len(different) - _MOST_PROBLEMS
    return [*different[:_MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]


def _annotation_at(args_type: Any, path: tuple[str, ...]) -> Any:
    """Type of the leaf or group at a path of a pydantic error."""
    annotation = args_type
    for part in path:
        if typing.is_typeddict(annotation):
            annotation = annotation.__annotations__[part]
        elif arguments := typing.get_args(annotation):
            annotation = arguments[-1]
        annotation = typed_dicts.value_type(annotation)
    return annotation


def _empty(value_type: Any) -> str:
    """How YAML writes an empty group, map or list; empty for other types."""
    if typing.is_typeddict(value_type):
        return "{}"
    origin = typing.get_origin(value_type)
    return "[]" if origin in (list, collections.abc.Sequence) else "{}" if origin is not None else ""


def _expected(value_type: Any) -> str:
    if typing.is_typeddict(value_type):
        return f"a group of arguments ({', '.join(value_type.__annotations__)})"
    if inspect.isclass(value_type) and issubclass(value_type, Enum):
        return f"one of {', '.join(str(member.value) for member in value_type)}"
    origin = typing.get_origin(value_type)
    if origin in (list, collections.abc.Sequence):
        return "a list"
    if origin in (dict, collections.abc.Mapping):
        return "a map"
    plain: Mapping[object, str] = {str: "a string", int: "a whole number", bool: "true or false", float: "a number"}
    return plain[value_type]


def _format(args_type: type, path: tuple[str, ...], value: object) -> str:
    """Format a plain leaf; only the type for secrets, and for values that may be misplaced secrets."""
    if isinstance(value, list) and not _is_secret(args_type, path) and _are_words(cast(list[object], value)):
        return shorten(cast(object, value))
    is_group = typing.is_typeddict(_annotation_at(args_type, path))
    if _is_secret(args_type, path) or is_group or not isinstance(value, str | int | float | None):
        return f"a value of type {type(value).__name__}"
    return shown(path, value)


def _are_words(items: Sequence[object]) -> bool:
    """Whether these are names: URLs may hold secrets in places that nobody thinks of."""
    return all(isinstance(item, str) and "://" not in item for item in items)


def _is_secret(args_type: type, path: tuple[str, ...]) -> bool:
    """Whether a leaf, or a map or list that contains it, is a secret."""
    constraints = (constraint_of(_annotation_at(args_type, path[:index]), path[index]) for index in range(len(path)))
    return any(constraint is not None and constraint.secret for constraint in constraints)


def shorten(value: object) -> str:
    """Format a value for a message, shortened and masked where it may be a secret."""
    return shown((), value)
