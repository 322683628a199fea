"""The form of a rule: what is expected of an object, or of all objects of a stack together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from homelab.offline.objects import Manifest, NamedManifest


class Level(StrEnum):
    """What a violation of a rule does. The values are those of Pulumi's policy packs."""

    MANDATORY = "mandatory"
    """It stops a preview or an update, or makes the API server refuse the object."""
    ADVISORY = "advisory"
    """It is a warning."""
    DISABLED = "disabled"
    """Nothing: the rule is not applied."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What users set of the rules themselves."""

    registries: Sequence[str] = ("docker.io", "ghcr.io", "quay.io")
    """Registries that images may come from, each alone or with the beginning of a path: ``ghcr.io/librechat-ai``."""


Messages: TypeAlias = Callable[[Manifest, Settings], Iterable[str]]
Violations: TypeAlias = Callable[[Sequence[NamedManifest]], Iterable[tuple[NamedManifest, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The same rule for the API server, in CEL."""

    messages: str
    """Expression for the list of the messages that the rule in Python has, in the same order. The variables are those
    of `homelab.policies.admission`."""
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    """Variables that ``messages`` uses beyond those, in their order."""
    takes_registries: bool = False
    """Whether it uses ``variables.registries``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdmitted:
    """Why the API server cannot apply a rule to the object that it admits."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    name: str
    """In lower case with hyphens, as policies and objects of Kubernetes are named."""
    expected: str
    """What holds in every object, without a full stop."""
    action: str
    """What to do otherwise, as a sentence."""
    level: Level = Level.MANDATORY
    """Unless it is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRule(Rule):
    """A rule that each object follows or not, whatever else there is."""

    kinds: Sequence[str]
    """Kinds that it applies to. Empty for all of them."""
    messages: Messages
    """What is wrong with an object of such a kind, a message for each container or field."""
    admission: Admission | NotAdmitted

    def violations(self, manifest: Manifest, settings: Settings) -> list[str]:
        """What is wrong with an object of any kind."""
        applies = not self.kinds or manifest["kind"] in self.kinds
        return list(self.messages(manifest, settings)) if applies else []


@dataclass(frozen=True, slots=True, kw_only=True)
class StackRule(Rule):
    """A rule about objects that belong together."""

    violations: Violations
    """Objects that something is wrong with, and what it is."""

    @property
    def admission(self) -> NotAdmitted:
        """Why there is none."""
        return NotAdmitted(why="It compares several objects, of which the API server admits one at a time.")
