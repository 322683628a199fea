"""The cluster's DNS, to which network policies allow connections from all pods that may connect to anything."""

import ipaddress
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import DNS_LABEL, NETWORKS, PORT
from homelab.kubernetes.peers import Peer

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import NetworkPolicyPeerArgsDict

_PORT = 53
_NODE_LOCAL = ("169.254.20.10/32", "169.254.25.10/32")
"""NodeLocal DNSCache, by default and in Kubespray clusters. Other link-local addresses stay blocked: clouds have their
resolvers and metadata servers there."""


@constrain(namespace=DNS_LABEL, port=PORT, addresses=NETWORKS)
class DnsArgs(TypedDict):
    """The cluster's DNS, for network policies."""

    namespace: NotRequired[pulumi.Input[str]]
    """Namespace of its pods. Default: CoreDNS, kube-dns and NodeLocal DNSCache in ``kube-system``; on OpenShift
    ``openshift-dns``."""
    port: NotRequired[pulumi.Input[int]]
    """Port of its pods in addition to 53. Default: none; on OpenShift 5353."""
    addresses: NotRequired[list[str]]
    """Addresses and networks of additional servers, such as a cache on each node. Default: NodeLocal DNSCache at
    169.254.20.10 and 169.254.25.10; on OpenShift none."""


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
    blocks: list[NetworkPolicyPeerArgsDict] = [
        {"ip_block": {"cidr": str(ipaddress.ip_network(address))}} for address in args.get("addresses", _NODE_LOCAL)
    ]
    ports = (_PORT, *([args["port"]] if "port" in args else []))
    return Peer([_pods(args), *blocks], ports, protocols=("UDP", "TCP"))


def _pods(args: DnsArgs) -> "NetworkPolicyPeerArgsDict":
    namespace = args.get("namespace", "kube-system")
    pods: NetworkPolicyPeerArgsDict = {
        "namespace_selector": {"match_labels": {"kubernetes.io/metadata.name": namespace}}
    }
    if "namespace" not in args:
        names = ["kube-dns", "node-local-dns"]
        pods["pod_selector"] = {"match_expressions": [{"key": "k8s-app", "operator": "In", "values": names}]}
    return pods
