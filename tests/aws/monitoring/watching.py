"""Everything that can be watched, and metrics that AWS is known to have."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from homelab.aws import Monitoring
from homelab.aws.monitoring.targets import NAMESPACES, Target
from homelab.offline import RecordedResource, Recording
from tests.aws.recordings import ACCOUNT, of_type, recorded

KNOWN: Mapping[str, Any] = json.loads((Path(__file__).parent / "metrics.json").read_text())
"""By namespace: sources, and metrics with the dimensions by which each can be read."""
DIMENSIONS: Mapping[Target, Sequence[str]] = {
    Target.POSTGRES_INSTANCE: ["DBInstanceIdentifier"],
    Target.POSTGRES_CLUSTER: ["DBClusterIdentifier"],
    Target.DOCUMENT_DATABASE: ["DBClusterIdentifier"],
    Target.CACHE_NODES: ["CacheClusterId"],
    Target.CACHE_SERVERLESS: ["clusterId"],
    Target.LOAD_BALANCER: ["LoadBalancer"],
    Target.TARGET_GROUP: ["LoadBalancer", "TargetGroup"],
    Target.DISTRIBUTION: ["DistributionId", "Region"],
    Target.WEB_ACL: ["Rule", "WebACL"],
    Target.MODELS: ["ModelId"],
    Target.BUCKET: ["BucketName", "StorageType"],
    Target.CLUSTER: ["ClusterName"],
}
EVERYTHING: Mapping[str, Any] = {
    "region": "eu-central-1",
    "postgres": {"instance_id": "vectors"},
    "document_database": {"cluster_id": "documents"},
    "cache": {"replication_group_id": "cache", "nodes": 2},
    "edge": {
        "load_balancer_arn_suffix": "app/chat/0a1b",
        "target_group_arn_suffix": "targetgroup/chat/2c3d",
        "distribution_id": "E1A2B3",
        "web_acl_name": "chat",
    },
    "bedrock": {"models": ["eu.anthropic.claude-sonnet-5", "amazon.titan-embed-text-v2:0"]},
    "bucket": "chat-files",
    "cluster": {"cluster_name": "production"},
    "emails": ["ops@example.com"],
    "tags": {"app": "librechat"},
}
SERVERLESS: Mapping[str, Any] = {
    **EVERYTHING,
    "postgres": {"cluster_id": "vectors"},
    "cache": {"serverless_cache_name": "cache"},
}
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/0a1b2c3d"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def monitoring(args: Mapping[str, Any], *, preview: bool = False) -> Recording:
    """Record what is declared."""
    return recorded(lambda: Monitoring("chat", dict(args)), preview=preview)  # type: ignore[arg-type]


def alarms_of(recording: Recording) -> Mapping[str, RecordedResource]:
    """Alarms by their names in the table."""
    return {each.name.removeprefix("chat-"): each for each in of_type(recording, ALARM)}


def is_known(namespace: str, metric: str, dimensions: Sequence[str]) -> bool:
    """Whether AWS has a metric with these dimensions."""
    return sorted(dimensions) in KNOWN.get(namespace, {"metrics": {}})["metrics"].get(metric, [])


def target_is_known(target: Target, metric: str) -> bool:
    """Whether a target has a metric."""
    return is_known(NAMESPACES[target], metric, DIMENSIONS[target])
