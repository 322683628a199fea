"""The dashboard, as plain data.

CloudWatch accepts widgets that overlap, and refuses unknown keys only when the dashboard is deployed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from homelab.aws.component import GLOBAL_REGION
from homelab.aws.monitoring.targets import GLOBAL, NAMESPACES, Metric, Target, Watched

COLUMNS = 24
HEADER_HEIGHT, ALARMS_HEIGHT, HEIGHT = 1, 3, 6
PERIOD, DAY = 300, 86_400


@dataclass(frozen=True)
class Panel:
    """A diagram of metrics of one target."""

    title: str
    target: Target
    metrics: tuple[Metric, ...]
    alarm: str = ""
    """Alarm whose number is a line in it. Default: none."""
    period: int = PERIOD


def _panel(title: str, target: Target, name: str, statistic: str, alarm: str = "") -> Panel:
    return Panel(title, target, (Metric(name, statistic),), alarm)


_INSTANCE, _AURORA = Target.POSTGRES_INSTANCE, Target.POSTGRES_CLUSTER
_DOCUMENTS, _NODES, _SERVERLESS = Target.DOCUMENT_DATABASE, Target.CACHE_NODES, Target.CACHE_SERVERLESS
_BALANCER, _TARGETS = Target.LOAD_BALANCER, Target.TARGET_GROUP
_CLUSTER = Target.CLUSTER

SECTIONS: Mapping[str, tuple[Panel, ...]] = {
    "People": (
        Panel("Requests", _BALANCER, (Metric("RequestCount", "Sum"), Metric("HTTPCode_ELB_5XX_Count", "Sum"))),
        Panel("Errors of LibreChat", _TARGETS, (Metric("HTTPCode_Target_5XX_Count", "Sum"),)),
        _panel("Seconds until an answer begins, p95", _TARGETS, "TargetResponseTime", "p95", "EdgeSlow"),
        Panel("Pods", _TARGETS, (Metric("HealthyHostCount", "Maximum"), Metric("UnHealthyHostCount", "Maximum"))),
        _panel(
            "Errors of CloudFront, percent", Target.DISTRIBUTION, "5xxErrorRate", "Average", "EdgeDistributionErrors"
        ),
        Panel(
            "Requests at the firewall",
            Target.WEB_ACL,
            (Metric("AllowedRequests", "Sum"), Metric("BlockedRequests", "Sum")),
        ),
    ),
    "Models": (
        _panel("Answers", Target.MODELS, "Invocations", "Sum"),
        _panel("Milliseconds of an answer, p90", Target.MODELS, "InvocationLatency", "p90", "BedrockSlow"),
        Panel("Tokens", Target.MODELS, (Metric("InputTokenCount", "Sum"), Metric("OutputTokenCount", "Sum"))),
        Panel(
            "Errors",
            Target.MODELS,
            (
                Metric("InvocationThrottles", "Sum"),
                Metric("InvocationClientErrors", "Sum"),
                Metric("InvocationServerErrors", "Sum"),
            ),
        ),
    ),
    "Postgres": (
        _panel("Processor, percent", _INSTANCE, "CPUUtilization", "Average", "PostgresProcessorBusy"),
        _panel("Free bytes of the volume", _INSTANCE, "FreeStorageSpace", "Minimum", "PostgresStorageLow"),
        _panel("Free bytes of memory", _INSTANCE, "FreeableMemory", "Average", "PostgresMemoryLow"),
        _panel("Connections", _INSTANCE, "DatabaseConnections", "Maximum", "PostgresConnectionsHigh"),
        _panel("Processor, percent", _AURORA, "CPUUtilization", "Average", "PostgresProcessorBusy"),
        _panel("Share of the largest capacity", _AURORA, "ACUUtilization", "Average", "PostgresCapacityAtMaximum"),
        _panel("Connections", _AURORA, "DatabaseConnections", "Maximum", "PostgresConnectionsHigh"),
    ),
    "DocumentDB": (
        _panel("Processor, percent", _DOCUMENTS, "CPUUtilization", "Average", "DocumentDatabaseProcessorBusy"),
        Panel(
            "Connections",
            _DOCUMENTS,
            (Metric("DatabaseConnectionsMax", "Maximum"), Metric("DatabaseConnectionsLimit", "Minimum")),
        ),
        _panel(
            "Reads from memory, percent", _DOCUMENTS, "BufferCacheHitRatio", "Average", "DocumentDatabaseCacheMisses"
        ),
        _panel("Bytes of the volume", _DOCUMENTS, "VolumeBytesUsed", "Maximum", "DocumentDatabaseStorageLarge"),
    ),
    "Cache": (
        _panel("Memory, percent", _NODES, "DatabaseMemoryUsagePercentage", "Maximum", "CacheMemoryHigh"),
        _panel("Processor, percent", _NODES, "EngineCPUUtilization", "Average", "CacheProcessorBusy"),
        _panel("Connections", _NODES, "CurrConnections", "Maximum", "CacheConnectionsHigh"),
        _panel("Bytes", _SERVERLESS, "BytesUsedForCache", "Maximum", "CacheStorageHigh"),
        _panel("Commands that were refused", _SERVERLESS, "ThrottledCmds", "Sum"),
        _panel("Connections", _SERVERLESS, "CurrConnections", "Maximum", "CacheConnectionsHigh"),
    ),
    "Cluster": (
        Panel(
            "Nodes", _CLUSTER, (Metric("cluster_node_count", "Maximum"), Metric("cluster_failed_node_count", "Maximum"))
        ),
        _panel("Processor of the busiest node, percent", _CLUSTER, "node_cpu_utilization", "Maximum"),
        _panel(
            "Memory of the fullest node, percent", _CLUSTER, "node_memory_utilization", "Maximum", "ClusterMemoryHigh"
        ),
        _panel(
            "Disk of the fullest node, percent", _CLUSTER, "node_filesystem_utilization", "Maximum", "ClusterDiskHigh"
        ),
    ),
    "Files": (Panel("Bytes in the bucket", Target.BUCKET, (Metric("BucketSizeBytes", "Average"),), period=DAY),),
}


def dashboard_body(
    watched: Watched,
    region: pulumi.Input[str],
    *,
    alarm_arns: Sequence[pulumi.Input[str]],
    thresholds: Mapping[str, float],
) -> dict[str, Any]:
    """The dashboard's JSON, as plain data in which identifiers may be Outputs.

    :param region: Region of what is watched.
    :param alarm_arns: Alarms whose state is shown at the top.
    :param thresholds: Numbers of the alarms that there are, by their names.
    """
    widgets: list[dict[str, Any]] = []
    y = 0
    if alarm_arns:
        widgets.append(_widget("alarm", 0, y, COLUMNS, ALARMS_HEIGHT, {"title": "Alarms", "alarms": [*alarm_arns]}))
        y += ALARMS_HEIGHT
    for title, panels in SECTIONS.items():
        shown = [panel for panel in panels if panel.target in watched]
        if not shown:
            continue
        widgets.append(_widget("text", 0, y, COLUMNS, HEADER_HEIGHT, {"markdown": f"## {title}"}))
        y += HEADER_HEIGHT
        for row in _rows(shown):
            width = COLUMNS // len(row)
            for column, panel in enumerate(row):
                properties = _diagram(panel, watched, region, thresholds)
                widgets.append(_widget("metric", column * width, y, width, HEIGHT, properties))
            y += HEIGHT
    return {"widgets": widgets}


def _rows(panels: Sequence[Panel]) -> Sequence[Sequence[Panel]]:
    """Rows of at most four panels; all widths divide the grid."""
    return [panels[start : start + 4] for start in range(0, len(panels), 4)]


def _widget(kind: str, x: int, y: int, width: int, height: int, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": kind, "x": x, "y": y, "width": width, "height": height, "properties": dict(properties)}


def _diagram(
    panel: Panel, watched: Watched, region: pulumi.Input[str], thresholds: Mapping[str, float]
) -> Mapping[str, Any]:
    properties: dict[str, Any] = {
        "title": panel.title,
        "view": "timeSeries",
        "region": GLOBAL_REGION if panel.target in GLOBAL else region,
        "period": panel.period,
        "yAxis": {"left": {"min": 0, "showUnits": False}},
        "metrics": [
            [NAMESPACES[panel.target], metric.name, *_pairs(dimensions), {"stat": metric.statistic}]
            for dimensions in watched[panel.target]
            for metric in panel.metrics
        ],
    }
    if panel.alarm in thresholds:
        line = {"label": panel.alarm, "value": thresholds[panel.alarm]}
        properties["annotations"] = {"horizontal": [line]}
    return properties


def _pairs(dimensions: Mapping[str, pulumi.Input[str]]) -> Sequence[pulumi.Input[str]]:
    return [each for pair in dimensions.items() for each in pair]
