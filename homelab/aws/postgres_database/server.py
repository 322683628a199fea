"""What instances of RDS and clusters of Aurora have in common."""

from abc import abstractmethod
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.postgres_database.args import PostgresDatabaseArgs
from homelab.aws.server import ServerComponent

if TYPE_CHECKING:
    from pulumi_aws.rds import ParameterGroupParameterArgsDict

MASTER = "postgres"
INSIGHTS_DAYS = 7
"""Days of Performance Insights that cost nothing."""
LIFECYCLE = "open-source-rds-extended-support-disabled"
"""No extended support, which AWS bills after the end of a version unless it is refused."""


class RdsServer(ServerComponent):
    """A server of RDS that answers."""

    arn: pulumi.Output[str]
    host: pulumi.Output[str]
    version: pulumi.Output[str]
    """With its minor one, as it is."""
    master_secret_arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        args: PostgresDatabaseArgs,
        opts: pulumi.ResourceOptions,
        *,
        identifier: pulumi.Output[str],
        security_group: aws.ec2.SecurityGroup,
    ) -> None:
        super().__init__(name, args, opts)
        server, self.host = self._create_server(args, identifier, security_group)
        self.arn = server.arn
        self.version = server.engine_version_actual
        self.master_secret_arn = server.master_user_secrets[0].secret_arn
        self.register_outputs({})

    @abstractmethod
    def _create_server(
        self, args: PostgresDatabaseArgs, identifier: pulumi.Output[str], security_group: aws.ec2.SecurityGroup
    ) -> tuple[aws.rds.Instance | aws.rds.Cluster, pulumi.Output[str]]:
        """Create the server; return it, and its host, which is known once it answers."""

    def _create_subnet_group(self, args: PostgresDatabaseArgs) -> aws.rds.SubnetGroup:
        return aws.rds.SubnetGroup(
            self._name,
            subnet_ids=args["subnet_ids"],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )


def major(version: str) -> str:
    """Major version."""
    return version.partition(".")[0]


def parameters(args: PostgresDatabaseArgs) -> "list[ParameterGroupParameterArgsDict]":
    """Parameters, which are in force after the next restart."""
    # Postgres refuses connections without TLS.
    settings = {**args.get("settings", {}), "rds.force_ssl": "1"}
    return [{"name": name, "value": value, "apply_method": "pending-reboot"} for name, value in settings.items()]
