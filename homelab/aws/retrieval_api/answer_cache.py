"""The table of answers that are given again."""

from homelab.aws.retrieval_api.args import AnswerCacheArgs
from homelab.aws.retrieval_api.expiring_table import ExpiringTable, create_expiring_table
from homelab.aws.retrieval_api.placement import Placement

TTL = 3600


def create_answer_cache(place: Placement, args: AnswerCacheArgs) -> ExpiringTable:
    """Create the table. Its loss costs nothing but the answering of questions."""
    table = create_expiring_table(place, "answers")
    return ExpiringTable(
        {"cache_table": table.name, "cache_ttl": str(args.get("ttl", TTL))},
        [{"sid": "Answers", "actions": ["dynamodb:GetItem", "dynamodb:PutItem"], "resources": [table.arn]}],
    )
