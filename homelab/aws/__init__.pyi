from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs

__all__ = [
    "IdentityKind",
    "PodIdentity",
    "PodIdentityArgs",
    "StatementArgs",
]
