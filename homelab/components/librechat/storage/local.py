"""File storage on a volume in the cluster."""

from enum import StrEnum
from typing import Literal, NotRequired, TypeAlias

from homelab.choices import Choice
from homelab.kubernetes import Application, StorageArgs, Volume, create_volume_claim


class AccessMode(StrEnum):
    """Access mode of the volume."""

    READ_WRITE_ONCE = "ReadWriteOnce"
    """Mounted by one node: for one replica of LibreChat, which stops before the next one starts."""
    READ_WRITE_MANY = "ReadWriteMany"
    """Mounted by many nodes, if the storage class supports it: for several replicas."""


AccessModeChoice: TypeAlias = Choice[AccessMode, Literal["ReadWriteOnce", "ReadWriteMany"]]


class LocalStorageArgs(StorageArgs):
    """A volume for files. Default: 10Gi, retained."""

    access_mode: NotRequired[AccessModeChoice]
    """Access mode. Default: ReadWriteOnce."""


def access_mode(args: LocalStorageArgs) -> AccessMode:
    """Access mode of the volume, or its default."""
    return AccessMode(args.get("access_mode", AccessMode.READ_WRITE_ONCE))


def volume(app: Application, args: LocalStorageArgs) -> Volume:
    """Create the PersistentVolumeClaim."""
    return create_volume_claim(app, "files", args, default_size="10Gi", access_mode=access_mode(args).value)
