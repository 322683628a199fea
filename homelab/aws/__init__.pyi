from .audit import Audit, AuditArgs
from .content_delivery import FileDistributionArgs
from .file_bucket import FileBucket, FileBucketArgs, FileLifecycleArgs
from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs

__all__ = [
    "Audit",
    "AuditArgs",
    "FileBucket",
    "FileBucketArgs",
    "FileDistributionArgs",
    "FileLifecycleArgs",
    "IdentityKind",
    "PodIdentity",
    "PodIdentityArgs",
    "StatementArgs",
]
