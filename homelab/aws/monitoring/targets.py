"""What can be watched, and where CloudWatch keeps its metrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pulumi

from homelab.aws.monitoring.watched_args import (
    WatchedArgs,
    WatchedCacheArgs,
    WatchedEdgeArgs,
    WatchedPostgresArgs,
)
from homelab.kubernetes import apply

CACHE_NODES = 2


class Target(StrEnum):
    """A kind of what is watched."""

    POSTGRES_INSTANCE = "an instance of RDS"
    POSTGRES_CLUSTER = "an Aurora cluster"
    DOCUMENT_DATABASE = "a DocumentDB cluster"
    CACHE_NODES = "a cache with nodes"
    CACHE_SERVERLESS = "a serverless cache"
    LOAD_BALANCER = "a load balancer"
    TARGET_GROUP = "a target group"
    DISTRIBUTION = "a distribution"
    WEB_ACL = "a web ACL"
    MODELS = "models of Bedrock"
    BUCKET = "a bucket"
    CLUSTER = "a cluster"


NAMESPACES: Mapping[Target, str] = {
    Target.POSTGRES_INSTANCE: "AWS/RDS",
    Target.POSTGRES_CLUSTER: "AWS/RDS",
    Target.DOCUMENT_DATABASE: "AWS/DocDB",
    Target.CACHE_NODES: "AWS/ElastiCache",
    Target.CACHE_SERVERLESS: "AWS/ElastiCache",
    Target.LOAD_BALANCER: "AWS/ApplicationELB",
    Target.TARGET_GROUP: "AWS/ApplicationELB",
    Target.DISTRIBUTION: "AWS/CloudFront",
    Target.WEB_ACL: "AWS/WAFV2",
    Target.MODELS: "AWS/Bedrock",
    Target.BUCKET: "AWS/S3",
    Target.CLUSTER: "ContainerInsights",
}
GLOBAL = frozenset({Target.DISTRIBUTION, Target.WEB_ACL})
"""What has its metrics, and so its alarms, in `GLOBAL_REGION`."""

Dimensions = Mapping[str, pulumi.Input[str]]
Watched = Mapping[Target, Sequence[Dimensions]]
"""What is watched, by kind: dimensions of each series, of which nodes and models have several."""


@dataclass(frozen=True)
class Metric:
    """A metric and how its values of a period become one."""

    name: str
    statistic: str
    """``Average``, ``Minimum``, ``Maximum``, ``Sum``, or a percentile such as ``p95``."""
    id: str = "value"
    """Its name in an expression."""


def watched(args: WatchedArgs) -> Watched:
    """What arguments say is there."""
    found: dict[Target, Sequence[Dimensions]] = {}
    if "postgres" in args:
        found |= _postgres(args["postgres"])
    if "document_database" in args:
        found[Target.DOCUMENT_DATABASE] = [{"DBClusterIdentifier": args["document_database"]["cluster_id"]}]
    if "cache" in args:
        found |= _cache(args["cache"])
    if "edge" in args:
        found |= _edge(args["edge"])
    if "bedrock" in args:
        found[Target.MODELS] = [{"ModelId": model} for model in args["bedrock"]["models"]]
    if "bucket" in args:
        found[Target.BUCKET] = [{"BucketName": args["bucket"], "StorageType": "StandardStorage"}]
    if "cluster" in args:
        found[Target.CLUSTER] = [{"ClusterName": args["cluster"]["cluster_name"]}]
    return found


def _postgres(args: WatchedPostgresArgs) -> Watched:
    if "cluster_id" in args:
        return {Target.POSTGRES_CLUSTER: [{"DBClusterIdentifier": args["cluster_id"]}]}
    return {Target.POSTGRES_INSTANCE: [{"DBInstanceIdentifier": args.get("instance_id", "")}]}


def _cache(args: WatchedCacheArgs) -> Watched:
    if "serverless_cache_name" in args:
        return {Target.CACHE_SERVERLESS: [{"clusterId": args["serverless_cache_name"]}]}
    # ElastiCache has metrics of nodes alone, whose names it forms from the group's.
    group, numbers = args.get("replication_group_id", ""), range(1, args.get("nodes", CACHE_NODES) + 1)
    names = [apply(lambda name, number=number: f"{name}-{number:03}", group) for number in numbers]
    return {Target.CACHE_NODES: [{"CacheClusterId": name} for name in names]}


def _edge(args: WatchedEdgeArgs) -> Watched:
    found: dict[Target, Sequence[Dimensions]] = {}
    if "load_balancer_arn_suffix" in args:
        balancer = {"LoadBalancer": args["load_balancer_arn_suffix"]}
        found[Target.LOAD_BALANCER] = [balancer]
        if "target_group_arn_suffix" in args:
            found[Target.TARGET_GROUP] = [{**balancer, "TargetGroup": args["target_group_arn_suffix"]}]
    if "distribution_id" in args:
        found[Target.DISTRIBUTION] = [{"DistributionId": args["distribution_id"], "Region": "Global"}]
    if "web_acl_name" in args:
        # Those of CloudFront have no dimension Region, in contrast to those of load balancers.
        found[Target.WEB_ACL] = [{"WebACL": args["web_acl_name"], "Rule": "ALL"}]
    return found
