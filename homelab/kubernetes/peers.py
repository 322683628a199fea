"""Peers: the other side of the connections that a NetworkPolicy allows."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pulumi

from homelab.kubernetes.labels import instance_selector
from homelab.kubernetes.private_hosts import is_private

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import NetworkPolicyPeerArgsDict

_PRIVATE_IPV4 = ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
_PRIVATE_IPV6 = ("fc00::/7", "fe80::/10")


@dataclass(frozen=True)
class Peer:
    """The other side of allowed connections: what ``selectors`` match (none: anything), on ``ports`` (none: all)."""

    selectors: Sequence["NetworkPolicyPeerArgsDict"]
    ports: Sequence[pulumi.Input[int]]
    protocols: Sequence[str] = ("TCP",)


def pods(name: pulumi.Input[str], *ports: pulumi.Input[int]) -> Peer:
    """Pods of the workload ``name`` in the same namespace."""
    return Peer([{"pod_selector": {"match_labels": instance_selector(name)}}], ports)


def own_namespace(*ports: pulumi.Input[int]) -> Peer:
    """Every pod of the same namespace."""
    return Peer([{"pod_selector": {}}], ports)


def clients(names: Sequence[pulumi.Input[str]] | None, *ports: pulumi.Input[int]) -> list[Peer]:
    """Workloads by name, or every pod of the same namespace for None."""
    return [own_namespace(*ports)] if names is None else [pods(name, *ports) for name in names]


def any_namespace(*ports: pulumi.Input[int]) -> Peer:
    """Every pod of the cluster; for clients in an unknown namespace, such as an ingress controller."""
    return Peer([{"namespace_selector": {}}], ports)


def namespace(name: pulumi.Input[str], *ports: pulumi.Input[int]) -> Peer:
    """Every pod of another namespace."""
    return Peer([{"namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": name}}}], ports)


def internet(*ports: pulumi.Input[int]) -> Peer:
    """Public addresses, without private, shared and link-local ones."""
    return Peer(
        [
            {"ip_block": {"cidr": "0.0.0.0/0", "except_": list(_PRIVATE_IPV4)}},
            {"ip_block": {"cidr": "::/0", "except_": list(_PRIVATE_IPV6)}},
        ],
        ports,
    )


def any_address(*ports: pulumi.Input[int]) -> Peer:
    """Every pod, and every address but link-local ones: for a server whose address is not known beforehand."""
    return Peer(
        [
            {"namespace_selector": {}},
            {"ip_block": {"cidr": "0.0.0.0/0", "except_": ["169.254.0.0/16"]}},
            # Of the unique local addresses, only AWS's metadata server is excluded.
            {"ip_block": {"cidr": "::/0", "except_": ["fe80::/10", "fd00:ec2::254/128"]}},
        ],
        ports,
    )


def peer_of_url(url: str) -> Peer:
    """Server of a URL, see `peer_of_host`."""
    return peer_of_host(urlsplit(url).hostname or "", url_port(url))


def peer_of_host(host: str, port: int) -> Peer:
    """Server at ``host``: a namespace of this cluster, one address, the internet, or any address."""
    host = host.removesuffix(".")
    labels = host.split(".")
    if host.endswith((".svc", ".svc.cluster.local")) and len(labels) >= 3:
        # Policies apply to the pod's port, which may differ from the port of the Service in the URL.
        return namespace(labels[1])
    try:
        cidr = str(ipaddress.ip_network(host))
    except ValueError:
        return internet(port) if port in (80, 443) and not is_private(host) else any_address(port)
    return Peer([{"ip_block": {"cidr": cidr}}], (port,))


def url_port(url: str) -> int:
    """The TCP port of an HTTP URL."""
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


DNS = Peer(
    [
        {
            "namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": "kube-system"}},
            "pod_selector": {
                "match_expressions": [{"key": "k8s-app", "operator": "In", "values": ["kube-dns", "node-local-dns"]}]
            },
        },
        # NodeLocal DNSCache, by default and in Kubespray clusters. Other link-local addresses stay blocked: clouds have
        # their resolvers and metadata servers there.
        {"ip_block": {"cidr": "169.254.20.10/32"}},
        {"ip_block": {"cidr": "169.254.25.10/32"}},
    ],
    ports=(53,),
    protocols=("UDP", "TCP"),
)
"""The cluster's DNS."""

OPENSHIFT_DNS = Peer(
    [
        {
            "namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": "openshift-dns"}},
            "pod_selector": {"match_labels": {"dns.operator.openshift.io/daemonset-dns": "default"}},
        }
    ],
    # The Service listens on 53, but policies are about the pod's own port.
    ports=(5353,),
    protocols=("UDP", "TCP"),
)
"""OpenShift's DNS."""


def openshift_router(*ports: pulumi.Input[int]) -> Peer:
    """OpenShift's router, in its own network or in that of its nodes."""
    kinds = ("ingress", "host-network")
    labels = [f"policy-group.network.openshift.io/{kind}" for kind in kinds]
    return Peer([{"namespace_selector": {"match_labels": {label: ""}}} for label in labels], ports)
