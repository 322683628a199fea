"""PostgresDatabase: Postgres with pgvector on RDS, or on Aurora Serverless."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NotRequired

import pulumi
import pulumi_aws as aws

from homelab.arguments import Rule, check, constrain, rules
from homelab.arguments.constraints import matching, whole_number
from homelab.aws.account import current_account
from homelab.aws.certificates import AUTHORITY, trusted_certificates
from homelab.aws.component import AWSComponent, after
from homelab.aws.database_job import (
    CA_FILE,
    DatabaseProtocol,
    Master,
    Preparation,
    create_database_job,
)
from homelab.aws.logs import DEFAULT_RETENTION_DAYS, create_log_group
from homelab.aws.security_groups import create_security_group
from homelab.aws.server import (
    BACKUP_DAYS,
    BACKUP_WINDOW,
    CAPACITY,
    MAINTENANCE_WINDOW,
    WINDOWS,
    DatabasePlaceArgs,
    DatabaseSettings,
    check_identifier,
    create_identifier,
)
from homelab.aws.windows import apart
from homelab.components.passwords import INITIAL_PASSWORD_LENGTH, generate_password
from homelab.components.pgvector import PgVectorServerArgs
from homelab.components.pgvector.component import DATABASE, ROLE
from homelab.components.postgres import PORT, SETTINGS

# State of 2026-11-28. AWS takes a major version alone for RDS, and then chooses and upgrades the minor one.
RDS_VERSION = "17"
AURORA_VERSION = "17.9"
INSTANCE_CLASS = "db.t4g.medium"
STORAGE_GB, MAX_STORAGE_GB = 20, 100
MIN_CAPACITY, MAX_CAPACITY = 0.5, 4.0

MASTER = "postgres"
SSL_MODE = "verify-full"
INSIGHTS_DAYS = 7
"""Days of Performance Insights that cost nothing."""


class PostgresKind(StrEnum):
    """Services with Postgres."""

    RDS = "rds"
    """An instance of a chosen size, with a standby if wanted."""
    AURORA_SERVERLESS = "aurora-serverless"
    """Aurora, whose capacity follows the load."""


def _most_storage(storage_gb: int) -> int:
    """GiB that a server may grow to, unless an argument says it."""
    return max(MAX_STORAGE_GB, 2 * storage_gb)


def _kind_and_size(group: Mapping[str, Any]) -> Iterable[str]:
    is_aurora = group.get("kind") == PostgresKind.AURORA_SERVERLESS
    foreign = ("instance_class", "storage_gb", "max_storage_gb") if is_aurora else ("min_capacity", "max_capacity")
    for name in foreign:
        if name in group:
            yield f"{name} has no effect with kind {'aurora-serverless' if is_aurora else 'rds'}: remove it"
    if group.get("min_capacity", MIN_CAPACITY) > group.get("max_capacity", MAX_CAPACITY):
        yield "min_capacity is more than max_capacity: raise max_capacity"
    storage = group.get("storage_gb", STORAGE_GB)
    if group.get("max_storage_gb", _most_storage(storage)) * 10 < storage * 11:
        yield f"max_storage_gb: RDS needs a tenth more than storage_gb, at least {-(-storage * 11 // 10)}"
    if is_aurora and "." not in group.get("version", AURORA_VERSION):
        yield f"version: Aurora needs a minor version such as {AURORA_VERSION!r}"


def _own_settings(group: Mapping[str, Any]) -> Iterable[str]:
    if "rds.force_ssl" in group.get("settings", {}):
        yield "settings.rds.force_ssl is set by the component: remove it"


@rules(
    apart("backup_window", "maintenance_window", WINDOWS),
    Rule(
        ("kind", "version", "instance_class", "storage_gb", "max_storage_gb", "min_capacity", "max_capacity"),
        _kind_and_size,
    ),
    Rule(("settings",), _own_settings),
)
@constrain(
    version=matching(r"1[678](\.[0-9]{1,2})?", "a version of Postgres from 16 to 18 such as '17' or '17.9'"),
    instance_class=matching(r"db\.[a-z0-9]+\.[a-z0-9]+", "a class of instances such as 'db.t4g.medium'"),
    storage_gb=whole_number(20, 65536),
    max_storage_gb=whole_number(22, 65536),
    min_capacity=CAPACITY,
    max_capacity=CAPACITY,
    settings=SETTINGS,
)
class PostgresDatabaseSettings(DatabaseSettings):
    """A Postgres server of AWS, and the workspace's database on it."""

    kind: NotRequired[PostgresKind]
    """Default: rds."""
    version: NotRequired[str]
    """Major version, of which AWS installs new minor ones by itself, or a minor one that stays; Aurora needs the
    latter. Default: 17, on Aurora 17.9."""
    multi_az: NotRequired[bool]
    """A standby in another availability zone, which costs as much as the server. Default: false."""
    instance_class: NotRequired[str]
    """Class of an instance of RDS. Default: db.t4g.medium."""
    storage_gb: NotRequired[int]
    """GiB of gp3 of RDS. Default: 20."""
    max_storage_gb: NotRequired[int]
    """GiB that RDS may grow to, at least a tenth more than ``storage_gb``. Default: 100, or twice ``storage_gb``."""
    min_capacity: NotRequired[float]
    """Least units of Aurora, each of 2 GiB of memory; 0 pauses it without connections, of which the RAG API always has
    some. Default: 0.5."""
    max_capacity: NotRequired[float]
    """Most units of Aurora. Default: 4."""
    settings: NotRequired[dict[str, pulumi.Input[str]]]
    """Postgres' own parameters; a change takes effect with the next restart. Default: none."""


