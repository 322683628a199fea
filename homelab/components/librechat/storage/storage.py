"""What a pod of LibreChat's gets for its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from homelab.components.librechat.storage import azure_blob, cloudfront, local, s3
from homelab.components.librechat.storage.arguments import FileStorageArgs, StorageType, storages_in_use
from homelab.components.librechat.storage.store_secret import StoreSecret
from homelab.kubernetes import Application, EnvironmentValue, Peer, Volume, internet, scratch
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT, create_service_account

UPLOADS = "/app/uploads"
IMAGES = "/app/client/public/images"


@dataclass(frozen=True)
class FileStorage:
    """What a pod needs in order to use the storage."""

    mounts: Mapping[str, Volume]
    environment: Mapping[str, EnvironmentValue]
    backends: tuple[Peer, ...] = ()
    service_account: pulumi.Input[str] | None = None
    """Name of the pod's ServiceAccount; None for the namespace's default."""
    pod_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """Labels that the pod must have in addition."""


def file_storage(app: Application, args: FileStorageArgs) -> FileStorage:
    """Create what the storage needs."""
    uses_identity = azure_blob.uses_identity(args.get("azure_blob", {}))
    return FileStorage(
        _mounts(app, args),
        storage_environment(args, app.secret_value),
        tuple(_backends(args)),
        create_service_account(app, args["service_account"]) if "service_account" in args else None,
        azure_blob.POD_LABELS if uses_identity else {},
    )


def storage_environment(args: FileStorageArgs, store: StoreSecret) -> dict[str, EnvironmentValue]:
    """The variables that say where files go."""
    environment: dict[str, EnvironmentValue] = {}
    if "s3" in args:
        environment |= s3.environment(args["s3"], store)
    if "azure_blob" in args:
        environment |= azure_blob.environment(args["azure_blob"], store)
    if "cloudfront" in args:
        environment |= cloudfront.environment(args["cloudfront"], store)
    return environment


def _mounts(app: Application, args: FileStorageArgs) -> dict[str, Volume]:
    if StorageType.LOCAL in storages_in_use(args):
        files = local.volume(app, args.get("local", {}))
        return {UPLOADS: files.folder("uploads"), IMAGES: files.folder("images")}
    # Uploads pass through the pod's own disk even on their way to somewhere else.
    return {UPLOADS: scratch("uploads", "2Gi"), IMAGES: scratch("images", "256Mi")}


def _backends(args: FileStorageArgs) -> list[Peer]:
    peers: list[Peer] = []
    if "s3" in args:
        peers.append(s3.server(args["s3"]))
        if s3.uses_role(args["s3"]):
            peers.append(EKS_POD_IDENTITY_AGENT)
    if "azure_blob" in args:
        peers.append(internet(443))
    return peers
