"""The alarms, as plain data. docs/aws/runbooks has a page for each: what it means, what to look at, what to do.

An alarm is about the first of its targets that is watched. Of several series, nodes or models, the one that is worst
counts, or their sum if the metric is one.
"""

from dataclasses import dataclass
from enum import StrEnum

from homelab.aws.monitoring.targets import GLOBAL, Metric, Target, Watched
from homelab.components.monitoring.alerts import Severity

RUNBOOKS = "docs/aws/runbooks"
MINUTE = 60


class Missing(StrEnum):
    """What it means when there is no value, in CloudWatch's words."""

    QUIET = "notBreaching"
    """Nothing happened: the metric counts events, or is there only while there is work or for some classes."""
    SAME = "ignore"
    """Nothing is known, as during a failover: the alarm stays what it is, instead of ringing twice."""
    GONE = "breaching"
    """It has a value as long as everything is there: without one, it is gone."""


class Comparison(StrEnum):
    """On which side of its number an alarm rings, in CloudWatch's words."""

    ABOVE = "GreaterThanThreshold"
    BELOW = "LessThanThreshold"


@dataclass(frozen=True)
class Alarm:
    """A condition that somebody has to know of."""

    name: str
    summary: str
    """What has happened, in a sentence."""
    targets: tuple[Target, ...]
    """What it is about: one of these."""
    metrics: tuple[Metric, ...]
    comparison: Comparison
    threshold: float
    """The number, in the metric's unit."""
    severity: Severity
    missing: Missing
    period: int = 5 * MINUTE
    """Seconds of which values become one."""
    periods: int = 2
    """How many in a row have to be on the wrong side."""
    expression: str = ""
    """What is compared, of several metrics by their ids."""

    def target(self, watched: Watched) -> Target | None:
        """What it is about in this workspace, if that is watched."""
        return next((each for each in self.targets if each in watched), None)

    @property
    def is_global(self) -> bool:
        """Whether it is in `GLOBAL_REGION`, as its metrics are."""
        return any(each in GLOBAL for each in self.targets)


_WARNING, _CRITICAL = Severity.WARNING, Severity.CRITICAL
_ABOVE, _BELOW = Comparison.ABOVE, Comparison.BELOW
_QUIET, _SAME, _GONE = Missing.QUIET, Missing.SAME, Missing.GONE
_MIB, _GIB = 1024**2, 1024**3
_INSTANCE, _AURORA = (Target.POSTGRES_INSTANCE,), (Target.POSTGRES_CLUSTER,)
_POSTGRES = (*_INSTANCE, *_AURORA)
_DOCUMENTS = (Target.DOCUMENT_DATABASE,)
_NODES, _SERVERLESS = (Target.CACHE_NODES,), (Target.CACHE_SERVERLESS,)
_CACHE = (*_NODES, *_SERVERLESS)
_BALANCER, _TARGETS = (Target.LOAD_BALANCER,), (Target.TARGET_GROUP,)
_MODELS, _CLUSTER = (Target.MODELS,), (Target.CLUSTER,)

POSTGRES = (
    Alarm(
        "PostgresProcessorBusy",
        "The processor of Postgres is busy: answers about files are slow.",
        _POSTGRES,
        (Metric("CPUUtilization", "Average"),),
        _ABOVE,
        80,
        _WARNING,
        _SAME,
        periods=3,
    ),
    Alarm(
        "PostgresStorageLow",
        "The volume of Postgres is nearly full, and does not grow any more: soon it refuses writes.",
        _INSTANCE,
        (Metric("FreeStorageSpace", "Minimum"),),
        _BELOW,
        2 * _GIB,
        _CRITICAL,
        _SAME,
    ),
    Alarm(
        "PostgresMemoryLow",
        "Postgres has hardly any memory left.",
        _INSTANCE,
        (Metric("FreeableMemory", "Average"),),
        _BELOW,
        100 * _MIB,
        _WARNING,
        _SAME,
        periods=3,
    ),
    Alarm(
        "PostgresConnectionsHigh",
        "Postgres has nearly as many connections as a small instance allows.",
        _POSTGRES,
        (Metric("DatabaseConnections", "Maximum"),),
        _ABOVE,
        80,
        _WARNING,
        _SAME,
    ),
    # Classes other than t have no credits, and no values.
    Alarm(
        "PostgresCreditsLow",
        "Postgres has used up its processor credits: from now on they cost, or it slows down.",
        _INSTANCE,
        (Metric("CPUCreditBalance", "Minimum"),),
        _BELOW,
        20,
        _WARNING,
        _QUIET,
        periods=3,
    ),
    # Provisioned clusters have no capacity, and no values.
    Alarm(
        "PostgresCapacityAtMaximum",
        "Aurora has scaled to its maximum, and would go on.",
        _AURORA,
        (Metric("ACUUtilization", "Average"),),
        _ABOVE,
        95,
        _WARNING,
        _QUIET,
        periods=3,
    ),
)

