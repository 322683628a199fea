"""Checks the arguments of every component, and describes them as a JSON Schema.

A component's arguments are a ``TypedDict`` whose leaves are ``pulumi.Input[T]``. That one definition serves Pulumi's
schema, the check at construction and the JSON Schema of the stack's config. The check is pydantic's, over the same
TypedDict with each ``Input[T]`` replaced by ``T`` behind a validator that lets Outputs and awaitables through.
"""

import collections.abc
import difflib
import functools
import inspect
import typing
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar, cast

import pulumi

from homelab import typed_dicts

if typing.TYPE_CHECKING:
    from pydantic import TypeAdapter

Args = TypeVar("Args", bound=Mapping[str, Any])


class ArgumentError(pulumi.RunError, ValueError):
    """A call has arguments that cannot work. Pulumi prints it as one line, without a traceback."""


@dataclass(frozen=True)
class Constraint:
    """What a plain value must be, beyond its type. An Output is let through unchecked."""

    expected: str
    """Completes "expected ...", for example ``"a DNS label such as 'ai'"``."""
    accepts: Callable[[Any], bool] = lambda _value: True
    json_schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Keywords for editors, for example ``pattern``."""
    secret: bool = False
    """Whether the value must never be shown; such a leaf is also a secret key of the stack's config."""


@dataclass(frozen=True)
class Contradiction:
    """Arguments of a group that exclude each other. It is looked for only where what it reads is well-formed."""

    reads: Collection[str]
    """Paths of what ``find`` reads, from the group on: ``("librechat.tts", "openai")``."""
    find: Callable[[Any], Iterable[str]]
    """Gives, for the group's arguments, one message for each contradiction; each names both sides."""


EACH = "*"
"""In a path: every item of a list."""

_constraints: dict[type, Mapping[str, Constraint]] = {}
_contradictions: dict[type, Sequence[Contradiction]] = {}


def constrain(**fields: Constraint) -> Callable[[type[Args]], type[Args]]:
    """Class decorator that attaches constraints to fields of an args TypedDict.

    They stand beside the annotations, not in them, because Pulumi's schema analyser cannot read ``Annotated``.
    A constraint on a list or map field holds for the whole value.
    """

    def attach(args_type: type[Args]) -> type[Args]:
        unknown = fields.keys() - args_type.__annotations__.keys()
        if unknown:
            raise TypeError(f"{args_type.__name__} has no field {', '.join(sorted(unknown))}")
        _constraints[args_type] = fields
        return args_type

    return attach


def refuse(*contradictions: Contradiction) -> Callable[[type[Args]], type[Args]]:
    """Class decorator that attaches contradictions to an args TypedDict, wherever the group is used."""

    def attach(args_type: type[Args]) -> type[Args]:
        _contradictions[args_type] = contradictions
        return args_type

    return attach


def only_one_of(*fields: str, needed: bool = False) -> Contradiction:
    """Refuse fields that say the same thing in several ways.

    :param needed: Refuse none of them, too.
    """

    def find(group: Mapping[str, Any]) -> Iterable[str]:
        given = [name for name in fields if name in group]
        if len(given) > 1:
            yield f"{' and '.join(given)} exclude each other: take one away"
        if needed and not given:
            yield f"missing argument: one of {', '.join(fields)}"

    return Contradiction(fields, find)


def without_effect_beside(field_name: str, *fields: str) -> Contradiction:
    """Refuse fields that mean nothing once ``field_name`` is given."""

    def find(group: Mapping[str, Any]) -> Iterable[str]:
        if field_name in group:
            yield from (f"{name} has no effect beside {field_name}: take one away" for name in fields if name in group)

    return Contradiction((field_name, *fields), find)


