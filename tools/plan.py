"""What a preview says would be created."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pulumi.automation import EngineEvent, OpType, StepEventStateMetadata

PROVIDERS = "pulumi:providers:"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key of what is no plain value in the engine's own encoding: a secret, an asset, a reference."""
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What stands for a value that is not known before something is created."""


@dataclass
class Plan:
    """The resources that a preview wants to create."""

    creates: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """As a state holds resources, parents and providers first; without what is secret or unknown."""

    def add(self, event: EngineEvent) -> None:
        """Read one event of the preview."""
        if event.resource_pre_event is None or (planned := event.resource_pre_event.metadata.new) is None:
            return
        if event.resource_pre_event.metadata.op == OpType.CREATE:
            self.creates.append(resource(planned))


def resource(planned: StepEventStateMetadata) -> dict[str, Any]:
    """A planned resource as a state holds it, without an id."""
    fields = {"parent": planned.parent, "provider": planned.provider, "retainOnDelete": planned.retain_on_delete}
    present = {name: value for name, value in fields.items() if value}
    if not planned.custom or (not planned.provider and not planned.type.startswith(PROVIDERS)):
        return {"urn": planned.urn, "custom": False, "type": planned.type, **present}
    return {"urn": planned.urn, "custom": True, "type": planned.type, "inputs": _plain(planned.inputs or {}), **present}


def _plain(value: Any) -> Any:
    """A value without what is secret or unknown in it."""
    match value:
        case Mapping():
            mapping = cast(Mapping[str, Any], value)
            return {name: _plain(inner) for name, inner in mapping.items() if _is_known(inner)}
        case list():
            return [_plain(inner) for inner in cast(list[Any], value) if _is_known(inner)]
        case _:
            return value


def _is_known(value: object) -> bool:
    return value != _UNKNOWN and not (isinstance(value, Mapping) and _SIGNATURE in value)
