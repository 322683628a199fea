from .costs import AnomaliesArgs, BudgetArgs, Costs, CostsArgs
from .monitoring import (
    AlarmArgs,
    Monitoring,
    MonitoringArgs,
    WatchedBedrockArgs,
    WatchedCacheArgs,
    WatchedClusterArgs,
    WatchedDocumentDatabaseArgs,
    WatchedEdgeArgs,
    WatchedPostgresArgs,
)
from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs

__all__ = [
    "AlarmArgs",
    "AnomaliesArgs",
    "BudgetArgs",
    "Costs",
    "CostsArgs",
    "IdentityKind",
    "Monitoring",
    "MonitoringArgs",
    "PodIdentity",
    "PodIdentityArgs",
    "StatementArgs",
    "WatchedBedrockArgs",
    "WatchedCacheArgs",
    "WatchedClusterArgs",
    "WatchedDocumentDatabaseArgs",
    "WatchedEdgeArgs",
    "WatchedPostgresArgs",
]