def check(args_type: type[Args], args: object, owner: str) -> Args:
    """Give ``args`` with plain values normalised: enum members for strings, whole floats as integers.

    :param owner: Who is called, for the message: ``"Valkey 'cache'"``.
    :raises ArgumentError: With every problem of the call, each with its path, in one line.
    """
    from pydantic import ValidationError

    problems: list[str] = []
    broken_paths: list[tuple[str, ...]] = []
    checked = args
    try:
        checked = _adapter(args_type).validate_python(args)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = tuple(str(part) for part in details["loc"])
            broken_paths.append(path)
            problems.append(_problem(args_type, path, details["type"], details.get("ctx", {}), details["input"]))
    problems.extend(_contradictions_in(args_type, checked, broken_paths))
    if problems:
        raise ArgumentError(f"{owner}: {'; '.join(dict.fromkeys(problems))}")
    return cast(Args, checked)


def json_schema(args_type: type[Mapping[str, Any]]) -> dict[str, Any]:
    """The JSON Schema of plain arguments, with the attribute docstrings as descriptions."""
    return _adapter(args_type).json_schema(mode="validation")


def secret_paths(args_type: type[Mapping[str, Any]], prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Paths of all leaves that hold one secret, not of maps that hold several; `EACH` stands for a list's items."""
    paths: list[tuple[str, ...]] = []
    for name, annotation in args_type.__annotations__.items():
        inner = typed_dicts.value_type(annotation)
        constraint = _constraint(args_type, name)
        item = typed_dicts.value_type(typing.get_args(inner)[0]) if typing.get_origin(inner) is list else None
        if typing.is_typeddict(inner):
            paths.extend(secret_paths(inner, (*prefix, name)))
        elif typing.is_typeddict(item):
            paths.extend(secret_paths(cast(Any, item), (*prefix, name, EACH)))
        elif constraint and constraint.secret and inner is str:
            paths.append((*prefix, name))
    return paths


def _contradictions_in(
    args_type: Any, group: object, broken_paths: Collection[tuple[str, ...]], path: tuple[str, ...] = ()
) -> Iterator[str]:
    if not typing.is_typeddict(args_type) or not isinstance(group, Mapping) or path in broken_paths:
        return
    for ancestor in typed_dicts.lineage(args_type):
        for contradiction in _contradictions.get(ancestor, ()):
            reads = [(*path, *read.split(".")) for read in contradiction.reads]
            if not any(_overlap(read, broken) for read in reads for broken in broken_paths):
                yield from (
                    f"{'.'.join(path)}: {message}" if path else message for message in contradiction.find(group)
                )
    for name, annotation in args_type.__annotations__.items():
        inner, value = typed_dicts.value_type(annotation), cast(Mapping[str, object], group).get(name)
        if typing.is_typeddict(inner):
            yield from _contradictions_in(inner, value, broken_paths, (*path, name))
        elif typing.get_origin(inner) is list and isinstance(value, list):
            for index, item in enumerate(cast(list[object], value)):
                item_path = (*path, name, str(index))
                yield from _contradictions_in(typing.get_args(inner)[0], item, broken_paths, item_path)


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _constraint(args_type: type, name: str) -> Constraint | None:
    tables = (_constraints.get(ancestor, {}) for ancestor in typed_dicts.lineage(args_type))
    return next((table[name] for table in tables if name in table), None)


# From the TypedDict to pydantic


@functools.cache
def _adapter(args_type: type[Mapping[str, Any]]) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(_checked_type(args_type))


@functools.cache
def _checked_type(args_type: type) -> Any:
    import typing_extensions
    from pydantic import ConfigDict, Field

    descriptions = typed_dicts.attribute_docstrings(args_type)
    fields: dict[str, Any] = {}
    for name, annotation in args_type.__annotations__.items():
        required = name in cast(Any, args_type).__required_keys__
        checked = typing.Annotated[
            _leaf_or_group(annotation, _constraint(args_type, name)), Field(description=descriptions.get(name))
        ]
        fields[name] = checked if required else typing.NotRequired[checked]
    # On Python 3.11 pydantic takes only the TypedDict of typing_extensions.
    rebuilt: Any = typing_extensions.TypedDict(args_type.__name__, fields)  # type: ignore[operator]
    rebuilt.__doc__ = inspect.cleandoc(args_type.__doc__ or "")
    rebuilt.__pydantic_config__ = ConfigDict(extra="forbid")
    return rebuilt


def _leaf_or_group(annotation: Any, constraint: Constraint | None) -> Any:
    from pydantic import AfterValidator, Field, WrapValidator

    annotation = typed_dicts.without_not_required(annotation)
    value_type = typed_dicts.without_input(annotation)
    checked = _value_type(value_type)
    if constraint is not None:
        schema = dict(constraint.json_schema) | ({"writeOnly": True} if constraint.secret else {})
        checked = typing.Annotated[checked, AfterValidator(_satisfies(constraint)), Field(json_schema_extra=schema)]
    if value_type is not annotation:
        checked = typing.Annotated[checked, WrapValidator(_let_outputs_through)]
    return checked


def _value_type(value_type: Any) -> Any:
    from pydantic import BeforeValidator, Strict

    if typing.is_typeddict(value_type):
        return _checked_type(value_type)
    origin, arguments = typing.get_origin(value_type), typing.get_args(value_type)
    if origin in (list, collections.abc.Sequence):
        return list[_leaf_or_group(arguments[0], None)]
    if origin in (dict, collections.abc.Mapping):
        return dict[str, _leaf_or_group(arguments[1], None)]
    if value_type is int:
        return typing.Annotated[int, Strict(), BeforeValidator(_whole_float_as_int)]
    if value_type in (str, bool, float):
        return typing.Annotated[value_type, Strict()]
    return value_type


def _let_outputs_through(value: object, validate: Callable[[object], object]) -> object:
    return value if isinstance(value, pulumi.Output | Awaitable) else validate(value)


def _whole_float_as_int(value: object) -> object:
    """Numbers that come through Pulumi's engine are floats (pulumi/pulumi#18526 and its converter)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _satisfies(constraint: Constraint) -> Callable[[object], object]:
    from pydantic_core import PydanticCustomError

    def validate(value: object) -> object:
        if not constraint.accepts(value):
            raise PydanticCustomError("expected", "{expected}", {"expected": constraint.expected})
        return value

    return validate


# From pydantic's errors to lines for people


def _problem(args_type: type, path: tuple[str, ...], kind: str, context: Mapping[str, Any], given: object) -> str:
    name = ".".join(part if part.isprintable() and len(part) <= 60 else _shortened(part) for part in path)
    if kind in ("extra_forbidden", "invalid_key"):
        siblings = _annotation_at(args_type, path[:-1]).__annotations__
        close = difflib.get_close_matches(path[-1], siblings, n=1)
        return f"unknown argument {name}" + (f" (did you mean {'.'.join((*path[:-1], close[0]))}?)" if close else "")
    if kind == "missing":
        return f"missing argument {name}"
    if kind == "expected":
        return f"{name or 'arguments'}: expected {context['expected']}, got {_shown(args_type, path, given)}"
    expected = _expected(_annotation_at(args_type, path))
    return f"{name or 'arguments'}: expected {expected}, got {_shown(args_type, path, given)}"


def _annotation_at(args_type: Any, path: tuple[str, ...]) -> Any:
    """The type of the leaf or group that pydantic's error location names."""
    annotation = args_type
    for part in path:
        if typing.is_typeddict(annotation):
            annotation = annotation.__annotations__[part]
        elif arguments := typing.get_args(annotation):
            annotation = arguments[-1]
        annotation = typed_dicts.value_type(annotation)
    return annotation


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


def _shown(args_type: type, path: tuple[str, ...], given: object) -> str:
    """A plain leaf as it was given; of a secret, and of what may hold one by mistake, only the type."""
    is_group = typing.is_typeddict(_annotation_at(args_type, path))
    if _is_secret(args_type, path) or is_group or not isinstance(given, str | int | float | None):
        return f"a value of type {type(given).__name__}"
    return _shortened(given)


def _is_secret(args_type: type, path: tuple[str, ...]) -> bool:
    """Whether a leaf, or a map or list that it stands in, is a secret."""
    constraints = (_constraint(_annotation_at(args_type, path[:index]), path[index]) for index in range(len(path)))
    return any(constraint is not None and constraint.secret for constraint in constraints)


def _shortened(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 60 else f"{text[:57]}..."
