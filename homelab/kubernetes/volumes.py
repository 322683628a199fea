"""Storage: volumes that outlive a pod, and scratch space that does not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import OBJECT_NAME
from homelab.kubernetes.environment import SecretReference
from homelab.kubernetes.quantity import QUANTITY

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import VolumeArgsDict, VolumeMountArgsDict


@constrain(size=QUANTITY, storage_class=OBJECT_NAME)
class StorageArgs(TypedDict):
    """A volume that holds data."""

    size: NotRequired[pulumi.Input[str]]
    """Capacity, for example ``10Gi``; can be raised later where the class allows it. Default: the component's."""
    storage_class: NotRequired[pulumi.Input[str]]
    """StorageClass of the volume. Changing it would replace the volume. Default: that of all volumes."""
    retain: NotRequired[bool]
    """Keep the volume, and what opens it, when the stack is destroyed. Default: as for all volumes, true."""


@dataclass(frozen=True)
class Volume:
    """A volume of a pod, and where in it a mount begins."""

    definition: "VolumeArgsDict"
    sub_path: str | None = None
    read_only: bool = False

    def file(self, sub_path: str) -> "Volume":
        """One file of the volume, mounted read-only: the folder that it is mounted in keeps its other files."""
        return replace(self, sub_path=sub_path, read_only=True)

    def folder(self, sub_path: str) -> "Volume":
        """One folder of the volume."""
        return replace(self, sub_path=sub_path)


def scratch(name: str, size_limit: str, *, in_memory: bool = False) -> Volume:
    """An empty folder that lives as long as its pod; one that grows over ``size_limit`` evicts the pod.

    :param in_memory: Backed by memory, which counts towards the container's limit: for ``/dev/shm``.
    """
    if in_memory:
        return Volume({"name": name, "empty_dir": {"medium": "Memory", "size_limit": size_limit}})
    return Volume({"name": name, "empty_dir": {"size_limit": size_limit}})


def claimed(name: str, claim: pulumi.Input[str]) -> Volume:
    """The volume behind a PersistentVolumeClaim."""
    return Volume({"name": name, "persistent_volume_claim": {"claim_name": claim}})


def config_map_files(name: str, config_map: pulumi.Input[str], *, executable: bool = False) -> Volume:
    """The keys of a ConfigMap as files."""
    return Volume(
        {"name": name, "config_map": {"name": config_map, "default_mode": 0o555 if executable else 0o444}},
        read_only=True,
    )


def secret_files(name: str, secret: pulumi.Input[str]) -> Volume:
    """The keys of a Secret as files, readable by the pod's user and group."""
    return Volume({"name": name, "secret": {"secret_name": secret, "default_mode": 0o440}}, read_only=True)


def projected_secrets(name: str, files: Mapping[str, SecretReference]) -> Volume:
    """Keys of several Secrets as the files of one folder, by file name."""
    sources = [
        {"secret": {"name": reference["name"], "items": [{"key": reference["key"], "path": file}]}}
        for file, reference in sorted(files.items())
    ]
    return Volume({"name": name, "projected": {"sources": sources, "default_mode": 0o440}}, read_only=True)  # type: ignore[arg-type]


def volume_mount(path: str, volume: Volume) -> "VolumeMountArgsDict":
    """Where a container sees a volume."""
    mount: VolumeMountArgsDict = {"name": volume.definition["name"], "mount_path": path}
    if volume.sub_path is not None:
        mount["sub_path"] = volume.sub_path
    if volume.read_only:
        mount["read_only"] = True
    return mount
