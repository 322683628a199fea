"""The cluster's DNS, to which network policies allow connections from all pods that may connect to anything."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import DNS_LABEL, PORT, is_network
from homelab.kubernetes.peers import Peer, addresses

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import NetworkPolicyPeerArgsDict

_PORT = 53
_NODE_LOCAL = ("169.254.20.10", "169.254.25.10")
"""NodeLocal DNSCache, by default and in Kubespray clusters. Other link-local addresses stay blocked: clouds have their
resolvers and metadata servers there."""
_PRESETS: Mapping[str, Sequence[str]] = {
    "aks": (*_NODE_LOCAL, "10.0.0.10", "169.254.10.10", "169.254.10.11"),
    "eks": (*_NODE_LOCAL, "10.100.0.10", "172.20.0.10"),
    "gke": (*_NODE_LOCAL, "34.118.224.10", "169.254.169.254"),
    "k3s": (*_NODE_LOCAL, "10.43.0.10"),
    "kubeadm": (*_NODE_LOCAL, "10.96.0.10"),
    "kubespray": (*_NODE_LOCAL, "10.233.0.3"),
}
"""Servers by kind of cluster: the address of the DNS's Service by default, which NodeLocal DNSCache takes over on each
node; AKS's LocalDNS; GKE's Cloud DNS, at its metadata server's address."""
SERVERS = Constraint(
    f"a list of networks such as '10.96.0.10' and of kinds of clusters: {', '.join(_PRESETS)}",
    lambda value: all(each in _PRESETS or is_network(each) for each in value),
)


@constrain(namespace=DNS_LABEL, port=PORT, addresses=SERVERS)
class DnsArgs(TypedDict):
    """The cluster's DNS, for network policies."""

    namespace: NotRequired[pulumi.Input[str]]
    """Namespace of its pods. Default: CoreDNS, kube-dns and NodeLocal DNSCache in ``kube-system``; on OpenShift
    ``openshift-dns``."""
    port: NotRequired[pulumi.Input[int]]
    """Port of its pods in addition to 53. Default: none; on OpenShift 5353."""
    addresses: NotRequired[list[str]]
    """Servers that are not pods: addresses and networks, and ``aks``, ``eks``, ``gke``, ``k3s``, ``kubeadm`` or
    ``kubespray`` for those of such a cluster with its default addresses. NodeLocal DNSCache is asked at the address of
    the DNS's Service. Default: NodeLocal DNSCache at 169.254.20.10 and 169.254.25.10; on OpenShift none."""


_OPENSHIFT: DnsArgs = {"namespace": "openshift-dns", "port": 5353, "addresses": []}
_OPENSHIFT_PODS: "NetworkPolicyPeerArgsDict" = {
    "namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": "openshift-dns"}},
    "pod_selector": {"match_labels": {"dns.operator.openshift.io/daemonset-dns": "default"}},
}


def dns_peer(args: DnsArgs, *, openshift: bool = False) -> Peer:
    """The DNS, as a peer of a network policy.

    :param openshift: Whether defaults are those of OpenShift.
    """
    if openshift and not args:
        # The Service listens on 53, but policies are about the pod's own port.
        return Peer([_OPENSHIFT_PODS], (5353,), protocols=("UDP", "TCP"))
    if openshift:
        args = {**_OPENSHIFT, **args}
    servers = [server for each in args.get("addresses", _NODE_LOCAL) for server in _PRESETS.get(each, [each])]
    port = args.get("port", _PORT)
    ports = (_PORT,) if port == _PORT else (_PORT, port)
    return Peer([_pods(args), *addresses(servers).selectors], ports, protocols=("UDP", "TCP"))


def _pods(args: DnsArgs) -> "NetworkPolicyPeerArgsDict":
    namespace = args.get("namespace", "kube-system")
    pods: NetworkPolicyPeerArgsDict = {
        "namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": namespace}}
    }
    if "namespace" not in args:
        names = ["kube-dns", "node-local-dns"]
        pods["pod_selector"] = {"match_expressions": [{"key": "k8s-app", "operator": "In", "values": names}]}
    return pods
