"""An edge, as tests declare it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from homelab.aws import Edge
from homelab.offline import Recording
from tests.aws.recordings import ACCOUNT, recorded

ARGS: Mapping[str, Any] = {
    "domain": "chat.example.com",
    "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
    "vpc_id": "vpc-0a1b2c3d",
    "subnet_ids": ["subnet-0a1b", "subnet-0c2d"],
    "subnet_cidrs": ["10.0.10.0/24", "10.0.11.0/24"],
    "pod_security_group_id": "sg-0f0d",
    "namespace": "ai",
    "service_name": "ai-librechat",
}
ALONE = {"cloudfront": {"skip": True}}
"""Without CloudFront."""
PUBLIC = {**ALONE, "load_balancer": {"internet_facing": True}}


def certificate(region: str) -> str:
    return f"arn:aws:acm:{region}:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"


def edge(args: Mapping[str, Any] = MappingProxyType({}), *, preview: bool = False) -> Recording:
    """What an edge with these arguments, and the others of `ARGS`, declares."""
    return recorded(lambda: Edge("chat", {**ARGS, **args}), preview=preview)  # type: ignore[typeddict-item]
