from .bedrock import BedrockAccess, BedrockAccessArgs
from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs
from .workspace_secrets import WorkspaceSecrets, WorkspaceSecretsArgs

__all__ = [
    "BedrockAccess",
    "BedrockAccessArgs",
    "IdentityKind",
    "PodIdentity",
    "PodIdentityArgs",
    "StatementArgs",
    "WorkspaceSecrets",
    "WorkspaceSecretsArgs",
]
