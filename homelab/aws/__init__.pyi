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
    "CloudFrontArgs",
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
