"""Arguments of `homelab.components.backup.Backup`."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, one_required, rules
from homelab.arguments.constraints import (
    DNS_LABEL,
    IMAGE,
    NAMESPACE,
    OBJECT_NAME,
    matching,
    one_of,
    secret,
    whole_number,
)
from homelab.choices import Choice
from homelab.components.backup.repositories import (
    KINDS,
    AzureRepositoryArgs,
    GCSRepositoryArgs,
    RESTRepositoryArgs,
    S3RepositoryArgs,
    VolumeRepositoryArgs,
    uses_role,
)
from homelab.components.base import ComponentArgs
from homelab.components.proxy import ProxiedArgs
from homelab.connections import LibreChatCredentials, MongoConnection, PostgresConnection
from homelab.kubernetes import QUANTITY, ResourcesArgs, SecretReference
from homelab.kubernetes.service_account import ServiceAccountArgs

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIELD = r"[0-9A-Za-z*/,?-]+"
SCHEDULE = matching(
    rf"{_FIELD}( +{_FIELD}){{4}}|@(hourly|daily|midnight|weekly|monthly)", "a cron schedule such as '17 2 * * *'"
)
TIME_ZONE = matching(r"[A-Za-z]+(/[A-Za-z0-9_+-]+)*", "a time zone such as 'Europe/Berlin'")
DURATION = matching(r"[1-9][0-9]*h", "a number of hours such as '720h'")


class BackupStore(StrEnum):
    """What a backup contains."""

    DOCUMENTS = "documents"
    """LibreChat's database: people, conversations, agents, prompts."""
    FILES = "files"
    """Uploaded files and generated images on LibreChat's volume."""
    VECTORS = "vectors"
    """The RAG API's database."""


BackupStoreChoice: TypeAlias = Choice[BackupStore, Literal["documents", "files", "vectors"]]


def _service_account_has_effect(group: Mapping[str, Any]) -> Iterable[str]:
    if "service_account" in group and not uses_role(group):
        yield "service_account has no effect with a key or without a bucket: remove one"
    if "service_account" not in group and uses_role(group):
        kind = next(name for name in KINDS if name in group)
        yield f"{kind} needs a key, or service_account beside it with a role"


@rules(
    mutually_exclusive(*KINDS, required=True),
    Rule((*KINDS, "service_account"), _service_account_has_effect),
)
class RepositoryArgs(TypedDict):
    """A repository of restic, which encrypts everything in it. The first backup initialises it."""

    s3: NotRequired[S3RepositoryArgs]
    """Amazon S3, or a compatible server. Default: none."""
    azure: NotRequired[AzureRepositoryArgs]
    """Azure Blob Storage. Default: none."""
    gcs: NotRequired[GCSRepositoryArgs]
    """Google Cloud Storage. Default: none."""
    rest: NotRequired[RESTRepositoryArgs]
    """restic's rest-server. Default: none."""
    volume: NotRequired[VolumeRepositoryArgs]
    """A volume. Default: none."""
    service_account: NotRequired[ServiceAccountArgs]
    """ServiceAccount whose role grants access, where there is no key. Default: none."""


_KEPT = whole_number(0, 1000)


def _keeps_something(group: Mapping[str, Any]) -> Iterable[str]:
    if all(group.get(name, default) == 0 for name, default in RETENTION.items()):
        yield "daily, weekly and monthly are all 0: keep at least one"


RETENTION: Mapping[str, int] = {"daily": 7, "weekly": 5, "monthly": 12}


@rules(Rule(("daily", "weekly", "monthly"), _keeps_something))
@constrain(daily=_KEPT, weekly=_KEPT, monthly=_KEPT)
class BackupRetentionArgs(TypedDict):
    """Snapshots to keep."""

    enabled: NotRequired[bool]
    """Whether others are deleted. False for a repository that only takes (object lock, an append-only server): prune it
    from a machine that may delete, then. Default: true."""
    daily: NotRequired[int]
    """Number of days of which the last snapshot is kept. Default: 7."""
    weekly: NotRequired[int]
    """Number of weeks of which the last snapshot is kept. Default: 5."""
    monthly: NotRequired[int]
    """Number of months of which the last snapshot is kept. Default: 12."""