DOCUMENTS = (
    Alarm(
        "DocumentDatabaseProcessorBusy",
        "The processor of DocumentDB is busy: LibreChat is slow.",
        _DOCUMENTS,
        (Metric("CPUUtilization", "Average"),),
        _ABOVE,
        80,
        _WARNING,
        _SAME,
        periods=3,
    ),
    Alarm(
        "DocumentDatabaseConnectionsHigh",
        "DocumentDB has nearly as many connections as its class allows: beyond that LibreChat gets none.",
        _DOCUMENTS,
        (Metric("DatabaseConnectionsMax", "Maximum", "used"), Metric("DatabaseConnectionsLimit", "Minimum", "limit")),
        _ABOVE,
        80,
        _CRITICAL,
        _SAME,
        expression="100 * used / limit",
    ),
    Alarm(
        "DocumentDatabaseCacheMisses",
        "DocumentDB reads from its volume, as its memory does not hold what is in use.",
        _DOCUMENTS,
        (Metric("BufferCacheHitRatio", "Average"),),
        _BELOW,
        90,
        _WARNING,
        _SAME,
        period=15 * MINUTE,
        periods=4,
    ),
    Alarm(
        "DocumentDatabaseStorageLarge",
        "DocumentDB's volume has become large, which costs each month.",
        _DOCUMENTS,
        (Metric("VolumeBytesUsed", "Maximum"),),
        _ABOVE,
        100 * _GIB,
        _WARNING,
        _SAME,
        period=60 * MINUTE,
    ),
    Alarm(
        "DocumentDatabaseMemoryLow",
        "DocumentDB holds operations back, as it has no memory for them.",
        _DOCUMENTS,
        (Metric("LowMemNumOperationsThrottled", "Sum"),),
        _ABOVE,
        0,
        _CRITICAL,
        _QUIET,
    ),
    # Instances have no capacity, and no values.
    Alarm(
        "DocumentDatabaseCapacityAtMaximum",
        "DocumentDB Serverless has scaled to its maximum, and would go on.",
        _DOCUMENTS,
        (Metric("DCUUtilization", "Average"),),
        _ABOVE,
        95,
        _WARNING,
        _QUIET,
        periods=3,
    ),
)

CACHE = (
    Alarm(
        "CacheMemoryHigh",
        "The cache is nearly full: it evicts nothing, so that it will refuse writes, and nobody can sign in or chat.",
        _NODES,
        (Metric("DatabaseMemoryUsagePercentage", "Maximum"),),
        _ABOVE,
        80,
        _CRITICAL,
        _SAME,
    ),
    Alarm(
        "CacheProcessorBusy",
        "The cache's one thread is busy.",
        _NODES,
        (Metric("EngineCPUUtilization", "Average"),),
        _ABOVE,
        80,
        _WARNING,
        _SAME,
        periods=3,
    ),
    Alarm(
        "CacheEvictions",
        "The cache has thrown away what it should keep: sessions and unfinished answers are lost.",
        _CACHE,
        (Metric("Evictions", "Sum"),),
        _ABOVE,
        0,
        _CRITICAL,
        _QUIET,
        periods=1,
    ),
    Alarm(
        "CacheConnectionsHigh",
        "The cache has far more connections than the pods of a workspace open.",
        _CACHE,
        (Metric("CurrConnections", "Maximum"),),
        _ABOVE,
        1000,
        _WARNING,
        _SAME,
    ),
    # The primary has no lag, and no values.
    Alarm(
        "CacheReplicaLag",
        "A replica of the cache is behind: what was written last would be lost in a failover.",
        _NODES,
        (Metric("ReplicationLag", "Maximum"),),
        _ABOVE,
        10,
        _WARNING,
        _QUIET,
    ),
    Alarm(
        "CacheStorageHigh",
        "The serverless cache has nearly reached its largest size, beyond which it refuses writes.",
        _SERVERLESS,
        (Metric("BytesUsedForCache", "Maximum"),),
        _ABOVE,
        4 * 1000**3,
        _CRITICAL,
        _SAME,
    ),
    Alarm(
        "CacheThrottled",
        "The serverless cache refuses commands, as there are more than it may serve in a second.",
        _SERVERLESS,
        (Metric("ThrottledCmds", "Sum"),),
        _ABOVE,
        0,
        _CRITICAL,
        _QUIET,
    ),
)

