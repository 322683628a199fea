"""Validation of arguments.

A component's arguments are a ``TypedDict`` whose leaves are ``pulumi.Input[T]``. That one definition serves Pulumi's
schema, validation at construction and the JSON Schema of the stack's config.
"""

import typing
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, cast

import pulumi

from homelab.arguments import typed_dicts
from homelab.arguments.credentials import exposed_secrets, exposed_value, exposure
from homelab.arguments.declarations import Args, Constraint, constraint_of, rules_of
from homelab.arguments.messages import problem, shorten
from homelab.arguments.schema import validator
from homelab.arguments.spelling import spelled
from homelab.detection import mask


class ArgumentError(pulumi.RunError, ValueError):
    """Invalid arguments of a component. Pulumi prints the error as one line, without a traceback."""

    def __init__(self, message: str) -> None:
        super().__init__(mask(spelled(message)))


def check(args_type: type[Args], args: object, owner: str, *, find_secrets: bool = True) -> Args:
    """Validate ``args``, and return them with plain values normalised: enum members, and integers for whole floats.

    :param owner: Component that begins the message: ``"Valkey 'cache'"``.
    :param find_secrets: Whether to look for secrets in plain text. A component with further checks calls
        `exposed_secrets` itself, to report all problems at once.
    :raises ArgumentError: All problems, each with its path, in one line.
    """
    from pydantic_core import ValidationError

    problems: list[str] = []
    invalid_paths: list[tuple[str, ...]] = []
    checked = args
    try:
        checked = validator(args_type).validate_python(args)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = tuple(str(part) for part in details["loc"])
            invalid_paths.append(path)
            problems.append(problem(args_type, path, details["type"], details.get("ctx", {}), details["input"]))
    problems.extend(_rule_violations(args_type, checked, invalid_paths))
    if find_secrets and isinstance(checked, Mapping):
        problems.extend(exposed_secrets(args_type, cast(Mapping[str, object], checked)))
    if problems:
        raise ArgumentError(f"{owner}: {'; '.join(dict.fromkeys(problems))}")
    return cast(Args, _with_checked_outputs(args_type, checked, owner))


def _with_checked_outputs(args_type: Any, value: object, owner: str, path: str = "") -> Any:
    """The arguments, with Outputs that check their values once they are known; the same object without such Outputs."""
    if typing.is_typeddict(args_type) and isinstance(value, Mapping):
        items = cast(Mapping[Any, object], value)
        fields = {name: _with_checked_output(args_type, name, item, owner, path) for name, item in items.items()}
        return fields if any(fields[name] is not item for name, item in items.items()) else value
    if typing.get_origin(args_type) is list and isinstance(value, list):
        item_type, elements = typed_dicts.value_type(typing.get_args(args_type)[0]), cast(list[object], value)
        checked = [
            _with_checked_outputs(item_type, item, owner, f"{path}{index}.") for index, item in enumerate(elements)
        ]
        return checked if any(one is not other for one, other in zip(checked, elements, strict=True)) else value
    return value


def _with_checked_output(args_type: Any, name: str, value: object, owner: str, path: str) -> object:
    if isinstance(value, pulumi.Output):
        constraint, output = constraint_of(args_type, name), cast("pulumi.Output[object]", value)
        # When rendering, secrets that cannot be decrypted have placeholders.
        if constraint is None or constraint.secret:
            return output
        return output.apply(partial(_check_value, constraint, f"{owner}: {path}{name}"))
    if not isinstance(value, Mapping | list):
        return value
    return _with_checked_outputs(
        typed_dicts.value_type(args_type.__annotations__[name]), value, owner, f"{path}{name}."
    )


def _check_value(constraint: Constraint, path: str, value: object) -> object:
    if value is not None and not constraint.accepts(constraint.normalise(value)):
        raise ArgumentError(f"{path}: expected {constraint.expected}, got {shorten(value)}")
    if what := exposed_value(constraint, path, value):
        raise ArgumentError(exposure(path, what, "remove it"))
    return value


def _rule_violations(
    args_type: Any, group: object, invalid_paths: Collection[tuple[str, ...]], path: tuple[str, ...] = ()
) -> Iterator[str]:
    if not typing.is_typeddict(args_type) or not isinstance(group, Mapping) or path in invalid_paths:
        return
    for rule in rules_of(args_type):
        reads = [(*path, *read.split(".")) for read in rule.reads]
        if not any(_overlap(read, invalid) for read in reads for invalid in invalid_paths):
            yield from (f"{'.'.join(path)}: {message}" if path else message for message in rule.violations(group))
    for name, annotation in args_type.__annotations__.items():
        inner, value = typed_dicts.value_type(annotation), cast(Mapping[str, object], group).get(name)
        for keys, item_type, item in typed_dicts.groups(inner, value):
            yield from _rule_violations(item_type, item, invalid_paths, (*path, name, *keys))


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
