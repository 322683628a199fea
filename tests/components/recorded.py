"""One component alone, recorded."""

from collections.abc import Callable, Mapping
from typing import Any

from homelab.offline import Recording, record

Manifest = Mapping[str, Any]


def objects(make: Callable[[], object]) -> dict[tuple[str, str], Manifest]:
    """The objects that a program declares, by kind and name; names that change with the content without their hash."""
    recording = record(make)
    return {(each.kind, each.resource.name): each.manifest for each in recording.objects}


def recording(make: Callable[[], object]) -> Recording:
    return record(make)


def container(workload: Manifest, *, init: bool = False) -> Manifest:
    spec = workload["spec"]["template"]["spec"]
    return spec["initContainers" if init else "containers"][0]


def environment(workload: Manifest) -> dict[str, Any]:
    """Values by name; of references the Secret's key."""
    return {
        variable["name"]: variable.get("value") or variable["valueFrom"]["secretKeyRef"]["key"]
        for variable in container(workload)["env"]
    }
