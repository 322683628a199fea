"""What instances of RDS and clusters of Aurora have in common."""

from typing import Protocol

import pulumi
import pulumi_aws as aws

from homelab.aws.postgres_database.args import PostgresDatabaseArgs
from homelab.aws.server import ServerComponent

MASTER = "postgres"
INSIGHTS_DAYS = 7
"""Days of Performance Insights that cost nothing."""
LIFECYCLE = "open-source-rds-extended-support-disabled"
"""No extended support, which AWS bills after the end of a version unless it is refused."""


class PostgresServer(Protocol):
    """A server that answers."""

    arn: pulumi.Output[str]
    host: pulumi.Output[str]
    version: pulumi.Output[str]
    """With its minor one, as it is."""
    master_secret_arn: pulumi.Output[str]


class RdsComponent(ServerComponent):
    """A server of RDS."""

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


def parameters(args: PostgresDatabaseArgs) -> dict[str, pulumi.Input[str]]:
    """Parameters by name; they are in force after the next restart."""
    # Postgres refuses connections without TLS.
    return {**args.get("settings", {}), "rds.force_ssl": "1"}
