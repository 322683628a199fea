"""Volumes of a pod: empty directories, claims, and ConfigMaps and Secrets as files."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import pulumi

from homelab.kubernetes.environment import SecretReference
from homelab.kubernetes.inputs import apply
from homelab.kubernetes.quantity import parse_quantity
from homelab.kubernetes.resources import LOG_STORAGE

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import ConfigMapVolumeSourceArgsDict, VolumeArgsDict, VolumeMountArgsDict


@dataclass(frozen=True)
class Volume:
    """A volume of a pod, and optionally a path inside it."""

    definition: "VolumeArgsDict"
    sub_path: str | None = None
    read_only: bool = False

    def file(self, sub_path: str) -> "Volume":
        """One file of the volume, mounted read-only; other files of the target directory stay visible."""
        return replace(self, sub_path=sub_path, read_only=True)

    def folder(self, sub_path: str) -> "Volume":
        """One directory of the volume."""
        return replace(self, sub_path=sub_path)


def empty_dir(name: str, size_limit: pulumi.Input[str], *, in_memory: bool = False) -> Volume:
    """An empty directory with its pod's lifetime; exceeding ``size_limit`` evicts the pod.

    :param in_memory: Backed by memory, which counts towards the container's limit; for ``/dev/shm``.
    """
    if in_memory:
        return Volume({"name": name, "empty_dir": {"medium": "Memory", "size_limit": size_limit}})
    return Volume({"name": name, "empty_dir": {"size_limit": size_limit}})


def claim_volume(name: str, claim: pulumi.Input[str]) -> Volume:
    """The volume behind a PersistentVolumeClaim."""
    return Volume({"name": name, "persistent_volume_claim": {"claim_name": claim}})


def config_map_volume(
    name: str, config_map: pulumi.Input[str], *, executable: bool = False, optional: bool = False
) -> Volume:
    """The keys of a ConfigMap as files.

    :param optional: Whether it may be missing; there are no files then.
    """
    source: ConfigMapVolumeSourceArgsDict = {"name": config_map, "default_mode": 0o555 if executable else 0o444}
    if optional:
        source["optional"] = True
    return Volume({"name": name, "config_map": source}, read_only=True)


def secret_volume(name: str, secret: pulumi.Input[str]) -> Volume:
    """The keys of a Secret as files, readable by the pod's user and group."""
    return Volume({"name": name, "secret": {"secret_name": secret, "default_mode": 0o440}}, read_only=True)


def projected_secret_volume(name: str, files: Mapping[str, SecretReference]) -> Volume:
    """Keys of several Secrets as files of one directory, by file name."""
    sources = [
        {"secret": {"name": reference["name"], "items": [{"key": reference["key"], "path": file}]}}
        for file, reference in sorted(files.items())
    ]
    return Volume({"name": name, "projected": {"sources": sources, "default_mode": 0o440}}, read_only=True)  # type: ignore[arg-type]


def local_storage(volumes: Iterable[Volume]) -> pulumi.Input[str]:
    """What a container's logs and empty directories may take of its node's disk, those in memory not included."""
    definitions = {str(each.definition["name"]): each.definition.get("empty_dir") for each in volumes}
    directories = [cast(Mapping[str, Any], each) for each in definitions.values() if each is not None]
    sizes = [each["size_limit"] for each in directories if each.get("medium") != "Memory"]
    return apply(_sum, LOG_STORAGE, *sizes)


def _sum(*sizes: str) -> str:
    return f"{math.ceil(sum(map(parse_quantity, sizes)) / 1024**2)}Mi"


def volume_mount(path: str, volume: Volume) -> "VolumeMountArgsDict":
    """Mount of a volume in a container."""
    mount: VolumeMountArgsDict = {"name": volume.definition["name"], "mount_path": path}
    if volume.sub_path is not None:
        mount["sub_path"] = volume.sub_path
    if volume.read_only:
        mount["read_only"] = True
    return mount
