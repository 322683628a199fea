"""What servers of AWS have in common: where they are, who may connect, and what they are called."""

import re
from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from homelab.arguments import ArgumentError, Constraint, constrain
from homelab.arguments.constraints import COUNTER, PEM, whole_number
from homelab.aws.component import KMS_KEY_ARN, SECURITY_GROUP_IDS, SUBNET_IDS, VPC_ID, AWSArgs, AWSComponent
from homelab.aws.database_job import DatabaseJobArgs
from homelab.aws.logs import DEFAULT_RETENTION_DAYS, RETENTION_DAYS, create_log_group
from homelab.aws.security_groups import create_security_group
from homelab.aws.windows import daily_window, weekly_window

BACKUP_WINDOW = "03:00-04:00"
MAINTENANCE_WINDOW = "sun:04:30-sun:05:30"
WINDOWS = (BACKUP_WINDOW, MAINTENANCE_WINDOW)
BACKUP_DAYS = 14
CAPACITY = Constraint(
    "a number of capacity units from 0 to 256 in steps of a half",
    lambda value: 0 <= value <= 256 and float(value * 2).is_integer(),
    {"minimum": 0, "maximum": 256, "multipleOf": 0.5},
)
SUFFIX_LENGTH = 8


@constrain(vpc_id=VPC_ID, subnet_ids=SUBNET_IDS, client_security_group_ids=SECURITY_GROUP_IDS)
class PlaceArgs(TypedDict):
    """Where a server is, and who may connect."""

    vpc_id: pulumi.Input[str]
    """VPC of the subnets."""
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Private subnets in at least two availability zones."""
    client_security_group_ids: list[pulumi.Input[str]]
    """Security groups of the cluster's nodes or pods, which alone may connect."""


class DatabasePlaceArgs(PlaceArgs):
    """Where a database is, who may connect, and where it is prepared."""

    job: DatabaseJobArgs
    """Job that creates the workspace's user in the database."""


@constrain(kms_key_arn=KMS_KEY_ARN, maintenance_window=weekly_window(60), password_rotation=COUNTER)
class ServerSettings(AWSArgs):
    """Encryption and maintenance of a server."""

    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts data and snapshots. Default: AWS's own for the service."""
    maintenance_window: NotRequired[str]
    """Time of the week in UTC for patches, which may restart it. Default: ``sun:04:30-sun:05:30``."""
    password_rotation: NotRequired[int]
    """A new number generates a new password. Default: 0."""


@constrain(
    backup_days=whole_number(1, 35),
    backup_window=daily_window(30),
    log_retention_days=RETENTION_DAYS,
    ca_pem=PEM,
)
class DatabaseSettings(ServerSettings):
    """Backups and logs of a database."""

    backup_days: NotRequired[int]
    """Days that backups are kept, and any second of them can be restored. Default: 14."""
    backup_window: NotRequired[str]
    """Time of the day in UTC for backups. Default: ``03:00-04:00``."""
    log_retention_days: NotRequired[int]
    """Days that CloudWatch keeps its logs. Default: 30."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates of the authorities that sign the server's. Default: those of RDS in the region."""


class ServerComponent(AWSComponent):
    """A server in private subnets, to which a few clients may connect."""

    def _create_security_group(self, args: PlaceArgs, description: str, port: int) -> aws.ec2.SecurityGroup:
        return create_security_group(
            self._name,
            description=description,
            vpc_id=args["vpc_id"],
            port=port,
            clients=args["client_security_group_ids"],
            tags=self._tagged(self._name),
            region=self._region,
            opts=self._options(),
        )

    def _create_log_groups(
        self, args: DatabaseSettings, folder: pulumi.Input[str], logs: Sequence[str]
    ) -> list[aws.cloudwatch.LogGroup]:
        return [
            create_log_group(
                f"{self._name}-{log}",
                pulumi.Output.concat(folder, f"/{log}"),
                days=args.get("log_retention_days", DEFAULT_RETENTION_DAYS),
                tags=self._tagged(self._name),
                region=self._region,
                opts=self._options(),
            )
            for log in logs
        ]


def check_identifier(owner: str, name: str, limit: int) -> None:
    """Check that AWS takes ``name``, with a random suffix, as an identifier.

    :param owner: The component, for the message.
    :param limit: Characters that the service permits.
    :raises ArgumentError: It does not.
    """
    most = limit - SUFFIX_LENGTH - 1
    if len(name) > most or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ArgumentError(
            f"{owner}: expected a name of at most {most} small letters, digits and single dashes that starts with a "
            "letter, as AWS takes it"
        )


def create_identifier(name: str, parent: pulumi.Resource) -> pulumi.Output[str]:
    """Identifier of a server: its name, and what makes it and the names of its snapshots unique, also after destroy."""
    suffix = random.RandomString(
        name, length=SUFFIX_LENGTH, special=False, upper=False, opts=pulumi.ResourceOptions(parent=parent)
    )
    return pulumi.Output.concat(name, "-", suffix.result)
