"""Where LibreChat keeps the files that people upload."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Contradiction, constrain, refuse
from homelab.constraints import BUCKET, NAME, secret, url, whole_number
from homelab.kubernetes import (
    Application,
    EnvironmentValue,
    Peer,
    StorageArgs,
    Volume,
    internet,
    is_known,
    scratch,
    server_at,
)

UPLOADS = "/app/uploads"
IMAGES = "/app/client/public/images"


class StorageType(StrEnum):
    """Kinds of storage for files."""

    LOCAL = "local"
    """A volume in the cluster."""
    S3 = "s3"
    """Amazon S3, or a server with its API."""


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


@constrain(
    bucket=BUCKET,
    region=NAME,
    endpoint=url("http", "https", example="https://s3.example.com"),
    access_key=NAME,
    secret_key=secret(),
    url_expiry_seconds=whole_number(60, 604_800),
)
class S3Args(TypedDict):
    """A bucket. Browsers fetch files from it, so its address has to be reachable for people too."""

    bucket: pulumi.Input[str]
    """Name of the bucket."""
    access_key: pulumi.Input[str]
    """Access key id that may list, read, write and delete; a name, no secret, unless it is given as an Output."""
    secret_key: pulumi.Input[str]
    """Secret access key."""
    region: NotRequired[pulumi.Input[str]]
    """Region; without one LibreChat would not use S3 at all. Default: us-east-1, which other servers ignore."""
    endpoint: NotRequired[str]
    """Address of a server with S3's API; buckets are addressed by path there. Default: Amazon's."""
    url_expiry_seconds: NotRequired[int]
    """Life of the links in conversations, until LibreChat renews them. Default: 3600."""


def _fits_type(group: Mapping[str, Any]) -> Iterable[str]:
    chosen = group.get("type", StorageType.LOCAL)
    if chosen == StorageType.S3 and "s3" not in group:
        yield "type s3 needs the group s3 with bucket, access_key and secret_key"
    for other in ("local", "s3"):
        if other in group and other != chosen:
            yield f"type {chosen} and the group {other} exclude each other: take one away"


@refuse(Contradiction(("type", "local", "s3"), _fits_type))
class FileStorageArgs(TypedDict):
    """Storage for files."""

    type: NotRequired[StorageType]
    """Default: local."""
    local: NotRequired[LocalStorageArgs]
    """The volume, for type local."""
    s3: NotRequired[S3Args]
    """The bucket, for type s3."""


@dataclass(frozen=True)
class FileStorage:
    """What a pod needs in order to use the storage."""

    mounts: Mapping[str, Volume]
    environment: Mapping[str, EnvironmentValue]
    backends: tuple[Peer, ...] = ()


def strategy(args: FileStorageArgs) -> StorageType:
    """LibreChat's ``fileStrategy``."""
    return args.get("type", StorageType.LOCAL)


def is_shared(args: FileStorageArgs) -> bool:
    """Whether several replicas see the same files."""
    local = args.get("local", {})
    return strategy(args) == StorageType.S3 or local.get("access_mode") == AccessMode.READ_WRITE_MANY


def file_storage(app: Application, args: FileStorageArgs) -> FileStorage:
    """Create what the storage needs. Uploads pass through the pod's own disk even on their way to S3."""
    if "s3" in args:
        return FileStorage(
            {UPLOADS: scratch("uploads", "2Gi"), IMAGES: scratch("images", "256Mi")},
            _s3_environment(app, args["s3"]),
            (server_at(args["s3"]["endpoint"]) if "endpoint" in args["s3"] else internet(443),),
        )
    local = args.get("local", {})
    files = app.volume(
        "files", local, default_size="10Gi", access_mode=local.get("access_mode", AccessMode.READ_WRITE_ONCE).value
    )
    return FileStorage({UPLOADS: files.folder("uploads"), IMAGES: files.folder("images")}, {})


def _s3_environment(app: Application, args: S3Args) -> dict[str, EnvironmentValue]:
    access_key = args["access_key"]
    environment: dict[str, EnvironmentValue] = {
        "AWS_REGION": args.get("region", "us-east-1"),
        "AWS_BUCKET_NAME": args["bucket"],
        "AWS_ACCESS_KEY_ID": access_key if is_known(access_key) else app.secret_value("s3-access-key", access_key),
        "AWS_SECRET_ACCESS_KEY": app.secret_value("s3-secret-key", args["secret_key"]),
        # 120 by default: images in conversations break after two minutes (danny-avila/LibreChat#13751).
        "S3_URL_EXPIRY_SECONDS": str(args.get("url_expiry_seconds", 3600)),
    }
    if "endpoint" in args:
        environment |= {"AWS_ENDPOINT_URL": args["endpoint"], "AWS_FORCE_PATH_STYLE": "true"}
    return environment
