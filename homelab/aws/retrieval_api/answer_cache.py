"""The table of answers that are given again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from homelab.aws.policies import StatementArgs
from homelab.aws.retrieval_api.args import AnswerCacheArgs
from homelab.aws.retrieval_api.placement import Placement

TTL = 3600


@dataclass(frozen=True)
class AnswerCache:
    """A table, and what the API's function needs for it."""

    settings: Mapping[str, pulumi.Input[str]]
    """Values of `function.settings.Settings`."""
    statements: Sequence[StatementArgs]


def create_answer_cache(place: Placement, args: AnswerCacheArgs) -> AnswerCache:
    """Create the table. Its loss costs nothing but the answering of questions."""
    table = aws.dynamodb.Table(
        f"{place.name}-answers",
        billing_mode="PAY_PER_REQUEST",
        hash_key="id",
        attributes=[{"name": "id", "type": "S"}],
        ttl={"attribute_name": "expires", "enabled": True},
        server_side_encryption={"enabled": True, "kms_key_arn": place.kms_key_arn} if place.kms_key_arn else None,
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    return AnswerCache(
        {"cache_table": table.name, "cache_ttl": str(args.get("ttl", TTL))},
        [{"sid": "Answers", "actions": ["dynamodb:GetItem", "dynamodb:PutItem"], "resources": [table.arn]}],
    )
