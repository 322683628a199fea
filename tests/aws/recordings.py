"""What components on AWS declare, as the tests look at it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from homelab.offline import RecordedResource, Recording, record
from tests.aws import deprecations

ACCOUNT = "123456789012"


def recorded(program: Callable[[], object], *, preview: bool = False) -> Recording:
    """Record a program that declares components, none of which may use what is deprecated."""
    recording = record(program, preview=preview)
    assert deprecations.in_recording(recording) == []
    return recording


def of_type(recording: Recording, type_: str) -> list[RecordedResource]:
    """All resources of a type, such as ``aws:iam/role:Role``."""
    return [each for each in recording.resources if each.type == type_]


def only(recording: Recording, type_: str) -> RecordedResource:
    """The only resource of a type."""
    (found,) = of_type(recording, type_)
    return found


def statements(policy: str) -> list[Mapping[str, Any]]:
    """Statements of a policy's JSON."""
    return json.loads(policy)["Statement"]


def ancestors(recording: Recording, resource: RecordedResource) -> set[str]:
    """URNs of what a resource waits for, directly and by others."""
    by_urn = {each.urn: each for each in recording.resources}
    found: set[str] = set()
    waiting = [*resource.dependencies]
    while waiting:
        if (urn := waiting.pop()) in by_urn and urn not in found:
            found.add(urn)
            waiting += by_urn[urn].dependencies
    return found


def awaited(recording: Recording, resource: RecordedResource) -> set[str]:
    """Types of what a resource waits for, directly and by others."""
    urns = ancestors(recording, resource)
    return {each.type for each in recording.resources if each.urn in urns}
