"""Secrets of a workspace in AWS Secrets Manager, and in the cluster by External Secrets."""

from homelab.aws.workspace_secrets.args import (
    GeneratedArgs,
    ReplicaArgs,
    SecretArgs,
    StoreIdentityArgs,
    WorkspaceSecretsArgs,
)
from homelab.aws.workspace_secrets.component import WorkspaceSecrets

__all__ = [
    "GeneratedArgs",
    "ReplicaArgs",
    "SecretArgs",
    "StoreIdentityArgs",
    "WorkspaceSecrets",
    "WorkspaceSecretsArgs",
]
