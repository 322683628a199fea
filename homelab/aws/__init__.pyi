from .audit import Audit, AuditArgs
from .backup import Backup, BackupArgs, BackupCopyArgs, BackupLockArgs, LockMode, RetentionArgs
from .content_delivery import FileDistributionArgs
from .file_bucket import FileBucket, FileBucketArgs, FileLifecycleArgs, FileReplica, FileReplicaArgs
from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs

__all__ = [
    "Audit",
    "AuditArgs",
    "Backup",
    "BackupArgs",
    "BackupCopyArgs",
    "BackupLockArgs",
    "FileBucket",
    "FileBucketArgs",
    "FileDistributionArgs",
    "FileLifecycleArgs",
    "FileReplica",
    "FileReplicaArgs",
    "IdentityKind",
    "LockMode",
    "PodIdentity",
    "PodIdentityArgs",
    "RetentionArgs",
    "StatementArgs",
]
