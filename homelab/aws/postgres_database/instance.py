"""An instance of RDS with Postgres."""

import pulumi
import pulumi_aws as aws

from homelab.aws.certificates import AUTHORITY
from homelab.aws.postgres_database.args import (
    INSTANCE_CLASS,
    RDS_VERSION,
    STORAGE_GB,
    PostgresDatabaseArgs,
    most_storage,
)
from homelab.aws.postgres_database.server import INSIGHTS_DAYS, LIFECYCLE, MASTER, RdsServer, major, parameters
from homelab.aws.server import BACKUP_DAYS, BACKUP_WINDOW, MAINTENANCE_WINDOW

LOGS = ("postgresql", "upgrade")


class RdsInstance(RdsServer):
    """An instance, with a standby if wanted."""

    def _create_server(
        self, args: PostgresDatabaseArgs, identifier: pulumi.Output[str], security_group: aws.ec2.SecurityGroup
    ) -> tuple[aws.rds.Instance, pulumi.Output[str]]:
        version = args.get("version", RDS_VERSION)
        storage = args.get("storage_gb", STORAGE_GB)
        folder = pulumi.Output.concat("/aws/rds/instance/", identifier)
        instance = aws.rds.Instance(
            self._name,
            identifier=identifier,
            engine="postgres",
            engine_version=version,
            engine_lifecycle_support=LIFECYCLE,
            auto_minor_version_upgrade="." not in version,
            instance_class=args.get("instance_class", INSTANCE_CLASS),
            allocated_storage=storage,
            max_allocated_storage=args.get("max_storage_gb", most_storage(storage)),
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=args.get("kms_key_arn"),
            username=MASTER,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.get("kms_key_arn"),
            multi_az=args.get("multi_az", False),
            db_subnet_group_name=self._create_subnet_group(args).name,
            vpc_security_group_ids=[security_group.id],
            publicly_accessible=False,
            parameter_group_name=self._create_parameter_group(args, major(version)).name,
            ca_cert_identifier=AUTHORITY,
            backup_retention_period=args.get("backup_days", BACKUP_DAYS),
            backup_window=args.get("backup_window", BACKUP_WINDOW),
            maintenance_window=args.get("maintenance_window", MAINTENANCE_WINDOW),
            copy_tags_to_snapshot=True,
            delete_automated_backups=not self._retain,
            deletion_protection=self._retain,
            skip_final_snapshot=not self._retain,
            final_snapshot_identifier=pulumi.Output.concat(identifier, "-final"),
            enabled_cloudwatch_logs_exports=[*LOGS],
            database_insights_mode="standard",
            performance_insights_enabled=True,
            performance_insights_retention_period=INSIGHTS_DAYS,
            performance_insights_kms_key_id=args.get("kms_key_arn"),
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True, depends_on=self._create_log_groups(args, folder, LOGS)),
        )
        return instance, instance.address

    def _create_parameter_group(self, args: PostgresDatabaseArgs, version: str) -> aws.rds.ParameterGroup:
        return aws.rds.ParameterGroup(
            self._name,
            family=f"postgres{version}",
            parameters=parameters(args),
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
