"""Stand-ins for provider functions, which nobody answers without a provider."""

import hashlib
from collections.abc import Mapping
from typing import Any

from homelab.offline import placeholders

EXAMPLE_ACCOUNT = "123456789012"
"""Account in placeholders, from the examples of AWS's documentation."""
EXAMPLE_REGION = "us-east-1"
"""Region where the program names none."""
ANSWERS: dict[str, Mapping[str, Any]] = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": {
        "names": ["{region}a", "{region}b", "{region}c"],
        "zoneIds": ["{region}-az1", "{region}-az2", "{region}-az3"],
    },
    "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": EXAMPLE_ACCOUNT},
    "aws:index/getPartition:getPartition": {"partition": "aws", "dnsSuffix": "amazonaws.com"},
    "aws:index/getRegion:getRegion": {"region": "{region}", "name": "{region}"},
    "aws:eks/getCluster:getCluster": {"vpcConfig": {"clusterSecurityGroupId": "sg-00000000"}},
    "aws:route53/getZone:getZone": {"zoneId": "Z0123456789ABCDEFGHIJ"},
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": {"id": "pl-00000000"},
}
"""What functions give by their tokens, with ``{region}`` in the place of the provider's region."""


def result(token: str, region: str = EXAMPLE_REGION) -> dict[str, Any]:
    """What a provider's function gives, beside its own arguments: an id, and what is known of this function.

    :param region: Of the provider, if that is AWS's.
    """
    found = placeholders.filled(ANSWERS.get(token, {}), {"region": region})
    return {"id": hashlib.sha256(token.encode()).hexdigest()[:8], **found}
