"""Resources that a program declared, as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from homelab.offline.wire import Path

WORKSPACE = "homelab:index:AIWorkspace"
"""Type token of a whole workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedResource:
    """A resource or component as the program registered it, with the options that Pulumi's engine would get."""

    type: str
    """Type token, such as ``kubernetes:apps/v1:Deployment``."""
    name: str
    """Logical name."""
    urn: str
    parent: str
    """URN of the parent; empty if that is the stack."""
    custom: bool
    """Whether a provider manages it, unlike a component."""
    read: bool = False
    """Whether it is a lookup of an existing resource (``X.get``)."""
    id: str
    """A placeholder if a provider would choose it; empty if unknown, and for components."""
    inputs: Mapping[str, Any]
    """Inputs in wire form (camelCase), secrets unwrapped, whole numbers as integers."""
    outputs: dict[str, Any]
    """Outputs in the same form; for a component, those that it registered."""
    secrets: Mapping[Path, Any]
    """Secret inputs by path."""
    dependencies: tuple[str, ...] = ()
    """URNs of resources that must exist first, from ``depends_on`` and from inputs."""
    provider: str = ""
    """URN and id of the explicit provider; empty for the default one."""
    region: str = ""
    """Region of AWS; empty for other providers, and for services without regions."""
    protect: bool = False
    retain_on_delete: bool = False
    """Effective value: inherited from the parent unless set on the resource."""
    delete_before_replace: bool = False
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    custom_timeouts: Mapping[str, str] = field(default_factory=dict[str, str])
    deleted_with: str = ""
    import_id: str = ""


def component_names(resources: Sequence[RecordedResource]) -> dict[str, str]:
    """Name of the component that each resource belongs to, by URN; its own name where there is none."""
    by_urn = {each.urn: each for each in resources}
    names: dict[str, str] = {}
    for each in resources:
        owner = by_urn.get(each.parent)
        while owner is not None and owner.custom:
            owner = by_urn.get(owner.parent)
        names[each.urn] = owner.name if owner else each.name
    return names
