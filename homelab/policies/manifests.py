"""Values of manifests that may be absent, or unknown as they are in a preview."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.objects import Manifest
from homelab.offline.violations import walk
from homelab.offline.workloads import POD_SPECS


def at(value: Any, *path: str) -> Any:
    """The value at ``path``; None if it is absent, and `UNKNOWN` if it, or what contains it, is unknown."""
    for part in path:
        if value == UNKNOWN:
            return UNKNOWN
        value = cast(Mapping[str, Any], value).get(part) if isinstance(value, Mapping) else None
    return value


def entries(value: Any, *path: str) -> list[Manifest]:
    """Those entries of the list at ``path`` that are known."""
    found = at(value, *path)
    return [each for each in cast(list[Any], found) if isinstance(each, dict)] if isinstance(found, list) else []


def is_other(value: Any, *allowed: object) -> bool:
    """Whether a value is known to be none of those that are allowed."""
    return value != UNKNOWN and value not in allowed


def lacks(value: Any, *path: str) -> bool:
    """Whether nothing is at ``path``, for all that is known."""
    return at(value, *path) in (None, "", {}, [])


def has_unknown(value: Any) -> bool:
    """Whether any part of a value is unknown."""
    return any(each == UNKNOWN for _, each in walk(value))


def known(value: Any) -> Any:
    """A value with nothing where a text is unknown."""
    if isinstance(value, Mapping):
        return {key: known(each) for key, each in cast(Mapping[str, Any], value).items()}
    if isinstance(value, list):
        return [known(each) for each in cast(list[Any], value)]
    return None if value == UNKNOWN else value


def pod_spec(workload: Manifest) -> Any:
    """Specification of a workload's pods."""
    return at(workload, *map(str, POD_SPECS[workload["kind"]]))


def containers(pod: Any) -> Iterator[Manifest]:
    """Containers of a pod, those that initialize it first."""
    yield from entries(pod, "initContainers")
    yield from entries(pod, "containers")


def is_sidecar(container: Manifest) -> bool:
    """Whether a container that initializes a pod runs beside the others from then on."""
    return at(container, "restartPolicy") == "Always"
