"""Which files go where, and what the places need."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Rule, rules
from homelab.components.librechat.storage import azure_blob, s3
from homelab.components.librechat.storage.azure_blob import AzureBlobArgs
from homelab.components.librechat.storage.cloudfront import CloudFrontArgs
from homelab.components.librechat.storage.local import AccessMode, LocalStorageArgs, access_mode
from homelab.components.librechat.storage.s3 import S3Args
from homelab.kubernetes.service_account import ServiceAccountArgs


class StorageType(StrEnum):
    """Kinds of storage for files."""

    LOCAL = "local"
    """A volume in the cluster."""
    S3 = "s3"
    """Amazon S3, or a server with its API."""
    AZURE_BLOB = "azure_blob"
    """Azure Blob Storage."""
    CLOUDFRONT = "cloudfront"
    """Amazon S3, from which people fetch through CloudFront."""


_NEEDED_GROUPS: Mapping[StorageType, tuple[str, ...]] = {
    StorageType.LOCAL: (),
    StorageType.S3: ("s3",),
    StorageType.AZURE_BLOB: ("azure_blob",),
    StorageType.CLOUDFRONT: ("cloudfront", "s3"),
}


class FileStrategiesArgs(TypedDict):
    """Where files of one kind go, instead of to ``storage.type``."""

    avatar: NotRequired[StorageType]
    """Pictures of people and agents. Default: ``storage.type``."""
    image: NotRequired[StorageType]
    """Images in conversations. LibreChat renews S3's links to them only where ``storage.type`` is s3.
    Default: ``storage.type``."""
    document: NotRequired[StorageType]
    """All other uploads. Default: ``storage.type``."""
    skills: NotRequired[StorageType]
    """Files of skills. Default: that of images and documents."""


def _groups_are_given_where_used(group: Mapping[str, Any]) -> Iterable[str]:
    chosen = _strategies(group)
    for path, storage in chosen.items():
        missing = [needed for needed in _NEEDED_GROUPS[storage] if needed not in group]
        yield from (f"{path} {storage} needs the group {needed}" for needed in missing)
    used = {needed for storage in chosen.values() for needed in (storage.value, *_NEEDED_GROUPS[storage])}
    for other in ("local", "s3", "azure_blob", "cloudfront"):
        if other in group and other not in used:
            yield (
                f"type {chosen['type']} and the group {other} are mutually exclusive: remove one, "
                f"or name {other} in file_strategies"
            )


def _role_or_key(group: Mapping[str, Any]) -> Iterable[str]:
    has_account = "service_account" in group
    s3_by_role = "s3" in group and s3.uses_role(group["s3"])
    azure_by_role = "azure_blob" in group and azure_blob.uses_identity(group["azure_blob"])
    if s3_by_role and not has_account:
        yield "s3 needs access_key and secret_key, or the group service_account with a role"
    if azure_by_role and not has_account:
        yield "azure_blob.account_name needs the group service_account with an identity"
    if has_account and not s3_by_role and not azure_by_role:
        yield "service_account has no effect without a bucket or account that it opens: remove it or the key"


@rules(
    Rule(("type", "file_strategies", "local", "s3", "azure_blob", "cloudfront"), _groups_are_given_where_used),
    Rule(("s3", "azure_blob", "service_account"), _role_or_key),
)
class FileStorageArgs(TypedDict):
    """Storage for files."""

    type: NotRequired[StorageType]
    """Default: local."""
    file_strategies: NotRequired[FileStrategiesArgs]
    """Other storage for files of one kind. Default: ``type`` for all of them."""
    local: NotRequired[LocalStorageArgs]
    """The volume, for local."""
    s3: NotRequired[S3Args]
    """The bucket, for s3 and cloudfront."""
    azure_blob: NotRequired[AzureBlobArgs]
    """The container, for azure_blob."""
    cloudfront: NotRequired[CloudFrontArgs]
    """The distribution, for cloudfront."""
    service_account: NotRequired[ServiceAccountArgs]
    """ServiceAccount of LibreChat's pods, whose role opens the bucket or the storage account. Default: none."""


def strategy(args: Mapping[str, Any]) -> StorageType:
    """LibreChat's ``fileStrategy``."""
    return StorageType(args.get("type", StorageType.LOCAL))


def storages_in_use(args: Mapping[str, Any]) -> frozenset[StorageType]:
    """All storages that some kind of file goes to."""
    return frozenset(_strategies(args).values())


def is_shared(args: FileStorageArgs) -> bool:
    """Whether several replicas see the same files."""
    is_on_many_nodes = access_mode(args.get("local", {})) == AccessMode.READ_WRITE_MANY
    return StorageType.LOCAL not in storages_in_use(args) or is_on_many_nodes


def _strategies(args: Mapping[str, Any]) -> dict[str, StorageType]:
    """The storages, by the path of the argument that names them."""
    by_kind = args.get("file_strategies", {})
    return {"type": strategy(args), **{f"file_strategies.{kind}": StorageType(by_kind[kind]) for kind in by_kind}}
