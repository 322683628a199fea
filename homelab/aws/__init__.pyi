from .bedrock import BedrockAccess, BedrockAccessArgs
from .costs import AnomaliesArgs, BudgetArgs, Costs, CostsArgs
from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs

__all__ = [
    "AnomaliesArgs",
    "BedrockAccess",
    "BedrockAccessArgs",
    "BudgetArgs",
    "Costs",
    "CostsArgs",
    "IdentityKind",
    "PodIdentity",
    "PodIdentityArgs",
    "StatementArgs",
]
