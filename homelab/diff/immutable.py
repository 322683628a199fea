"""What an object cannot change and stay the same object: the API server refuses it, and Pulumi replaces the object."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, cast

from homelab.kubernetes.quantity import parse_quantity

IMMUTABLE: Mapping[str, Sequence[str]] = {
    "ClusterRoleBinding": ("roleRef",),
    "DaemonSet": ("spec.selector",),
    "Deployment": ("spec.selector",),
    "Job": ("spec.completionMode", "spec.completions", "spec.podFailurePolicy", "spec.selector", "spec.template"),
    "PersistentVolumeClaim": (
        "spec.selector",
        "spec.accessModes",
        "spec.storageClassName",
        "spec.volumeMode",
        "spec.volumeName",
    ),
    "RoleBinding": ("roleRef",),
    "Secret": ("type",),
    "Service": ("spec.clusterIP",),
    "StatefulSet": ("spec.selector", "spec.podManagementPolicy", "spec.serviceName", "spec.volumeClaimTemplates"),
}
"""Fields that keep their first value, by kind."""
STORAGE = "spec.resources.requests.storage"
"""Size of a claim, which can only grow."""


def immutable_changes(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Why ``old`` cannot become ``new`` in place: one line for each field."""
    found = [f"{path} changes" for path in IMMUTABLE.get(kind, ()) if value_at(old, path) != value_at(new, path)]
    return [*found, *shrinking(old, new)] if kind == "PersistentVolumeClaim" else found


def shrinking(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """One line if a claim becomes smaller."""
    before, after = (value_at(claim, STORAGE) for claim in (old, new))
    if parse_quantity(after or 0) >= parse_quantity(before or 0):
        return []
    return [f"{STORAGE} shrinks from {before} to {after}"]


def value_at(value: Any, path: str) -> Any:
    """What stands at ``path``; at the part of it before a wildcard, for one with wildcards. None if nothing does."""
    for part in takewhile(lambda part: part != "*", path_parts(path)):
        match value:
            case Mapping():
                value = cast(Mapping[str, Any], value).get(part)
            case list():
                items = cast(list[Any], value)
                value = items[int(part)] if part.isdecimal() and int(part) < len(items) else None
            case _:
                return None
    return value


def path_parts(path: str) -> list[str]:
    """The keys and indexes in a property path such as ``spec.containers[0].image`` or ``data["a.b"]``."""
    return [quoted or plain for quoted, plain in re.findall(r'\["([^"]*)"\]|([^.\[\]]+)', path)]
