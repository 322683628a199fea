"""Retrieval APIs that tests declare."""

from collections.abc import Mapping
from typing import Any

from homelab.aws import RetrievalApi
from homelab.offline import Recording
from tests.aws.recordings import recorded

REGION = "eu-central-1"
KEY = f"arn:aws:kms:{REGION}:123456789012:key/abc"
OTHER_KEY = KEY.replace(REGION, "us-east-1")
ZONE = "Z0123456789"
JWT = {"jwt": {"issuer": "https://login.example.com", "audiences": ["docs"], "write_scopes": ["docs/write"]}}
ARGS: Mapping[str, Any] = {"region": REGION, "authorization": {"iam": True}}
DOMAIN: Mapping[str, Any] = {"kind": "domain"}
IN_VPC: Mapping[str, Any] = {
    "kind": "domain",
    "instance_count": 2,
    "vpc_id": "vpc-0a1b2c3d",
    "subnet_ids": ["subnet-1", "subnet-2", "subnet-3"],
    "endpoint_security_group_ids": ["sg-endpoints"],
}
SERVERLESS: Mapping[str, Any] = {"kind": "serverless"}
EVERYTHING: Mapping[str, Any] = {
    **ARGS,
    "authorization": JWT,
    "store": IN_VPC,
    "kms_key_arn": KEY,
    "replicate_to": {"bucket": "example-docs-us", "kms_key_arn": OTHER_KEY},
    "domain": {"name": "docs.example.com", "hosted_zone_id": ZONE},
    "throttling": {"rate": 5, "burst": 10, "per_client": 30},
    "cors_origins": ["https://www.example.com"],
    "memory": 2048,
    "concurrency": {"reserved": 50, "provisioned": 2},
    "cache": {"ttl": 600},
    "stable_version": "6",
    "canary": {"version": "7", "weight": 0.2},
    "log_retention_days": 90,
    "alarm_topic_arns": [f"arn:aws:sns:{REGION}:123456789012:alarms"],
    "budget": {"amount": 300, "emails": ["ops@example.com"]},
    "audit_documents": True,
}
"""All that production takes."""


def api(args: Mapping[str, Any] | None = None, *, name: str = "docs", preview: bool = False) -> Recording:
    """Record an API with additional arguments."""
    return recorded(lambda: RetrievalApi(name, {**ARGS, **(args or {})}), preview=preview)  # type: ignore[typeddict-item]
