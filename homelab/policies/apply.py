"""All rules, applied to objects."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from homelab.offline.objects import KubernetesObject, NamedManifest
from homelab.policies.catalogue import OBJECT_RULES, STACK_RULES
from homelab.policies.objects import retained
from homelab.policies.rule import Level, Rule, Settings

Levels: TypeAlias = Mapping[str, Level]
"""Levels of rules, by their names, where they differ from the rules' own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation of a rule."""

    rule: Rule
    level: Level
    object: NamedManifest
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.object}: {self.message} ({self.rule.name})"


def apply(
    objects: Sequence[NamedManifest], settings: Settings | None = None, levels: Levels | None = None
) -> Iterator[Finding]:
    """What all rules find in objects that belong together, rule by rule.

    :param settings: Default: `Settings`.
    :param levels: Default: the rules' own. A rule that is disabled finds nothing.
    """
    settings, levels = settings or Settings(), levels or {}
    objects = [_as_declared(each) for each in objects]
    for rule in OBJECT_RULES:
        found = ((each, message) for each in objects for message in rule.violations(each.manifest, settings))
        yield from _findings(rule, levels, found)
    for rule in STACK_RULES:
        yield from _findings(rule, levels, rule.violations(objects))


def _findings(rule: Rule, levels: Levels, found: Iterable[tuple[NamedManifest, str]]) -> Iterator[Finding]:
    level = levels.get(rule.name, rule.level)
    if level is not Level.DISABLED:
        yield from (Finding(rule, level, object_, message) for object_, message in found)


def _as_declared(object_: NamedManifest) -> NamedManifest:
    """The object with what its options say."""
    if not isinstance(object_, KubernetesObject):
        return object_
    is_kept = object_.resource.protect or object_.resource.retain_on_delete
    return NamedManifest(retained(object_.manifest)) if is_kept else object_
