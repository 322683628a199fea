"""What of an `AWSWorkspace` is watched."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import pulumi

from homelab.aws.cache import REPLICAS, CacheKind
from homelab.aws.edge.args import uses_cloudfront, uses_firewall
from homelab.aws.postgres_database import PostgresKind
from homelab.aws.workspace.plan import Plan

_UNKNOWN = "unknown"
"""In checks, for what has no identifier yet."""


class Identifiers(TypedDict, total=False):
    """Identifiers of the parts that there are."""

    postgres: pulumi.Input[str]
    document_database: pulumi.Input[str]
    cache: pulumi.Input[str]
    bucket: pulumi.Input[str]
    edge: Mapping[str, pulumi.Input[str]]
    models: Sequence[pulumi.Input[str]]


def monitoring_args(plan: Plan, found: Identifiers) -> dict[str, Any]:
    """Arguments of `homelab.aws.Monitoring` for everything that there is."""
    settings = dict(plan.parts["monitoring"])
    container_insights = settings.pop("container_insights", False)
    args: dict[str, Any] = {**plan.common(), **settings}
    if plan.is_created("postgres"):
        args["postgres"] = _postgres(plan.parts["postgres"], found.get("postgres", _UNKNOWN))
    if plan.is_created("document_database"):
        args["document_database"] = {"cluster_id": found.get("document_database", _UNKNOWN)}
    if plan.is_created("cache"):
        args["cache"] = _cache(plan.parts["cache"], found.get("cache", _UNKNOWN))
    if plan.is_created("edge"):
        args["edge"] = _edge(plan.parts["edge"], found.get("edge", {}))
    if plan.is_created("bedrock"):
        args["bedrock"] = {"models": [*found.get("models", (_UNKNOWN,))]}
    if plan.is_created("files"):
        args["bucket"] = found.get("bucket", _UNKNOWN)
    if container_insights:
        args["cluster"] = {"cluster_name": plan.args["cluster_name"], "container_insights": True}
    return args


def _postgres(part: Mapping[str, Any], identifier: pulumi.Input[str]) -> dict[str, Any]:
    is_aurora = part.get("kind") == PostgresKind.AURORA_SERVERLESS
    return {"cluster_id" if is_aurora else "instance_id": identifier}


def _cache(part: Mapping[str, Any], identifier: pulumi.Input[str]) -> dict[str, Any]:
    if part.get("kind") == CacheKind.SERVERLESS:
        return {"serverless_cache_name": identifier}
    return {"replication_group_id": identifier, "nodes": 1 + part.get("replicas", REPLICAS)}


def _edge(part: Mapping[str, Any], found: Mapping[str, pulumi.Input[str]]) -> dict[str, Any]:
    names = ["load_balancer_arn_suffix", "target_group_arn_suffix"]
    if uses_cloudfront(part):
        # Metrics of a firewall without CloudFront are elsewhere.
        names += ["distribution_id", *(["web_acl_name"] if uses_firewall(part) else [])]
    return {name: found.get(name, _UNKNOWN) for name in names}
