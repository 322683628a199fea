from .audit import Audit, AuditArgs
from .backup import Backup, BackupArgs, BackupCopyArgs, BackupLockArgs, LockMode, RetentionArgs
from .bedrock import BedrockAccess, BedrockAccessArgs
from .cache import Cache, CacheArgs, CacheKind
from .content_delivery import FileDistributionArgs
from .costs import AnomaliesArgs, BudgetArgs, Costs, CostsArgs
from .document_database import DocumentDatabase, DocumentDatabaseArgs, DocumentDatabaseKind
from .edge.args import (
    AccessLogsArgs,
    CloudFrontArgs,
    EdgeArgs,
    FailoverArgs,
    FailoverRole,
    FirewallArgs,
    LoadBalancerArgs,
    PriceClass,
)
from .edge.component import Edge
from .file_bucket import FileBucket, FileBucketArgs, FileLifecycleArgs, FileReplica, FileReplicaArgs
from .global_cluster import GlobalClusterArgs
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
from .postgres_database import PostgresDatabase, PostgresDatabaseArgs, PostgresKind
from .retrieval_api.args import RetrievalApiArgs
from .retrieval_api.component import RetrievalApi
from .retrieval_api.function.settings import StoreKind
from .workspace.args import AWSWorkspaceArgs
from .workspace.component import AWSWorkspace
from .workspace.nodes import NodeProvisioner, NodesArgs
from .workspace_secrets import WorkspaceSecrets, WorkspaceSecretsArgs

__all__ = [
    "AWSWorkspace",
    "AWSWorkspaceArgs",
    "AccessLogsArgs",
    "AlarmArgs",
    "AnomaliesArgs",
    "Audit",
    "AuditArgs",
    "Backup",
    "BackupArgs",
    "BackupCopyArgs",
    "BackupLockArgs",
    "BedrockAccess",
    "BedrockAccessArgs",
    "BudgetArgs",
    "Cache",
    "CacheArgs",
    "CacheKind",
    "CloudFrontArgs",
    "Costs",
    "CostsArgs",
    "DocumentDatabase",
    "DocumentDatabaseArgs",
    "DocumentDatabaseKind",
    "Edge",
    "EdgeArgs",
    "FailoverArgs",
    "FailoverRole",
    "FileBucket",
    "FileBucketArgs",
    "FileDistributionArgs",
    "FileLifecycleArgs",
    "FileReplica",
    "FileReplicaArgs",
    "FirewallArgs",
    "GlobalClusterArgs",
    "IdentityKind",
    "LoadBalancerArgs",
    "LockMode",
    "Monitoring",
    "MonitoringArgs",
    "NodeProvisioner",
    "NodesArgs",
    "PodIdentity",
    "PodIdentityArgs",
    "PostgresDatabase",
    "PostgresDatabaseArgs",
    "PostgresKind",
    "PriceClass",
    "RetentionArgs",
    "RetrievalApi",
    "RetrievalApiArgs",
    "StatementArgs",
    "StoreKind",
    "WatchedBedrockArgs",
    "WatchedCacheArgs",
    "WatchedClusterArgs",
    "WatchedDocumentDatabaseArgs",
    "WatchedEdgeArgs",
    "WatchedPostgresArgs",
    "WorkspaceSecrets",
    "WorkspaceSecretsArgs",
]
