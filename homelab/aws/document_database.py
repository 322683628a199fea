"""DocumentDatabase: AWS DocumentDB with instances, or serverless."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias

import pulumi
import pulumi_aws as aws

from homelab.arguments import Rule, check, constrain, rules
from homelab.arguments.constraints import matching, whole_number
from homelab.aws.account import current_account
from homelab.aws.certificates import AUTHORITY, trusted_certificates
from homelab.aws.component import after
from homelab.aws.database_job import CA_FILE, DatabaseProtocol, Master, Preparation, create_database_job
from homelab.aws.global_cluster import GlobalClusterArgs, fits_a_global_cluster, is_secondary
from homelab.aws.server import (
    BACKUP_DAYS,
    BACKUP_WINDOW,
    CAPACITY,
    MAINTENANCE_WINDOW,
    WINDOWS,
    DatabasePlaceArgs,
    DatabaseSettings,
    ServerComponent,
    check_identifier,
    create_identifier,
)
from homelab.aws.windows import apart
from homelab.choices import Choice
from homelab.components.documentdb import DocumentDBEngine, DocumentDBServerArgs
from homelab.components.documentdb.args import ELASTIC_IS_UNSUPPORTED
from homelab.components.documentdb.user import DATABASE, PORT, ROLE, connection_string
from homelab.components.passwords import INITIAL_PASSWORD_LENGTH, generate_password

# State of 2026-11-28: what LibreChat's developers test with, and its family of parameters.
VERSION, FAMILY = "5.0.0", "docdb5.0"
INSTANCE_CLASS = "db.t4g.medium"
MIN_CAPACITY, MAX_CAPACITY = 0.5, 4.0

# Not the provider's "master", nor "admin", which AWS reserves.
MASTER = "administrator"
LOGS = ("audit", "profiler")
PARAMETERS = {"audit_logs": "enabled", "profiler": "enabled", "tls": "enabled", "ttl_monitor": "enabled"}
OPTIONS = (
    # Without TLS the server refuses, with retryable writes each write fails, and the only mechanism is SHA-1's.
    "tls=true&replicaSet=rs0&readPreference=primary&retryWrites=false&authSource=admin&authMechanism=SCRAM-SHA-1"
)
"""Options of connections."""


class DocumentDatabaseKind(StrEnum):
    """Kinds of DocumentDB."""

    INSTANCES = "instances"
    """Instances of a chosen size."""
    SERVERLESS = "serverless"
    """Instances whose capacity follows the load."""
    ELASTIC = "elastic"
    """Refused: LibreChat needs indexes that elastic clusters do not have."""


DocumentDatabaseKindChoice: TypeAlias = Choice[DocumentDatabaseKind, Literal["instances", "serverless", "elastic"]]


def _kind_and_size(group: Mapping[str, Any]) -> Iterable[str]:
    kind = group.get("kind", DocumentDatabaseKind.INSTANCES)
    if kind == DocumentDatabaseKind.ELASTIC:
        yield f"kind elastic: {ELASTIC_IS_UNSUPPORTED}"
        return
    foreign = ("min_capacity", "max_capacity") if kind == DocumentDatabaseKind.INSTANCES else ("instance_class",)
    yield from (f"{name} has no effect with kind {kind}: remove it" for name in foreign if name in group)
    if group.get("min_capacity", MIN_CAPACITY) > group.get("max_capacity", MAX_CAPACITY):
        yield "min_capacity is more than max_capacity: raise max_capacity"


def _own_parameters(group: Mapping[str, Any]) -> Iterable[str]:
    yield from (
        f"settings.{name} is set by the component: remove it"
        for name in PARAMETERS
        if name in group.get("settings", {})
    )


@rules(
    apart("backup_window", "maintenance_window", WINDOWS),
    Rule(("kind", "instance_class", "min_capacity", "max_capacity"), _kind_and_size),
    Rule(("settings",), _own_parameters),
    fits_a_global_cluster(INSTANCE_CLASS),
)
@constrain(
    instances=whole_number(1, 16),
    instance_class=matching(r"db\.[a-z0-9]+\.[a-z0-9]+", "a class of instances such as 'db.t4g.medium'"),
    min_capacity=CAPACITY,
    max_capacity=CAPACITY,
)
class DocumentDatabaseSettings(DatabaseSettings):
    """A cluster of DocumentDB 5.0, and LibreChat's user in it."""

    kind: NotRequired[DocumentDatabaseKindChoice]
    """Default: instances."""
    instances: NotRequired[int]
    """Instances; from two on, each in another availability zone, one of them takes over when another fails.
    Default: 1."""
    instance_class: NotRequired[str]
    """Class of the instances. Default: db.t4g.medium."""
    min_capacity: NotRequired[float]
    """Least units of a serverless instance, each of 2 GiB of memory. Default: 0.5."""
    max_capacity: NotRequired[float]
    """Most units of a serverless instance. Default: 4."""
    settings: NotRequired[dict[str, pulumi.Input[str]]]
    """DocumentDB's own parameters, such as ``profiler_threshold_ms``; a change takes effect with the next restart.
    Default: none."""
    global_cluster: NotRequired[GlobalClusterArgs]
    """Global cluster that copies the data to other regions; only a new cluster can be part of one. Default: none."""


