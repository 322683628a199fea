"""What an upgrade does to the objects that data, passwords or addresses hang on.

Which changes replace an object is the Kubernetes provider's list (``provider/pkg/provider/diff.go`` in
pulumi/pulumi-kubernetes), with those that the API server refuses, and for random values their provider's
(``internal/provider/resource_password.go`` in hashicorp/terraform-provider-random).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from homelab.diff.immutable import IMMUTABLE, STORAGE, path_parts, shrinking, value_at

_METADATA = ("metadata.name", "metadata.namespace")
_CLAIM = "kubernetes:core/v1:PersistentVolumeClaim"
_SECRET = "kubernetes:core/v1:Secret"
REPLACED_ON: Mapping[str, Sequence[str]] = {
    _CLAIM: (*_METADATA, *IMMUTABLE["PersistentVolumeClaim"]),
    "kubernetes:apps/v1:StatefulSet": (*_METADATA, *IMMUTABLE["StatefulSet"], "spec.revisionHistoryLimit"),
    "kubernetes:core/v1:Namespace": ("metadata.name",),
    _SECRET: (*_METADATA, *IMMUTABLE["Secret"], "data", "immutable", "stringData"),
    "kubernetes:apps/v1:Deployment": (*_METADATA, *IMMUTABLE["Deployment"]),
    "kubernetes:core/v1:Service": (*_METADATA, *IMMUTABLE["Service"]),
}
"""Inputs that an object cannot change and stay the same object."""

_MAY_GO = ("kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service")
"""Hold no data: their end is as harmless as that of any other object."""

_RANDOM_DEFAULTS: Mapping[str, object] = {
    **dict.fromkeys(("lower", "numeric", "special", "upper"), True),
    **dict.fromkeys(("minLower", "minNumeric", "minSpecial", "minUpper"), 0),
}


class Verb(StrEnum):
    """What happens, in the words of CHANGELOG.md."""

    REPLACES = "Replaces"
    REMOVES = "Removes"
    STOPS_RETAINING = "Stops retaining"
    REFUSES = "Refuses"
    """A stack's config that was right is an error now."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One thing that an upgrade does."""

    verb: Verb
    subject: str
    """Kind and name, such as ``PersistentVolumeClaim ai-workspace-valkey-data``, or a stack's file."""
    reason: str

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource as a program declares it; see `homelab.offline.RecordedResource`."""

    type: str
    name: str
    urn: str
    inputs: Mapping[str, Any]
    retain_on_delete: bool = False
    ignore_changes: Sequence[str] = ()
    replace_on_changes: Sequence[str] = ()
    aliases: Sequence[str] = ()
    """URNs under which the engine may know it from before."""

    def __str__(self) -> str:
        return f"{self.type.rpartition(':')[2]} {value_at(self.inputs, 'metadata.name') or self.name}"


def changes(previous: Sequence[Resource], present: Sequence[Resource]) -> Iterator[Change]:
    """What ``pulumi up`` does when a program that declared ``previous`` declares ``present``."""
    successors = {urn: resource for resource in present for urn in resource.aliases}
    successors |= {resource.urn: resource for resource in present}
    for old in filter(_is_watched, previous):
        new = successors.get(old.urn)
        if new is None:
            if old.type not in _MAY_GO:
                yield Change(Verb.REMOVES, str(old), "no resource has its URN or names it as an alias")
            continue
        if reasons := [*_replacements(old, new)]:
            yield Change(Verb.REPLACES, str(old), "; ".join(reasons))
        if old.retain_on_delete and not new.retain_on_delete:
            yield Change(Verb.STOPS_RETAINING, str(old), "retain_on_delete is gone")


def _is_watched(resource: Resource) -> bool:
    if resource.type == _SECRET:
        # The others get a new name with new content: being replaced is how they roll the pods.
        return resource.retain_on_delete or value_at(resource.inputs, "metadata.name") is not None
    return resource.type in REPLACED_ON or _is_random(resource)


def _is_random(resource: Resource) -> bool:
    return resource.type.startswith("random:")


def _replacements(old: Resource, new: Resource) -> Iterator[str]:
    if old.type != new.type:
        yield f"its type becomes {new.type}"
        return
    before, after = _replacing_inputs(old), _replacing_inputs(new)
    paths = sorted({*REPLACED_ON.get(old.type, {*before, *after}), *new.replace_on_changes})
    for path in paths:
        if not _is_ignored(path, new) and value_at(before, path) != value_at(after, path):
            # The values may be secret.
            yield f"{path} changes"
    if old.type == _CLAIM and not _is_ignored(STORAGE, new):
        yield from shrinking(before, after)


def _replacing_inputs(resource: Resource) -> Mapping[str, Any]:
    """The inputs as they are compared: to the random provider, empty is the same as absent."""
    if not _is_random(resource):
        return resource.inputs
    given = {key: value for key, value in resource.inputs.items() if value not in (None, "", {})}
    return {**_RANDOM_DEFAULTS, **given}


def _is_ignored(path: str, new: Resource) -> bool:
    parts = path_parts(path)
    return any(
        len(ignored) <= len(parts) and all(part in ("*", other) for part, other in zip(ignored, parts, strict=False))
        for ignored in map(path_parts, new.ignore_changes)
    )
