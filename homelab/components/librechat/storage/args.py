"""Arguments of file storage, and the configuration that follows from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from homelab.arguments import Rule, rules
from homelab.choices import Choice
from homelab.components.librechat.storage import azure_blob, cloudfront, s3
from homelab.components.librechat.storage.azure_blob import AzureBlobArgs
from homelab.components.librechat.storage.cloudfront import CloudFrontArgs
from homelab.components.librechat.storage.local import AccessMode, LocalStorageArgs, access_mode
from homelab.components.librechat.storage.s3 import S3Args
from homelab.kubernetes import Scale, is_plain
from homelab.kubernetes.service_account import ServiceAccountArgs
from homelab.librechat_config.configuration import Configuration, combine
from homelab.librechat_config.sections import section


class StorageType(StrEnum):
    """File storage, by LibreChat's names."""

    LOCAL = "local"
    """A volume in the cluster."""
    S3 = "s3"
    """Amazon S3, or a compatible server."""
    AZURE_BLOB = "azure_blob"
    """Azure Blob Storage."""
    CLOUDFRONT = "cloudfront"
    """Amazon S3, served through CloudFront."""


StorageTypeChoice: TypeAlias = Choice[StorageType, Literal["local", "s3", "azure_blob", "cloudfront"]]


_NEEDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "s3": {"s3": ["AWS_BUCKET_NAME"]},
    "azure_blob": {"azure_blob": azure_blob.ACCOUNT_VARIABLES},
    "cloudfront": {"s3": ["AWS_BUCKET_NAME"]},
}
"""Groups that a storage type needs, and the variables that can replace each group."""


def roleless(storage: Mapping[str, Any], path: str) -> Iterable[str]:
    """One message per storage that is accessed by a role, for a pod whose ServiceAccount has none.

    :param path: Path of ``storage``.
    """
    account = f"{path}.service_account"
    if "s3" in storage and s3.uses_role(storage["s3"]):
        yield f"{path}.s3 needs {path}.s3.access_key and {path}.s3.secret_key, or {account} with a role"
    if "azure_blob" in storage and azure_blob.uses_identity(storage["azure_blob"]):
        yield f"{path}.azure_blob.account_name needs {account} with an identity"


def _account_has_effect(group: Mapping[str, Any]) -> Iterable[str]:
    if "service_account" in group and not any(roleless(group, "storage")):
        yield "service_account has no effect without a bucket or account that it grants access to: remove it or the key"


@rules(Rule(("s3", "azure_blob", "service_account"), _account_has_effect))
class FileStorageArgs(TypedDict):
    """File storage. Set the storage of single kinds of files in ``librechat.config.fileStrategies``."""

    type: NotRequired[StorageTypeChoice]
    """Storage type. Default: local."""
    local: NotRequired[LocalStorageArgs]
    """Volume for local. Default: 10Gi, retained."""
    s3: NotRequired[S3Args]
    """Bucket for s3 and cloudfront."""
    azure_blob: NotRequired[AzureBlobArgs]
    """Container for azure_blob."""
    cloudfront: NotRequired[CloudFrontArgs]
    """Distribution for cloudfront."""
    service_account: NotRequired[ServiceAccountArgs]
    """ServiceAccount of LibreChat's pods, whose role grants access to the bucket or storage account. Default: the
    server's own ``service_account``."""


def configuration(args: FileStorageArgs) -> Configuration:
    """Derive ``fileStrategy``, and the variables of each storage."""
    parts = [Configuration.of({"fileStrategy": StorageType(args.get("type", StorageType.LOCAL)).value})]
    if "s3" in args:
        parts.append(s3.configuration(args["s3"]))
    if "azure_blob" in args:
        parts.append(azure_blob.configuration(args["azure_blob"]))
    if "cloudfront" in args:
        parts.append(cloudfront.configuration(args["cloudfront"]))
    return combine(parts)


def strategies(config: Mapping[str, Any]) -> frozenset[str]:
    """Storage types that a final librechat.yaml uses."""
    return frozenset(each for each in _by_path(config).values() if isinstance(each, str))


def _by_path(config: Mapping[str, Any]) -> dict[str, Any]:
    """Storage types by their path in librechat.yaml."""
    by_kind = section(config, "fileStrategies")
    return {
        "fileStrategy": config.get("fileStrategy", StorageType.LOCAL.value),
        **{f"fileStrategies.{kind}": storage for kind, storage in by_kind.items()},
    }


def is_shared(args: FileStorageArgs, used: frozenset[str]) -> bool:
    """Whether several replicas can share the files."""
    return StorageType.LOCAL not in used or access_mode(args.get("local", {})) == AccessMode.READ_WRITE_MANY


def violations(args: FileStorageArgs, configuration: Configuration, scale: Scale) -> Iterator[str]:
    """One message per storage that is used but not set up, set up but not used, or not shared by replicas."""
    used = strategies(configuration.config)
    for strategy in sorted(used & _NEEDS.keys()):
        for group, variables in _NEEDS[strategy].items():
            if group not in args and not configuration.variables.may_have(*variables):
                needed = f"file storage {strategy} needs it, or {' or '.join(variables)} in librechat.env"
                yield f"librechat.storage.{group}: missing: {needed}"
    if StorageType.CLOUDFRONT in used and "cloudfront" not in configuration.config:
        yield "librechat.storage.cloudfront: missing: file storage cloudfront needs it, or librechat.config.cloudfront"
    for path, storage in _by_path(configuration.config).items():
        if not is_plain(storage):
            yield f"librechat.config.{path}: expected plain text, as it decides on the volume, not an Output"
    of_use = {group for strategy in used for group in (strategy, *_NEEDS.get(strategy, ()))}
    for group in ("local", "s3", "azure_blob", "cloudfront"):
        if group in args and group not in of_use:
            yield (
                f"librechat.storage.{group} has no effect with librechat.storage.type "
                f"{configuration.config.get('fileStrategy')}: remove it, or name it in librechat.config.fileStrategies"
            )
    if scale.has_replicas and not is_shared(args, used):
        yield (
            f"librechat.{scale.argument} {scale.largest} and files on a ReadWriteOnce volume are mutually exclusive: "
            "use librechat.storage.type s3, or librechat.storage.local.access_mode ReadWriteMany"
        )
