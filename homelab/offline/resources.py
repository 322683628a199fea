"""What a program declared, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homelab.offline.wire import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedResource:
    """A resource or component as the program registered it. Options are those that Pulumi's engine would see."""

    type: str
    """Type token, such as ``kubernetes:apps/v1:Deployment``."""
    name: str
    """Logical name."""
    urn: str
    parent: str
    """URN of the parent; empty below the stack itself."""
    custom: bool
    """Whether a provider manages it; a component is managed by none."""
    read: bool = False
    """Whether the program looked up what exists already (``X.get``) rather than declared it."""
    id: str
    """Made up where a provider would choose it; empty while unknown, and for components."""
    inputs: Mapping[str, Any]
    """Inputs in wire form (camelCase), secrets unwrapped, whole numbers as integers."""
    outputs: dict[str, Any]
    """Outputs in the same form; a component's are those that it registered."""
    secrets: Mapping[Path, Any]
    """The inputs that are secret, each under its path."""
    dependencies: tuple[str, ...] = ()
    """URNs of what must exist first, by ``depends_on`` or because an input comes from it."""
    provider: str = ""
    """URN and id of the explicit provider; empty for the default one."""
    protect: bool = False
    retain_on_delete: bool = False
    """As the engine applies it: inherited from the parent unless the resource says otherwise."""
    delete_before_replace: bool = False
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    custom_timeouts: Mapping[str, str] = field(default_factory=dict[str, str])
    deleted_with: str = ""
    import_id: str = ""