@constrain(day=one_of(*DAYS), share=matching(r"([1-9][0-9]?|100)%", "a share such as '5%'"))
class BackupVerifyArgs(TypedDict):
    """Verification of the repository, once a week after the backup."""

    enabled: NotRequired[bool]
    """Whether it is verified. Default: true."""
    day: NotRequired[str]
    """Day of the week, in UTC: ``sunday``. Default: sunday."""
    share: NotRequired[str]
    """Share of all data that is read. Default: 5%."""


@constrain(schedule=SCHEDULE)
class RehearsalArgs(TypedDict):
    """A restore of the newest snapshot into scratch databases, with counts compared."""

    enabled: NotRequired[bool]
    """Whether it runs. Default: true if the group is set; the production preset sets it."""
    schedule: NotRequired[str]
    """When it runs, as a cron expression in the backup's time zone. Default: ``37 4 1 * *``, the first of a month."""


_RECIPIENT = re.compile("age1[02-9ac-hj-np-z]{58}")


def _not_absent(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("kept_elsewhere") is False:
        yield "kept_elsewhere: false leaves no keys at all: set recipients instead"


@rules(mutually_exclusive("recipients", "kept_elsewhere", required=True), Rule(("kept_elsewhere",), _not_absent))
@constrain(
    recipients=Constraint(
        "a list of public keys of age such as 'age1...', of which `age-keygen` prints one",
        lambda value: len(value) > 0 and all(_RECIPIENT.fullmatch(each) for each in value),
    )
)
class BackupKeysArgs(TypedDict):
    """The keys without which restored data is garbage: CREDS_KEY, CREDS_IV, JWT secrets and database passwords."""

    recipients: NotRequired[list[str]]
    """Public keys of age to which they are encrypted, in each snapshot. The private key must not be in the cluster.
    Either this or ``kept_elsewhere``."""
    kept_elsewhere: NotRequired[bool]
    """Whether you keep these keys yourself, so that no snapshot has them. Either this or ``recipients``."""


@constrain(documents=IMAGE, vectors=IMAGE)
class BackupImagesArgs(TypedDict):
    """Images with the programs of each database."""

    documents: NotRequired[pulumi.Input[str]]
    """Image with mongodump, mongorestore and mongosh. Default: MongoDB's in `homelab.images`."""
    vectors: NotRequired[pulumi.Input[str]]
    """Image with pg_dump, not older than the server's Postgres, and with a server and pgvector for rehearsals.
    Default: that of ``pgvector.image``."""


@constrain(
    class_name=OBJECT_NAME,
    names=Constraint(
        "a list of DNS labels such as 'before-0-9-0', each once",
        lambda value: (
            len(value) == len(set(value)) and all(DNS_LABEL.accepts(name) and len(name) <= 40 for name in value)
        ),
    ),
)
class VolumeSnapshotsArgs(TypedDict):
    """VolumeSnapshots of the volumes, which share the storage's fate: a way back from an upgrade, no backup."""

    class_name: NotRequired[pulumi.Input[str]]
    """Name of the VolumeSnapshotClass. Default: the cluster's default class."""
    names: list[str]
    """Each name is a snapshot of every volume, taken by the ``up`` that finds the name first and deleted by the one
    that does not find it anymore."""


@constrain(namespace=NAMESPACE, schedule=SCHEDULE, ttl=DURATION)
class VeleroArgs(TypedDict):
    """A Schedule of Velero for volumes and Secrets. Velero itself must be in the cluster."""

    namespace: NotRequired[pulumi.Input[str]]
    """Velero's namespace. Default: velero."""
    schedule: NotRequired[str]
    """When it runs, as a cron expression in the time zone of Velero's server. Default: ``47 1 * * *``."""
    ttl: NotRequired[str]
    """How long a backup is kept. Default: 720h."""
    snapshot_move_data: NotRequired[bool]
    """Whether snapshots are moved to Velero's object storage; otherwise they stay where the volumes are. It needs
    Velero's node agent. Default: true."""


@rules(
    one_required("repository"),
    one_required("keys"),
    mutually_exclusive("password", "password_secret", required=True),
)
@constrain(
    schedule=SCHEDULE,
    time_zone=TIME_ZONE,
    password=secret(),
    staging_size=QUANTITY,
    deadline_minutes=whole_number(1, 7 * 24 * 60),
    stores=Constraint(
        f"a list of stores, each once: {', '.join(BackupStore)}",
        lambda value: len(value) > 0 and len(value) == len(set(value)),
    ),
)
class WorkspaceBackupArgs(TypedDict):
    """Backups of a workspace: one encrypted snapshot a night, with what restores it."""

    enabled: NotRequired[bool]
    """Whether to enable it. False alone says that the workspace needs none. Default: true if the group is set."""
    schedule: NotRequired[str]
    """When a backup starts, as a cron expression. Default: ``17 2 * * *``."""
    time_zone: NotRequired[str]
    """Time zone of the schedules. Default: Etc/UTC."""
    repository: NotRequired[RepositoryArgs]
    """Where snapshots go. Required unless ``enabled`` is false."""
    password: NotRequired[pulumi.Input[str]]
    """Password that encrypts the repository. None is generated: it would be lost with the cluster and the stack. Keep
    it where you keep the private key of ``keys.recipients``. Either this or ``password_secret``."""
    password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it. Either this or ``password``."""
    keys: NotRequired[BackupKeysArgs]
    """Keys without which restored data is garbage. Required unless ``enabled`` is false."""
    stores: NotRequired[list[BackupStoreChoice]]
    """What a snapshot contains. Default: all that the workspace has."""
    retention: NotRequired[BackupRetentionArgs]
    """Snapshots to keep. Default: those of 7 days, 5 weeks and 12 months."""
    verify: NotRequired[BackupVerifyArgs]
    """Verification of the repository. Default: 5% of its data, on Sundays."""
    rehearsal: NotRequired[RehearsalArgs]
    """Restores into scratch databases. Default: none; monthly with the production preset."""
    staging_size: NotRequired[pulumi.Input[str]]
    """Space on the node's disk for dumps, before they become a snapshot; without files. Default: 10Gi."""
    deadline_minutes: NotRequired[int]
    """Minutes after which a backup, restore or rehearsal has failed. Default: 120."""
    images: NotRequired[BackupImagesArgs]
    """Images with the databases' programs. Default: those of the servers."""
    resources: NotRequired[ResourcesArgs]
    """Resources of each container. Default: 100m CPU and 256Mi memory, at most 1Gi."""
    volume_snapshots: NotRequired[VolumeSnapshotsArgs]
    """VolumeSnapshots. Default: none."""
    velero: NotRequired[VeleroArgs]
    """A Schedule of Velero. Default: none."""


class FilesVolumeArgs(TypedDict):
    """LibreChat's volume for files."""

    claim: pulumi.Input[str]
    """Name of the PersistentVolumeClaim."""
    shared: bool
    """Whether pods on several nodes may mount it."""
    workload: pulumi.Input[str]
    """Workload that mounts it, on whose node a backup runs unless it is shared."""


class BackupArgs(ComponentArgs, ProxiedArgs, WorkspaceBackupArgs):
    """Arguments of `Backup`."""

    workspace: str
    """Name of the workspace: the host of its snapshots, and the first part of the names of CronJobs."""
    documentdb: NotRequired[MongoConnection]
    """LibreChat's database. Default: none."""
    pgvector: NotRequired[PostgresConnection]
    """The RAG API's database. Default: none."""
    files: NotRequired[FilesVolumeArgs]
    """LibreChat's volume for files. Default: none."""
    credentials: NotRequired[LibreChatCredentials]
    """LibreChat's own secrets. Default: none."""
    engine: NotRequired[str]
    """Engine of ``documentdb``: ferretdb, mongodb or external. Default: ferretdb."""
    claims: NotRequired[dict[str, pulumi.Input[str]]]
    """Names of claims of which VolumeSnapshots are taken, by what they hold, as ``vectors``. Default: none."""
    erasures: NotRequired[str]
    """Name of the ConfigMap with the ledger of erased people, which may be missing. Default: none."""