class PostgresDatabaseArgs(PostgresDatabaseSettings, DatabasePlaceArgs):
    """A Postgres server of AWS, and where it is."""


@dataclass(frozen=True)
class _Server:
    """A server that answers."""

    host: pulumi.Output[str]
    version: pulumi.Output[str]
    """With its minor one, as it is."""
    master_secret_arn: pulumi.Output[str]


class PostgresDatabase(AWSComponent):
    """Postgres with pgvector for the RAG API's embeddings, in private subnets, encrypted, with backups.

    ```python
    database = PostgresDatabase("vectors", {
        "vpc_id": "vpc-0a1b2c3d",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "client_security_group_ids": [cluster.node_security_group_id],
        "job": {"cluster_name": "production", "namespace": "ai"},
    })
    AIWorkspace("ai", {"pgvector": database.pgvector, ...})
    ```

    AWS keeps the master's password in Secrets Manager, and changes it every week. Only a Job reads it, which creates
    the extension ``vector`` and a role that owns its database and nothing else. The workspace has that role.

    **Cost**: hours of the instance's class, twice with ``multi_az``, and GiB of gp3, or capacity units and GiB of
    Aurora; backups beyond the size of the database; logs in CloudWatch.
    """

    pgvector: PgVectorServerArgs
    """The database, for ``pgvector`` of `AIWorkspace`. Its host is known once the Job is through."""
    identifier: pulumi.Output[str]
    """Identifier of the instance; for Aurora of the cluster."""
    security_group_id: pulumi.Output[str]
    """Security group of the server."""
    master_secret_arn: pulumi.Output[str]
    """ARN of the secret with the master's name and password, for an administrator."""

    def __init__(self, name: str, args: PostgresDatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(PostgresDatabaseArgs, args, f"PostgresDatabase {name!r}")
        check_identifier(f"PostgresDatabase {name!r}", name, 63)
        super().__init__(name, args, opts)
        self.identifier = create_identifier(name, self)
        group = create_security_group(
            name,
            description=f"Postgres of {name}",
            vpc_id=args["vpc_id"],
            port=PORT,
            clients=args["client_security_group_ids"],
            tags=self._tagged(name),
            region=self._region,
            opts=self._options(),
        )
        is_aurora = args.get("kind") == PostgresKind.AURORA_SERVERLESS
        server = (self._create_cluster if is_aurora else self._create_instance)(args, group)
        password = generate_password(
            f"{name}-password", INITIAL_PASSWORD_LENGTH, self, rotation=args.get("password_rotation", 0)
        )
        account = current_account(self, self._region)
        ca_pem = trusted_certificates(account.region, args.get("ca_pem"))
        job = create_database_job(
            self,
            name,
            args["job"],
            Preparation(DatabaseProtocol.POSTGRES, PORT, ROLE, password, DATABASE, _variables(server), ca_pem),
            master=Master(server.master_secret_arn, args.get("kms_key_arn")),
            account=account,
            region=self._region,
            tags=self._tags,
        )

        self.security_group_id = group.id
        self.master_secret_arn = server.master_secret_arn
        self.pgvector = {
            "external": {
                "host": after(server.host, job),
                "port": PORT,
                "database": DATABASE,
                "username": ROLE,
                "password": password,
                "sslmode": SSL_MODE,
                "ca_pem": ca_pem,
            }
        }
        self.register_outputs({"identifier": self.identifier})

    def _create_instance(self, args: PostgresDatabaseArgs, group: aws.ec2.SecurityGroup) -> _Server:
        version = args.get("version", RDS_VERSION)
        storage = args.get("storage_gb", STORAGE_GB)
        logs = ("postgresql", "upgrade")
        parameters = aws.rds.ParameterGroup(
            self._name,
            family=f"postgres{_major(version)}",
            parameters=[
                {"name": name, "value": value, "apply_method": "pending-reboot"}
                for name, value in _parameters(args).items()
            ],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        instance = aws.rds.Instance(
            self._name,
            identifier=self.identifier,
            engine="postgres",
            engine_version=version,
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            auto_minor_version_upgrade="." not in version,
            instance_class=args.get("instance_class", INSTANCE_CLASS),
            allocated_storage=storage,
            max_allocated_storage=args.get("max_storage_gb", _most_storage(storage)),
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=args.get("kms_key_arn"),
            username=MASTER,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.get("kms_key_arn"),
            multi_az=args.get("multi_az", False),
            db_subnet_group_name=self._create_subnet_group(args).name,
            vpc_security_group_ids=[group.id],
            publicly_accessible=False,
            parameter_group_name=parameters.name,
            ca_cert_identifier=AUTHORITY,
            backup_retention_period=args.get("backup_days", BACKUP_DAYS),
            backup_window=args.get("backup_window", BACKUP_WINDOW),
            maintenance_window=args.get("maintenance_window", MAINTENANCE_WINDOW),
            copy_tags_to_snapshot=True,
            delete_automated_backups=not self._retain,
            deletion_protection=self._retain,
            skip_final_snapshot=not self._retain,
            final_snapshot_identifier=pulumi.Output.concat(self.identifier, "-final"),
            enabled_cloudwatch_logs_exports=[*logs],
            database_insights_mode="standard",
            performance_insights_enabled=True,
            performance_insights_retention_period=INSIGHTS_DAYS,
            performance_insights_kms_key_id=args.get("kms_key_arn"),
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True, depends_on=self._create_log_groups(args, "instance", logs)),
        )
        return _Server(instance.address, instance.engine_version_actual, instance.master_user_secrets[0].secret_arn)

    def _create_cluster(self, args: PostgresDatabaseArgs, group: aws.ec2.SecurityGroup) -> _Server:
        version = args.get("version", AURORA_VERSION)
        parameters = aws.rds.ClusterParameterGroup(
            self._name,
            family=f"aurora-postgresql{_major(version)}",
            parameters=[
                {"name": name, "value": value, "apply_method": "pending-reboot"}
                for name, value in _parameters(args).items()
            ],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        cluster = aws.rds.Cluster(
            self._name,
            cluster_identifier=self.identifier,
            engine="aurora-postgresql",
            engine_mode="provisioned",
            engine_version=version,
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            serverlessv2_scaling_configuration={
                "min_capacity": args.get("min_capacity", MIN_CAPACITY),
                "max_capacity": args.get("max_capacity", MAX_CAPACITY),
            },
            storage_encrypted=True,
            kms_key_id=args.get("kms_key_arn"),
            master_username=MASTER,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.get("kms_key_arn"),
            db_subnet_group_name=self._create_subnet_group(args).name,
            vpc_security_group_ids=[group.id],
            db_cluster_parameter_group_name=parameters.name,
            backup_retention_period=args.get("backup_days", BACKUP_DAYS),
            preferred_backup_window=args.get("backup_window", BACKUP_WINDOW),
            preferred_maintenance_window=args.get("maintenance_window", MAINTENANCE_WINDOW),
            copy_tags_to_snapshot=True,
            delete_automated_backups=not self._retain,
            deletion_protection=self._retain,
            skip_final_snapshot=not self._retain,
            final_snapshot_identifier=pulumi.Output.concat(self.identifier, "-final"),
            enabled_cloudwatch_logs_exports=["postgresql"],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True, depends_on=self._create_log_groups(args, "cluster", ["postgresql"])),
        )
        instances = self._create_cluster_instances(args, cluster)
        host = after(cluster.endpoint, *instances)
        return _Server(host, cluster.engine_version_actual, cluster.master_user_secrets[0].secret_arn)

    def _create_cluster_instances(
        self, args: PostgresDatabaseArgs, cluster: aws.rds.Cluster
    ) -> list[aws.rds.ClusterInstance]:
        return [
            aws.rds.ClusterInstance(
                f"{self._name}-{number}",
                identifier=pulumi.Output.concat(self.identifier, f"-{number}"),
                cluster_identifier=cluster.cluster_identifier,
                engine=aws.rds.EngineType.AURORA_POSTGRESQL,
                instance_class="db.serverless",
                # A cluster's version is that of its instances: they have no other one to stay at.
                auto_minor_version_upgrade=False,
                ca_cert_identifier=AUTHORITY,
                publicly_accessible=False,
                performance_insights_enabled=True,
                performance_insights_retention_period=INSIGHTS_DAYS,
                performance_insights_kms_key_id=args.get("kms_key_arn"),
                region=self._region,
                tags=self._tagged(self._name),
                opts=self._options(),
            )
            for number in range(2 if args.get("multi_az") else 1)
        ]

    def _create_subnet_group(self, args: PostgresDatabaseArgs) -> aws.rds.SubnetGroup:
        return aws.rds.SubnetGroup(
            self._name,
            subnet_ids=args["subnet_ids"],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_log_groups(
        self, args: PostgresDatabaseArgs, kind: str, logs: Sequence[str]
    ) -> list[aws.cloudwatch.LogGroup]:
        return [
            create_log_group(
                f"{self._name}-{log}",
                pulumi.Output.concat(f"/aws/rds/{kind}/", self.identifier, f"/{log}"),
                days=args.get("log_retention_days", DEFAULT_RETENTION_DAYS),
                tags=self._tagged(self._name),
                region=self._region,
                opts=self._options(),
            )
            for log in logs
        ]


def _major(version: str) -> str:
    return version.partition(".")[0]


def _parameters(args: PostgresDatabaseArgs) -> dict[str, pulumi.Input[str]]:
    # Postgres refuses connections without TLS.
    return {**args.get("settings", {}), "rds.force_ssl": "1"}


def _variables(server: _Server) -> dict[str, pulumi.Input[str]]:
    """Variables of the Job: libpq's own, and the version, with which it runs again after an upgrade."""
    return {
        "PGHOST": server.host,
        "PGPORT": str(PORT),
        "PGSSLMODE": SSL_MODE,
        "PGSSLROOTCERT": CA_FILE,
        "SERVER_VERSION": server.version,
    }
