"""Monitoring on AWS: alarms and whom they tell, a dashboard, and Container Insights of the cluster."""

from homelab.aws.monitoring.args import AlarmArgs, MonitoringArgs
from homelab.aws.monitoring.component import Monitoring
from homelab.aws.monitoring.watched_args import (
    WatchedBedrockArgs,
    WatchedCacheArgs,
    WatchedClusterArgs,
    WatchedDocumentDatabaseArgs,
    WatchedEdgeArgs,
    WatchedPostgresArgs,
)

__all__ = [
    "AlarmArgs",
    "Monitoring",
    "MonitoringArgs",
    "WatchedBedrockArgs",
    "WatchedCacheArgs",
    "WatchedClusterArgs",
    "WatchedDocumentDatabaseArgs",
    "WatchedEdgeArgs",
    "WatchedPostgresArgs",
]
