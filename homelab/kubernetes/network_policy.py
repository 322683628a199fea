"""NetworkPolicies: every workload has one, which denies all connections that it does not allow."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.application import Application
from homelab.kubernetes.inputs import apply
from homelab.kubernetes.peers import DNS, OPENSHIFT_DNS, Peer

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import NetworkPolicySpecArgsDict


def create_network_policy(
    app: Application, *, ingress: Sequence[Peer] = (), egress: Sequence[pulumi.Input[Peer]] = ()
) -> None:
    """Create the policy of an application's pods.

    :param ingress: Peers that may connect to the pods.
    :param egress: Peers that the pods may connect to.
    """
    k8s.networking.v1.NetworkPolicy(
        app.name,
        metadata=app.metadata(app.name),
        spec=network_policy_spec(app.selector, ingress=ingress, egress=egress, dns=_dns(app)),
        opts=app.options(),
    )


def network_policy_spec(
    match_labels: dict[str, pulumi.Input[str]],
    *,
    ingress: Sequence[Peer],
    egress: Sequence[pulumi.Input[Peer]],
    dns: Peer = DNS,
) -> "NetworkPolicySpecArgsDict":
    """Describe the policy of the pods with these labels; pods with egress rules may query the DNS as well."""
    spec: NetworkPolicySpecArgsDict = {
        "pod_selector": {"match_labels": match_labels},
        "policy_types": ["Ingress", "Egress"],
    }
    # The API server drops empty lists: with them, every later apply would be a change.
    if ingress:
        spec["ingress"] = [_rule("from_", peer) for peer in ingress]
    if egress:
        spec["egress"] = [apply(partial(_rule, "to"), peer) for peer in (*egress, dns)]
    return spec


def _dns(app: Application) -> Peer:
    return OPENSHIFT_DNS if app.placement.get("openshift", False) else DNS


def _rule(side: str, peer: Peer) -> Any:
    ports = [{"port": port, "protocol": protocol} for port in peer.ports for protocol in peer.protocols]
    return {**({"ports": ports} if ports else {}), **({side: list(peer.selectors)} if peer.selectors else {})}