EDGE = (
    Alarm(
        "EdgeServerErrors",
        "One request in twenty ends with an error of LibreChat.",
        _TARGETS,
        (Metric("HTTPCode_Target_5XX_Count", "Sum", "errors"), Metric("RequestCount", "Sum", "requests")),
        _ABOVE,
        5,
        _CRITICAL,
        _QUIET,
        # At night one error would be half of all requests.
        expression="IF(requests > 100, 100 * FILL(errors, 0) / requests, 0)",
    ),
    Alarm(
        "EdgeLoadBalancerErrors",
        "The load balancer itself answers with errors: no pod took the request, or one was silent for too long.",
        _BALANCER,
        (Metric("HTTPCode_ELB_5XX_Count", "Sum"),),
        _ABOVE,
        10,
        _WARNING,
        _QUIET,
    ),
    Alarm(
        "EdgeSlow",
        "One request in twenty waits long until its answer begins.",
        _TARGETS,
        (Metric("TargetResponseTime", "p95"),),
        _ABOVE,
        5,
        _WARNING,
        _QUIET,
        periods=3,
    ),
    Alarm(
        "EdgeTargetsUnhealthy",
        "The load balancer sends nothing to a pod, as that is not ready for it.",
        _TARGETS,
        (Metric("UnHealthyHostCount", "Maximum"),),
        _ABOVE,
        0,
        _WARNING,
        _SAME,
        periods=3,
    ),
    Alarm(
        "EdgeNoTargets",
        "The load balancer has no pod to send requests to: nobody can work.",
        _TARGETS,
        # Each of its nodes has a count of its own: all of them have to see none.
        (Metric("HealthyHostCount", "Maximum"),),
        _BELOW,
        1,
        _CRITICAL,
        _GONE,
        period=MINUTE,
        periods=3,
    ),
    Alarm(
        "EdgeDistributionErrors",
        "One request in twenty gets an error from CloudFront.",
        (Target.DISTRIBUTION,),
        (Metric("5xxErrorRate", "Average"),),
        _ABOVE,
        5,
        _CRITICAL,
        _QUIET,
    ),
    Alarm(
        "EdgeRequestsBlocked",
        "The firewall blocks many requests: an attack, or people whose words look like one.",
        (Target.WEB_ACL,),
        (Metric("BlockedRequests", "Sum"),),
        _ABOVE,
        500,
        _WARNING,
        _QUIET,
    ),
)

BEDROCK = (
    Alarm(
        "BedrockThrottled",
        "Bedrock refuses requests, as there are more than the account's quota.",
        _MODELS,
        (Metric("InvocationThrottles", "Sum"),),
        _ABOVE,
        10,
        _WARNING,
        _QUIET,
    ),
    Alarm(
        "BedrockClientErrors",
        "Bedrock refuses requests as wrong, or as not permitted.",
        _MODELS,
        (Metric("InvocationClientErrors", "Sum"),),
        _ABOVE,
        10,
        _WARNING,
        _QUIET,
    ),
    Alarm(
        "BedrockServerErrors",
        "Bedrock fails by itself.",
        _MODELS,
        (Metric("InvocationServerErrors", "Sum"),),
        _ABOVE,
        5,
        _WARNING,
        _QUIET,
    ),
    Alarm(
        "BedrockSlow",
        "One answer in ten takes minutes.",
        _MODELS,
        (Metric("InvocationLatency", "p90"),),
        _ABOVE,
        120_000,
        _WARNING,
        _QUIET,
        periods=3,
    ),
)

CLUSTER = (
    Alarm(
        "ClusterNodesFailed",
        "A node of the cluster has failed, or nobody reports on nodes any more.",
        _CLUSTER,
        (Metric("cluster_failed_node_count", "Maximum"),),
        _ABOVE,
        0,
        _CRITICAL,
        _GONE,
        periods=3,
    ),
    Alarm(
        "ClusterMemoryHigh",
        "A node of the cluster has hardly any memory left: soon pods are killed.",
        _CLUSTER,
        (Metric("node_memory_utilization", "Maximum"),),
        _ABOVE,
        90,
        _WARNING,
        _SAME,
        periods=3,
    ),
    Alarm(
        "ClusterDiskHigh",
        "A node's own disk is nearly full: soon its pods are evicted.",
        _CLUSTER,
        (Metric("node_filesystem_utilization", "Maximum"),),
        _ABOVE,
        85,
        _WARNING,
        _SAME,
        periods=3,
    ),
)

ALARMS = (*POSTGRES, *DOCUMENTS, *CACHE, *EDGE, *BEDROCK, *CLUSTER)
