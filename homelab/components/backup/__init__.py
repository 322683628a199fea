"""Backups of a workspace."""

from homelab.components.backup.args import BackupArgs, BackupStore, WorkspaceBackupArgs
from homelab.components.backup.component import Backup

__all__ = ["Backup", "BackupArgs", "BackupStore", "WorkspaceBackupArgs"]
