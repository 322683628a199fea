from .audit import Audit, AuditArgs
from .bedrock import BedrockAccess, BedrockAccessArgs
from .content_delivery import FileDistributionArgs
from .costs import AnomaliesArgs, BudgetArgs, Costs, CostsArgs
from .file_bucket import FileBucket, FileBucketArgs, FileLifecycleArgs
from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs

__all__ = [
    "AnomaliesArgs",
    "Audit",
    "AuditArgs",
    "BedrockAccess",
    "BedrockAccessArgs",
    "BudgetArgs",
    "Costs",
    "CostsArgs",
    "FileBucket",
    "FileBucketArgs",
    "FileDistributionArgs",
    "FileLifecycleArgs",
    "IdentityKind",
    "PodIdentity",
    "PodIdentityArgs",
    "StatementArgs",
]
