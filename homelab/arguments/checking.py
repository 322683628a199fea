"""Checks the arguments of every component, and describes them as a JSON Schema.

A component's arguments are a ``TypedDict`` whose leaves are ``pulumi.Input[T]``. That one definition serves Pulumi's
schema, the check at construction and the JSON Schema of the stack's config. The check is pydantic's, over the same
TypedDict with each ``Input[T]`` replaced by ``T`` behind a validator that lets Outputs and awaitables through.
"""

import collections.abc
import functools
import inspect
import typing
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from typing import Any, cast

import pulumi

from homelab.arguments import typed_dicts
from homelab.arguments.declarations import Args, Constraint, constraint_of, rules_of
from homelab.arguments.messages import problem

if typing.TYPE_CHECKING:
    from pydantic import TypeAdapter

EACH = "*"
"""In a path: every item of a list."""


class ArgumentError(pulumi.RunError, ValueError):
    """A call has arguments that cannot work. Pulumi prints it as one line, without a traceback."""


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
            problems.append(problem(args_type, path, details["type"], details.get("ctx", {}), details["input"]))
    problems.extend(_rule_violations(args_type, checked, broken_paths))
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
        constraint = constraint_of(args_type, name)
        item = typed_dicts.value_type(typing.get_args(inner)[0]) if typing.get_origin(inner) is list else None
        if typing.is_typeddict(inner):
            paths.extend(secret_paths(inner, (*prefix, name)))
        elif typing.is_typeddict(item):
            paths.extend(secret_paths(cast(Any, item), (*prefix, name, EACH)))
        elif constraint and constraint.secret and inner is str:
            paths.append((*prefix, name))
    return paths


def _rule_violations(
    args_type: Any, group: object, broken_paths: Collection[tuple[str, ...]], path: tuple[str, ...] = ()
) -> Iterator[str]:
    if not typing.is_typeddict(args_type) or not isinstance(group, Mapping) or path in broken_paths:
        return
    for rule in rules_of(args_type):
        reads = [(*path, *read.split(".")) for read in rule.reads]
        if not any(_overlap(read, broken) for read in reads for broken in broken_paths):
            yield from (f"{'.'.join(path)}: {message}" if path else message for message in rule.violations(group))
    for name, annotation in args_type.__annotations__.items():
        inner, value = typed_dicts.value_type(annotation), cast(Mapping[str, object], group).get(name)
        if typing.is_typeddict(inner):
            yield from _rule_violations(inner, value, broken_paths, (*path, name))
        elif typing.get_origin(inner) is list and isinstance(value, list):
            for index, item in enumerate(cast(list[object], value)):
                item_path = (*path, name, str(index))
                yield from _rule_violations(typing.get_args(inner)[0], item, broken_paths, item_path)


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


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
            _leaf_or_group(annotation, constraint_of(args_type, name)), Field(description=descriptions.get(name))
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
