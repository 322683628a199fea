"""Persistent volumes, which outlive their pods and by default their stack."""

from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import constrain, no_effect_with, rules
from homelab.arguments.constraints import OBJECT_NAME
from homelab.kubernetes.application import Application
from homelab.kubernetes.file_format import FileFormat
from homelab.kubernetes.quantity import QUANTITY
from homelab.kubernetes.retention import FORMAT, RETAINED, VOLUME_CLAIM, refuse_other_format, refuse_replacement
from homelab.kubernetes.volumes import Volume, claim_volume

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import PersistentVolumeClaimSpecArgsDict


@rules(no_effect_with("existing_claim", "size", "storage_class"))
@constrain(size=QUANTITY, storage_class=OBJECT_NAME, existing_claim=OBJECT_NAME)
class StorageArgs(TypedDict):
    """A volume that holds data."""

    size: NotRequired[pulumi.Input[str]]
    """Capacity, for example ``10Gi``; can be raised later where the class allows it. Default: the component's."""
    storage_class: NotRequired[pulumi.Input[str]]
    """StorageClass of the volume, fixed once it exists. Default: that of all volumes."""
    retain: NotRequired[bool]
    """Retain the volume, and the Secrets that open it, when the stack is destroyed. Default: that of all volumes."""
    existing_claim: NotRequired[pulumi.Input[str]]
    """Name of a PersistentVolumeClaim to use; none is created then, and none is deleted. Default: none."""


def is_retained(app: Application, storage: StorageArgs) -> bool:
    """Whether a volume, and the Secrets that open it, outlive the stack."""
    return storage.get("retain", app.placement.get("retain", True))


def create_volume_claim(
    app: Application,
    suffix: str,
    storage: StorageArgs,
    *,
    default_size: str,
    access_mode: pulumi.Input[str] = "ReadWriteOnce",
    file_format: FileFormat | None = None,
) -> Volume:
    """Create a PersistentVolumeClaim, retained on destroy unless ``storage`` says otherwise, or use an existing one.

    :param file_format: What the program writes, which is compared with what the volume holds.
    """
    if "existing_claim" in storage:
        return claim_volume(suffix, storage["existing_claim"])
    spec: PersistentVolumeClaimSpecArgsDict = {
        "access_modes": [access_mode],
        "resources": {"requests": {"storage": storage.get("size", default_size)}},
    }
    wanted = {"namespace": app.namespace, "access_mode": access_mode}
    storage_class = storage.get("storage_class", app.placement.get("storage_class"))
    if storage_class is not None:
        wanted["storage_class"] = spec["storage_class_name"] = storage_class
    name = f"{app.name}-{suffix}"
    retain = is_retained(app, storage)
    metadata = app.metadata(name, {RETAINED: "true"} if retain else None)
    if file_format:
        metadata["labels"] = {**app.labels, FORMAT: file_format.name}
    claim = k8s.core.v1.PersistentVolumeClaim(
        name,
        metadata=metadata,
        spec=spec,
        opts=app.options(**VOLUME_CLAIM.options(app.adopted_id(name), retain=retain)),
    )
    refuse_replacement(claim, wanted)
    if file_format:
        refuse_other_format(claim, file_format)
    app.prerequisites.append(claim)
    return claim_volume(suffix, name)
