"""A cluster of Aurora Serverless with Postgres."""

import pulumi
import pulumi_aws as aws

from homelab.aws.certificates import AUTHORITY
from homelab.aws.component import after
from homelab.aws.postgres_database.args import AURORA_VERSION, MAX_CAPACITY, MIN_CAPACITY, PostgresDatabaseArgs
from homelab.aws.postgres_database.server import INSIGHTS_DAYS, LIFECYCLE, MASTER, RdsServer, major, parameters
from homelab.aws.server import BACKUP_DAYS, BACKUP_WINDOW, MAINTENANCE_WINDOW

LOGS = ("postgresql",)


class AuroraCluster(RdsServer):
    """A cluster whose capacity follows the load, with two instances if it is to outlive one."""

    def _create_server(
        self, args: PostgresDatabaseArgs, identifier: pulumi.Output[str], security_group: aws.ec2.SecurityGroup
    ) -> tuple[aws.rds.Cluster, pulumi.Output[str]]:
        cluster = self._create_cluster(args, identifier, security_group)
        return cluster, after(cluster.endpoint, *self._create_instances(args, identifier, cluster))

    def _create_cluster(
        self, args: PostgresDatabaseArgs, identifier: pulumi.Output[str], security_group: aws.ec2.SecurityGroup
    ) -> aws.rds.Cluster:
        version = args.get("version", AURORA_VERSION)
        folder = pulumi.Output.concat("/aws/rds/cluster/", identifier)
        return aws.rds.Cluster(
            self._name,
            cluster_identifier=identifier,
            engine="aurora-postgresql",
            engine_mode="provisioned",
            engine_version=version,
            engine_lifecycle_support=LIFECYCLE,
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
            vpc_security_group_ids=[security_group.id],
            db_cluster_parameter_group_name=self._create_parameter_group(args, major(version)).name,
            backup_retention_period=args.get("backup_days", BACKUP_DAYS),
            preferred_backup_window=args.get("backup_window", BACKUP_WINDOW),
            preferred_maintenance_window=args.get("maintenance_window", MAINTENANCE_WINDOW),
            copy_tags_to_snapshot=True,
            delete_automated_backups=not self._retain,
            deletion_protection=self._retain,
            skip_final_snapshot=not self._retain,
            final_snapshot_identifier=pulumi.Output.concat(identifier, "-final"),
            enabled_cloudwatch_logs_exports=[*LOGS],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True, depends_on=self._create_log_groups(args, folder, LOGS)),
        )

    def _create_instances(
        self, args: PostgresDatabaseArgs, identifier: pulumi.Output[str], cluster: aws.rds.Cluster
    ) -> list[aws.rds.ClusterInstance]:
        return [
            aws.rds.ClusterInstance(
                f"{self._name}-{number}",
                identifier=pulumi.Output.concat(identifier, f"-{number}"),
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

    def _create_parameter_group(self, args: PostgresDatabaseArgs, version: str) -> aws.rds.ClusterParameterGroup:
        return aws.rds.ClusterParameterGroup(
            self._name,
            family=f"aurora-postgresql{version}",
            parameters=parameters(args),
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
