"""Stand-ins for provider functions, which nobody answers without a provider."""

import hashlib
from collections.abc import Mapping
from typing import Any

EXAMPLE_ACCOUNT = "123456789012"
"""Account in placeholders, from the examples of AWS's documentation."""
EXAMPLE_REGION = "us-east-1"
ANSWERS: dict[str, Mapping[str, Any]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": EXAMPLE_ACCOUNT},
    "aws:index/getPartition:getPartition": {"partition": "aws", "dnsSuffix": "amazonaws.com"},
    "aws:index/getRegion:getRegion": {"region": EXAMPLE_REGION, "name": EXAMPLE_REGION},
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": {"id": "pl-00000000"},
}
"""What functions give, by their tokens."""


def result(token: str) -> dict[str, Any]:
    """What a provider's function gives, beside its own arguments: an id, and what is known of this function."""
    return {"id": hashlib.sha256(token.encode()).hexdigest()[:8], **ANSWERS.get(token, {})}
