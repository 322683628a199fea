from .bedrock import BedrockAccess, BedrockAccessArgs
from .costs import AnomaliesArgs, BudgetArgs, Costs, CostsArgs
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
from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs

__all__ = [
    "AccessLogsArgs",
    "AnomaliesArgs",
    "BedrockAccess",
    "BedrockAccessArgs",
    "BudgetArgs",
    "CloudFrontArgs",
    "Costs",
    "CostsArgs",
    "Edge",
    "EdgeArgs",
    "FailoverArgs",
    "FailoverRole",
    "FirewallArgs",
    "IdentityKind",
    "LoadBalancerArgs",
    "PodIdentity",
    "PodIdentityArgs",
    "PriceClass",
    "StatementArgs",
]
