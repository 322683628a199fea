"""Tables of what the API's function keeps for a while, and can do without."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from homelab.aws.policies import StatementArgs
from homelab.aws.retrieval_api.placement import Placement


@dataclass(frozen=True)
class ExpiringTable:
    """What the API's function needs for a table."""

    settings: Mapping[str, pulumi.Input[str]]
    """Values of `function.settings.Settings`."""
    statements: Sequence[StatementArgs]


def create_expiring_table(place: Placement, suffix: str) -> aws.dynamodb.Table:
    """Create a table with the key ``id``, whose items DynamoDB removes some time after ``expires``.

    It is not protected: its loss costs nothing that documents and clients do not bring back.
    """
    return aws.dynamodb.Table(
        f"{place.name}-{suffix}",
        billing_mode="PAY_PER_REQUEST",
        hash_key="id",
        attributes=[{"name": "id", "type": "S"}],
        ttl={"attribute_name": "expires", "enabled": True},
        server_side_encryption={"enabled": True, "kms_key_arn": place.kms_key_arn} if place.kms_key_arn else None,
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
