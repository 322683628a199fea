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
