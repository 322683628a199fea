"""What an args TypedDict declares beyond its annotations: constraints on fields, and rules across fields.

Both are attached by class decorators, because Pulumi's schema analyser cannot read ``Annotated``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from homelab.arguments import typed_dicts

Args = TypeVar("Args", bound=Mapping[str, Any])


@dataclass(frozen=True)
class Constraint:
    """What a plain value must be, beyond its type. An Output is let through unchecked."""

    expected: str
    """Completes "expected ...", for example ``"a DNS label such as 'ai'"``."""
    accepts: Callable[[Any], bool] = lambda _value: True
    json_schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Keywords for editors, for example ``pattern``."""
    secret: bool = False
    """Whether the value must never be shown, and is encrypted in a stack's file."""


@dataclass(frozen=True)
class Rule:
    """What fields of a group must be together. It is checked only where everything that it reads is well-formed."""

    reads: Collection[str]
    """Paths of what ``violations`` reads, from the group on: ``("librechat.tts", "openai")``."""
    violations: Callable[[Any], Iterable[str]]
    """Yields one message for each violation in the group's arguments; each names both sides."""


_constraints: dict[type, Mapping[str, Constraint]] = {}
_rules: dict[type, Sequence[Rule]] = {}


def constrain(**fields: Constraint) -> Callable[[type[Args]], type[Args]]:
    """Class decorator that attaches constraints to fields of an args TypedDict.

    A constraint on a list or map field holds for the whole value.
    """

    def attach(args_type: type[Args]) -> type[Args]:
        unknown = fields.keys() - args_type.__annotations__.keys()
        if unknown:
            raise TypeError(f"{args_type.__name__} has no field {', '.join(sorted(unknown))}")
        _constraints[args_type] = fields
        return args_type

    return attach


def rules(*rules: Rule) -> Callable[[type[Args]], type[Args]]:
    """Class decorator that attaches rules to an args TypedDict, wherever the group is used."""

    def attach(args_type: type[Args]) -> type[Args]:
        _rules[args_type] = rules
        return args_type

    return attach


def mutually_exclusive(*fields: str, required: bool = False) -> Rule:
    """At most one of ``fields``.

    :param required: Exactly one of them.
    """

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        present = [name for name in fields if name in group]
        if len(present) > 1:
            yield f"{' and '.join(present)} are mutually exclusive: remove one"
        if required and not present:
            yield f"missing argument: one of {', '.join(fields)}"

    return Rule(fields, violations)


def no_effect_with(field_name: str, *fields: str) -> Rule:
    """None of ``fields``, which mean nothing once ``field_name`` is set."""

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        if field_name in group:
            yield from (f"{name} has no effect with {field_name}: remove one" for name in fields if name in group)

    return Rule((field_name, *fields), violations)


def constraint_of(args_type: type, name: str) -> Constraint | None:
    """The constraint on a field, inherited ones included."""
    tables = (_constraints.get(ancestor, {}) for ancestor in typed_dicts.lineage(args_type))
    return next((table[name] for table in tables if name in table), None)


def rules_of(args_type: type) -> Iterable[Rule]:
    """The rules of a group, inherited ones included."""
    for ancestor in typed_dicts.lineage(args_type):
        yield from _rules.get(ancestor, ())