class DocumentDatabaseArgs(DocumentDatabaseSettings, DatabasePlaceArgs):
    """A cluster of DocumentDB 5.0, and where it is."""


class DocumentDatabase(ServerComponent):
    """DocumentDB for LibreChat, in private subnets, encrypted, with backups, and audit and slow operations logged.

    ```python
    database = DocumentDatabase("documents", {
        "vpc_id": "vpc-0a1b2c3d",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "client_security_group_ids": [cluster.node_security_group_id],
        "job": {"cluster_name": "production", "namespace": "ai"},
    })
    AIWorkspace("ai", {"documentdb": database.documentdb, ...})
    ```

    AWS keeps the master's password in Secrets Manager, and changes it every week. Only a Job reads it, which creates a
    user that may do everything in LibreChat's database and nothing else. The workspace has that user.

    With ``global_cluster`` AWS keeps no password: the master's is generated, in Secrets Manager and, encrypted, in the
    state. The cluster in the other region is ``{"global_cluster": database.secondary, ...}``.

    **Cost**: hours of the instances' class, or capacity units; GiB of storage and requests to it; backups beyond the
    size of the database; logs in CloudWatch.
    """

    documentdb: DocumentDBServerArgs
    """The database, for ``documentdb`` of `AIWorkspace`. Its connection string is known once the Job is through."""
    identifier: pulumi.Output[str]
    """Identifier of the cluster."""
    arn: pulumi.Output[str]
    """ARN of the cluster."""
    security_group_id: pulumi.Output[str]
    """Security group of the cluster."""
    master_secret_arn: pulumi.Output[str] | None
    """ARN of the secret with the master's name and password, for an administrator; None for a secondary cluster, which
    has the primary's."""
    secondary: GlobalClusterArgs | None
    """For ``global_cluster`` of the cluster in the other region, which AWS creates once this one has an instance; None
    unless this is the primary cluster of a global one."""

    def __init__(self, name: str, args: DocumentDatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(DocumentDatabaseArgs, args, f"DocumentDatabase {name!r}")
        check_identifier(f"DocumentDatabase {name!r}", name, 63)
        super().__init__(name, args, opts)
        self.identifier = create_identifier(name, self)
        group = self._create_security_group(args, f"DocumentDB of {name}", PORT)
        master_password = self._generate_master_password(args)
        cluster = self._create_cluster(args, group, master_password)
        instances = self._create_instances(args, cluster)
        host = after(cluster.endpoint, *instances)
        account = current_account(self, self._region)
        ca_pem = trusted_certificates(account.region, args.get("ca_pem"))
        password = self._user_password(args)
        self.master_secret_arn = None
        if not is_secondary(args):
            self.master_secret_arn = self._master_secret_arn(args, cluster, master_password)
            variables = _variables(host)
            preparation = Preparation(DatabaseProtocol.DOCUMENTDB, PORT, ROLE, password, DATABASE, variables, ca_pem)
            job = create_database_job(
                self,
                name,
                args["job"],
                preparation,
                master=Master(self.master_secret_arn, None),
                account=account,
                region=self._region,
                tags=self._tags,
            )
            host = after(host, job)

        self.arn = cluster.arn
        self.security_group_id = group.id
        self.secondary = None
        if "global_cluster" in args and not is_secondary(args):
            identifier = after(args["global_cluster"]["identifier"], *instances)
            self.secondary = {"identifier": identifier, "user_password": password}
        uri = pulumi.Output.all(host, password).apply(lambda known: connection_string(known[0], known[1], OPTIONS))
        self.documentdb = {
            "engine": DocumentDBEngine.EXTERNAL,
            "external": {"uri": pulumi.Output.secret(uri), "ca_pem": ca_pem},
        }
        self.register_outputs({"identifier": self.identifier})

    def _user_password(self, args: DocumentDatabaseArgs) -> pulumi.Output[str]:
        """Password of LibreChat's user: the primary cluster's in a secondary one."""
        given = args.get("global_cluster", {}).get("user_password")
        if given is not None:
            return pulumi.Output.secret(given)
        rotation = args.get("password_rotation", 0)
        return generate_password(f"{self._name}-password", INITIAL_PASSWORD_LENGTH, self, rotation=rotation)

    def _generate_master_password(self, args: DocumentDatabaseArgs) -> pulumi.Output[str] | None:
        """The master's password, where AWS keeps none and there is none in another region."""
        if "global_cluster" not in args or is_secondary(args):
            return None
        rotation = args.get("password_rotation", 0)
        return generate_password(f"{self._name}-master", INITIAL_PASSWORD_LENGTH, self, rotation=rotation)

    def _master_secret_arn(
        self, args: DocumentDatabaseArgs, cluster: aws.docdb.Cluster, password: pulumi.Output[str] | None
    ) -> pulumi.Output[str]:
        """ARN of the secret with the master's name and password: AWS's own, or one with the generated password."""
        if password is None:
            return cluster.master_user_secrets[0].secret_arn
        secret = aws.secretsmanager.Secret(
            f"{self._name}-master",
            name=pulumi.Output.concat(self.identifier, "-master"),
            description=f"Master of {self._name}",
            recovery_window_in_days=30 if self._retain else 0,
            region=self._region,
            tags=self._tagged(f"{self._name}-master"),
            opts=self._options(),
        )
        version = aws.secretsmanager.SecretVersion(
            f"{self._name}-master",
            secret_id=secret.id,
            secret_string_wo=password.apply(lambda known: json.dumps({"username": MASTER, "password": known})),
            secret_string_wo_version=_version(args),
            region=self._region,
            opts=self._options(),
        )
        return after(secret.arn, version, cluster)

    def _create_cluster(
        self, args: DocumentDatabaseArgs, group: aws.ec2.SecurityGroup, master_password: pulumi.Output[str] | None
    ) -> aws.docdb.Cluster:
        capacity: aws.docdb.ClusterServerlessV2ScalingConfigurationArgs | None = None
        if args.get("kind") == DocumentDatabaseKind.SERVERLESS:
            capacity = aws.docdb.ClusterServerlessV2ScalingConfigurationArgs(
                min_capacity=args.get("min_capacity", MIN_CAPACITY), max_capacity=args.get("max_capacity", MAX_CAPACITY)
            )
        logs = self._create_log_groups(args, pulumi.Output.concat("/aws/docdb/", self.identifier), LOGS)
        return aws.docdb.Cluster(
            self._name,
            cluster_identifier=self.identifier,
            engine="docdb",
            engine_version=VERSION,
            serverless_v2_scaling_configuration=capacity,
            storage_encrypted=True,
            kms_key_id=args.get("kms_key_arn"),
            global_cluster_identifier=args.get("global_cluster", {}).get("identifier"),
            # AWS refuses a master in a secondary cluster, and to keep the password of one in any global cluster.
            master_username=None if is_secondary(args) else MASTER,
            manage_master_user_password=None if "global_cluster" in args else True,
            master_password_wo=master_password,
            master_password_wo_version=None if master_password is None else _version(args),
            db_subnet_group_name=self._create_subnet_group(args).name,
            vpc_security_group_ids=[group.id],
            db_cluster_parameter_group_name=self._create_parameter_group(args).name,
            backup_retention_period=args.get("backup_days", BACKUP_DAYS),
            preferred_backup_window=args.get("backup_window", BACKUP_WINDOW),
            preferred_maintenance_window=args.get("maintenance_window", MAINTENANCE_WINDOW),
            deletion_protection=self._retain,
            skip_final_snapshot=not self._retain,
            final_snapshot_identifier=pulumi.Output.concat(self.identifier, "-final"),
            enabled_cloudwatch_logs_exports=[*LOGS],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True, depends_on=logs),
        )

    def _create_instances(
        self, args: DocumentDatabaseArgs, cluster: aws.docdb.Cluster
    ) -> list[aws.docdb.ClusterInstance]:
        is_serverless = args.get("kind") == DocumentDatabaseKind.SERVERLESS
        return [
            aws.docdb.ClusterInstance(
                f"{self._name}-{number}",
                identifier=pulumi.Output.concat(self.identifier, f"-{number}"),
                cluster_identifier=cluster.cluster_identifier,
                instance_class="db.serverless" if is_serverless else args.get("instance_class", INSTANCE_CLASS),
                ca_cert_identifier=AUTHORITY,
                copy_tags_to_snapshot=True,
                preferred_maintenance_window=args.get("maintenance_window", MAINTENANCE_WINDOW),
                region=self._region,
                tags=self._tagged(self._name),
                opts=self._options(),
            )
            for number in range(args.get("instances", 1))
        ]

    def _create_parameter_group(self, args: DocumentDatabaseArgs) -> aws.docdb.ClusterParameterGroup:
        parameters = {**args.get("settings", {}), **PARAMETERS}
        return aws.docdb.ClusterParameterGroup(
            self._name,
            family=FAMILY,
            parameters=[
                {"name": name, "value": value, "apply_method": "pending-reboot"} for name, value in parameters.items()
            ],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_subnet_group(self, args: DocumentDatabaseArgs) -> aws.docdb.SubnetGroup:
        return aws.docdb.SubnetGroup(
            self._name,
            subnet_ids=args["subnet_ids"],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )


def _version(args: DocumentDatabaseArgs) -> int:
    """Number with which the provider writes a write-only password: only another one writes it again."""
    return args.get("password_rotation", 0) + 1


def _variables(host: pulumi.Output[str]) -> dict[str, pulumi.Input[str]]:
    """Variables of the Job."""
    return {
        "MONGO_SERVER": pulumi.Output.concat(host, f":{PORT}"),
        "MONGO_OPTIONS": OPTIONS,
        "MONGO_CA": CA_FILE,
    }
