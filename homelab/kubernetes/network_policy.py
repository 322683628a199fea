"""Who may talk to whom: every workload has one policy, and what the policy does not name is refused."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pulumi

from homelab.kubernetes.labels import instance_selector
from homelab.kubernetes.private_hosts import is_private

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import NetworkPolicyPeerArgsDict, NetworkPolicySpecArgsDict

_PRIVATE_IPV4 = ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
_PRIVATE_IPV6 = ("fc00::/7", "fe80::/10")


@dataclass(frozen=True)
class Peer:
    """One side of allowed connections: whoever ``selectors`` match (none: everyone), on ``ports`` (none: all)."""

    selectors: Sequence["NetworkPolicyPeerArgsDict"]
    ports: Sequence[pulumi.Input[int]]
    protocols: Sequence[str] = ("TCP",)


def workload(name: pulumi.Input[str], *ports: pulumi.Input[int]) -> Peer:
    """The pods of the `Application` called ``name`` in the same namespace."""
    return Peer([{"pod_selector": {"match_labels": instance_selector(name)}}], ports)


def own_namespace(*ports: pulumi.Input[int]) -> Peer:
    """Every pod of the same namespace."""
    return Peer([{"pod_selector": {}}], ports)


def clients(names: Sequence[pulumi.Input[str]] | None, *ports: pulumi.Input[int]) -> list[Peer]:
    """The workloads of these names, or for None every pod of the same namespace."""
    return [own_namespace(*ports)] if names is None else [workload(name, *ports) for name in names]


def any_namespace(*ports: pulumi.Input[int]) -> Peer:
    """Every pod of the cluster: for what an ingress controller of unknown whereabouts must reach."""
    return Peer([{"namespace_selector": {}}], ports)


def namespace(name: pulumi.Input[str], *ports: pulumi.Input[int]) -> Peer:
    """Every pod of another namespace."""
    return Peer([{"namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": name}}}], ports)


def internet(*ports: pulumi.Input[int]) -> Peer:
    """Public addresses; private, shared and link-local ones are left out."""
    return Peer(
        [
            {"ip_block": {"cidr": "0.0.0.0/0", "except_": list(_PRIVATE_IPV4)}},
            {"ip_block": {"cidr": "::/0", "except_": list(_PRIVATE_IPV6)}},
        ],
        ports,
    )


def anywhere(*ports: pulumi.Input[int]) -> Peer:
    """Every pod, and every address but link-local ones: for a service whose address is not known beforehand."""
    return Peer(
        [
            {"namespace_selector": {}},
            {"ip_block": {"cidr": "0.0.0.0/0", "except_": ["169.254.0.0/16"]}},
            # Of unique local addresses, that of AWS's metadata alone.
            {"ip_block": {"cidr": "::/0", "except_": ["fe80::/10", "fd00:ec2::254/128"]}},
        ],
        ports,
    )


def backend(name: pulumi.Input[str] | None, port: pulumi.Input[int]) -> Peer:
    """The workload called ``name``, or for None a service outside of the cluster."""
    return anywhere(port) if name is None else workload(name, port)


def server_at(address: str) -> Peer:
    """Where a URL leads: a namespace of this cluster, one address, the public internet, or who knows where."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removesuffix(".")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    labels = host.split(".")
    if host.endswith((".svc", ".svc.cluster.local")) and len(labels) >= 3:
        # A policy sees the port of the pod, which need not be the one of the Service that the URL names.
        return namespace(labels[1])
    try:
        cidr = str(ipaddress.ip_network(host))
    except ValueError:
        return internet(port) if port in (80, 443) and not is_private(host) else anywhere(port)
    return Peer([{"ip_block": {"cidr": cidr}}], (port,))


_DNS = Peer(
    [
        {
            "namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": "kube-system"}},
            "pod_selector": {
                "match_expressions": [{"key": "k8s-app", "operator": "In", "values": ["kube-dns", "node-local-dns"]}]
            },
        },
        # NodeLocal DNSCache, by default and in clusters made by Kubespray. The other link-local addresses stay closed:
        # clouds have their resolvers and metadata servers there.
        {"ip_block": {"cidr": "169.254.20.10/32"}},
        {"ip_block": {"cidr": "169.254.25.10/32"}},
    ],
    ports=(53,),
    protocols=("UDP", "TCP"),
)


def network_policy_spec(
    pods: dict[str, pulumi.Input[str]], *, clients: Sequence[Peer], backends: Sequence[Peer]
) -> "NetworkPolicySpecArgsDict":
    """Admit ``clients`` to ``pods``, and let ``pods`` reach ``backends``; who reaches anything may ask the DNS."""
    spec: NetworkPolicySpecArgsDict = {
        "pod_selector": {"match_labels": pods},
        "policy_types": ["Ingress", "Egress"],
    }
    # The server drops empty lists: writing them would make every later apply a change.
    if clients:
        spec["ingress"] = [_rule("from_", client) for client in clients]
    if backends:
        spec["egress"] = [_rule("to", backend) for backend in (*backends, _DNS)]
    return spec


def _rule(side: str, peer: Peer) -> Any:
    ports = [{"port": port, "protocol": protocol} for port in peer.ports for protocol in peer.protocols]
    return {**({"ports": ports} if ports else {}), **({side: list(peer.selectors)} if peer.selectors else {})}
