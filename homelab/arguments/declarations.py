"""Constraints on fields of an args TypedDict, and rules across fields.

Class decorators attach them, because Pulumi's schema analyser cannot read ``Annotated``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from homelab.arguments import typed_dicts

Args = TypeVar("Args", bound=Mapping[str, Any])


@dataclass(frozen=True)
class Constraint:
    """Condition for a value, in addition to its type.

    The value of an Output is checked once it is known.
    """

    expected: str
    """Text after "expected" in messages, for example ``"a DNS label such as 'ai'"``."""
    accepts: Callable[[Any], bool] = lambda _value: True
    json_schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Additional JSON Schema keywords, for example ``pattern``."""
    secret: bool = False
    """Whether the value is never shown, and may be encrypted in a stack's file."""
    user_in_url: bool = False
    """Whether HTTP and WebSocket URLs may contain a user without a password, which is often a token."""
    normalise: Callable[[Any], Any] = lambda value: value
    """Conversion from a YAML value to the field's type, before validation."""


@dataclass(frozen=True)
class Rule:
    """Condition across fields of a group. It is only checked if all fields that it reads are valid."""

    reads: Collection[str]
    """Paths that ``violations`` reads, relative to the group: ``("librechat.tts", "openai")``."""
    violations: Callable[[Any], Iterable[str]]
    """Function from the group to one message per violation, which names all fields involved."""
    requires: Collection[str] = ()
    """Fields of which one must be set, unless ``enabled: false`` switches the group off."""


_constraints: dict[type, Mapping[str, Constraint]] = {}
_rules: dict[type, Sequence[Rule]] = {}


def constrain(**fields: Constraint) -> Callable[[type[Args]], type[Args]]:
    """Class decorator that attaches constraints to fields of an args TypedDict.

    A constraint on a list or map field applies to the whole value.
    """

    def attach(args_type: type[Args]) -> type[Args]:
        unknown = fields.keys() - args_type.__annotations__.keys()
        if unknown:
            raise TypeError(f"{args_type.__name__} has no field {', '.join(sorted(unknown))}")
        _constraints[args_type] = fields
        return args_type

    return attach


def rules(*rules: Rule) -> Callable[[type[Args]], type[Args]]:
    """Class decorator that attaches rules to an args TypedDict."""

    def attach(args_type: type[Args]) -> type[Args]:
        _rules[args_type] = rules
        return args_type

    return attach


def mutually_exclusive(*fields: str, required: bool = False) -> Rule:
    """Rule that at most one of ``fields`` is set.

    :param required: Require exactly one.
    """

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        present = [name for name in fields if name in group]
        if len(present) > 1:
            yield f"{' and '.join(present)} are mutually exclusive: remove one"
        if required:
            yield from required_fields.violations(group)

    required_fields = one_required(*fields)
    reads = required_fields.reads if required else fields
    return Rule(reads, violations, requires=required_fields.requires if required else ())


def one_required(*fields: str) -> Rule:
    """Rule that one of ``fields`` is set, or the only one, unless ``enabled: false`` switches the group off."""

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        if group.get("enabled", True) and not any(name in group for name in fields):
            yield f"missing argument: {'one of ' if len(fields) > 1 else ''}{', '.join(fields)}"

    return Rule(("enabled", *fields), violations, requires=fields)


def no_effect_with(field_name: str, *fields: str) -> Rule:
    """Rule that none of ``fields`` is set together with ``field_name``."""

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        if field_name in group:
            yield from (f"{name} has no effect with {field_name}: remove one" for name in fields if name in group)

    return Rule((field_name, *fields), violations)


def constraint_of(args_type: type, name: str) -> Constraint | None:
    """Constraint on a field, own or inherited."""
    tables = (_constraints.get(ancestor, {}) for ancestor in typed_dicts.lineage(args_type))
    return next((table[name] for table in tables if name in table), None)


def rules_of(args_type: type) -> Iterable[Rule]:
    """Rules of a group, own and inherited."""
    for ancestor in typed_dicts.lineage(args_type):
        yield from _rules.get(ancestor, ())
