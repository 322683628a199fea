"""Allowed connections, computed from rendered pods, Services and NetworkPolicies."""

from homelab.offline.network.addresses import Address, Block
from homelab.offline.network.markdown import to_markdown
from homelab.offline.network.matrix import Access, Matrix, outside_matrix, service_matrix
from homelab.offline.network.pods import Pod, Port, pods
from homelab.offline.network.policies import NetworkPolicies
from homelab.offline.network.rules import Peer, PortRule, Rule
from homelab.offline.network.services import ServicePort, pods_behind, resolve_host, service_ports

__all__ = [
    "Access",
    "Address",
    "Block",
    "Matrix",
    "NetworkPolicies",
    "Peer",
    "Pod",
    "Port",
    "PortRule",
    "Rule",
    "ServicePort",
    "outside_matrix",
    "pods",
    "pods_behind",
    "resolve_host",
    "service_matrix",
    "service_ports",
    "to_markdown",
]
