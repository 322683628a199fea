"""Validation of arguments.

A component's arguments are a ``TypedDict`` whose leaves are ``pulumi.Input[T]``. That one definition serves Pulumi's
schema, validation at construction and the JSON Schema of the stack's config.
"""

import re
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import pulumi

from homelab.arguments import typed_dicts
from homelab.arguments.credentials import exposed_secrets
from homelab.arguments.declarations import Args, rules_of
from homelab.arguments.messages import distinct, problem
from homelab.arguments.outputs import with_checked_outputs
from homelab.arguments.schema import validator
from homelab.arguments.spelling import spelled
from homelab.bounds import excess
from homelab.detection import mask


class ArgumentError(pulumi.RunError):
    """Invalid arguments of a component. Pulumi prints the error as one line, without a traceback.

    It is no ValueError: around one that an Output raises, Pulumi puts all inputs of the resource, secrets included.
    """

    owner: str
    """Component that begins the message: ``"Valkey 'cache'"``; empty without one."""
    problems: Sequence[str]
    """Everything that is wrong, each without the owner."""

    def __init__(self, *problems: str, owner: str = "") -> None:
        self.owner = mask(spelled(owner))
        self.problems = [mask(spelled(each)) for each in distinct(problems)]
        super().__init__(": ".join(filter(None, [self.owner, "; ".join(self.problems)])))


def check(
    args_type: type[Args], args: object, owner: str, *, find_secrets: bool = True, known: Iterable[str] = ()
) -> Args:
    """Validate ``args``, and return them with plain values normalised: enum members, and integers for whole floats.

    :param owner: Component that begins the message: ``"Valkey 'cache'"``.
    :param find_secrets: Whether to look for secrets in plain text. A component with further checks calls
        `exposed_secrets` itself, to report all problems at once.
    :param known: Problems that were found otherwise, to report them at once, too.
    :raises ArgumentError: All problems, each with its path, in one line.
    """
    from pydantic_core import ValidationError

    if message := excess(args):
        raise ArgumentError(message, owner=owner)
    problems = [*known]
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
        raise ArgumentError(*problems, owner=owner)
    return cast(Args, with_checked_outputs(args_type, checked, lambda message: ArgumentError(message, owner=owner)))


def _rule_violations(
    args_type: Any, group: object, invalid_paths: Collection[tuple[str, ...]], path: tuple[str, ...] = ()
) -> Iterator[str]:
    if not typing.is_typeddict(args_type) or not isinstance(group, Mapping) or path in invalid_paths:
        return
    for rule in rules_of(args_type):
        reads = [(*path, *read.split(".")) for read in rule.reads]
        if not any(_overlap(read, invalid) for read in reads for invalid in invalid_paths):
            yield from (_located(message, path, args_type) for message in rule.violations(group))
    for name, value in cast(Mapping[str, object], group).items():
        annotation = args_type.__annotations__.get(name)
        if annotation is None or not isinstance(value, Mapping | list):
            continue
        for keys, item_type, item in typed_dicts.groups(typed_dicts.value_type(annotation), value):
            yield from _rule_violations(item_type, item, invalid_paths, (*path, name, *keys))


def _located(message: str, path: tuple[str, ...], args_type: type) -> str:
    """A rule's message with the path of its group, and with whole paths instead of those that begin in the group."""
    group = ".".join(path)
    if not group:
        return message
    names = "|".join(map(re.escape, args_type.__annotations__))
    whole = re.sub(rf"(?:(?<=[ (])|^)(?=(?:{names})\.[a-zA-Z_])", f"{group}.", message)
    return whole if whole.startswith(f"{group}.") else f"{group}: {whole}"


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
