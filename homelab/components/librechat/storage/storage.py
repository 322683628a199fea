"""Volumes, ServiceAccount and network peers of LibreChat's file storage."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pulumi

from homelab.components.librechat.storage import azure_blob, local, s3
from homelab.components.librechat.storage.args import FileStorageArgs, StorageType, strategies
from homelab.kubernetes import Application, Peer, Volume, empty_dir
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT, create_service_account
from homelab.librechat_config.configuration import Configuration

UPLOADS = "/app/uploads"
IMAGES = "/app/client/public/images"


@dataclass(frozen=True)
class FileStorage:
    """Settings of a pod that uses the storage, without its variables."""

    mounts: Mapping[str, Volume]
    backends: tuple[Peer, ...] = ()
    service_account: pulumi.Input[str] | None = None
    """Name of the pod's ServiceAccount; None for the namespace's default."""
    pod_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """Additional labels of the pod."""


def create_file_storage(
    app: Application, args: FileStorageArgs, configuration: Configuration, extra_mounts: Collection[str] = ()
) -> FileStorage:
    """Create the storage's volumes and ServiceAccount.

    :param configuration: LibreChat's final configuration.
    :param extra_mounts: Mount paths of the user's own volumes, which replace the storage's volumes at these paths.
    """
    uses_role = "s3" in args and s3.uses_role(args["s3"])
    return FileStorage(
        _mounts(app, args, strategies(configuration.config), {UPLOADS, IMAGES} - {*extra_mounts}),
        (EKS_POD_IDENTITY_AGENT,) if uses_role else (),
        create_service_account(app, args["service_account"]) if "service_account" in args else None,
        azure_blob.pod_labels(configuration.variables),
    )


def _mounts(app: Application, args: FileStorageArgs, used: frozenset[str], paths: Collection[str]) -> dict[str, Volume]:
    if not paths:
        return {}
    if StorageType.LOCAL in used:
        files = local.volume(app, args.get("local", {}))
        mounts = {UPLOADS: files.folder("uploads"), IMAGES: files.folder("images")}
    else:
        # LibreChat writes uploads to disk before it sends them to other storage.
        mounts = {UPLOADS: empty_dir("uploads", "2Gi"), IMAGES: empty_dir("images", "256Mi")}
    return {path: volume for path, volume in mounts.items() if path in paths}
