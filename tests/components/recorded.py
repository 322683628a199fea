"""One component alone, recorded."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from homelab.offline import Recording, record
from homelab.offline.monitor import STACK, RecordingMonitor

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


def environment(made: Mapping[tuple[str, str], Manifest], kind: str, name: str) -> dict[str, Any]:
    """Variables of a workload's container: values by name; of what is in a Secret the key."""
    server = container(made[kind, name])
    stored = {(each["kind"], each["metadata"]["name"]): each for each in made.values()}
    found: dict[str, Any] = {}
    for source in server.get("envFrom", []):
        if "configMapRef" in source:
            found |= stored["ConfigMap", source["configMapRef"]["name"]]["data"]
        else:
            secret = stored.get(("Secret", source["secretRef"]["name"]), {})
            found |= {key: key for key in secret.get("stringData", {})}
    for variable in server.get("env", []):
        found[variable["name"]] = variable.get("value") or variable["valueFrom"]["secretKeyRef"]["key"]
    return found


@contextmanager
def registrations(monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """Names of the resources and components that are registered meanwhile, the stack itself left out."""
    names: list[str] = []
    register = RecordingMonitor.RegisterResource

    def note(monitor: RecordingMonitor, request: Any) -> Any:
        if request.type != STACK:
            names.append(request.name)
        return register(monitor, request)

    with monkeypatch.context() as patched:
        patched.setattr(RecordingMonitor, "RegisterResource", note)
        yield names
