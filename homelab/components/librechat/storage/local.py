"""Files on a volume in the cluster."""

from enum import StrEnum
from typing import NotRequired

from homelab.kubernetes import Application, StorageArgs, Volume


class AccessMode(StrEnum):
    """How many nodes may mount a volume."""

    READ_WRITE_ONCE = "ReadWriteOnce"
    """One node: one replica of LibreChat, which stops before the next one starts."""
    READ_WRITE_MANY = "ReadWriteMany"
    """Many nodes, where the storage class can: several replicas."""


class LocalStorageArgs(StorageArgs):
    """A volume for files. Default: 10Gi, kept."""

    access_mode: NotRequired[AccessMode]
    """Default: ReadWriteOnce."""


def access_mode(args: LocalStorageArgs) -> AccessMode:
    """How many nodes may mount the volume."""
    return args.get("access_mode", AccessMode.READ_WRITE_ONCE)


def volume(app: Application, args: LocalStorageArgs) -> Volume:
    """Create the volume."""
    return app.volume("files", args, default_size="10Gi", access_mode=access_mode(args).value)
