"""NetworkPolicies: every workload has one, which denies all connections that it does not allow."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.application import Application
from homelab.kubernetes.dns import dns_peer
from homelab.kubernetes.inputs import apply
from homelab.kubernetes.peers import Peer, covers

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import NetworkPolicySpecArgsDict

Peers = Sequence[pulumi.Input[Peer] | pulumi.Input[Sequence[Peer]]]
"""Peers, or lists of peers for connections to several servers."""


def create_network_policy(app: Application, *, ingress: Peers = (), egress: Peers = ()) -> None:
    """Create the policy of an application's pods.

    :param ingress: Peers that may connect to the pods.
    :param egress: Peers that the pods may connect to.
    """
    k8s.networking.v1.NetworkPolicy(
        app.name,
        metadata=app.metadata(app.name),
        spec=network_policy_spec(app.selector, ingress=ingress, egress=[_dns(app), *egress] if egress else ()),
        opts=app.options(),
    )


def network_policy_spec(
    match_labels: dict[str, pulumi.Input[str]], *, ingress: Peers, egress: Peers
) -> "NetworkPolicySpecArgsDict":
    """Describe the policy of the pods with these labels."""
    spec: NetworkPolicySpecArgsDict = {
        "pod_selector": {"match_labels": match_labels},
        "policy_types": ["Ingress", "Egress"],
    }
    # The API server drops empty lists: with them, every later apply would be a change.
    if ingress:
        spec["ingress"] = apply(_ingress_rules, [*ingress])
    if egress:
        spec["egress"] = apply(_egress_rules, [*egress])
    return spec


def _dns(app: Application) -> Peer:
    return dns_peer(app.dns, openshift=app.placement.get("openshift", False))


def _ingress_rules(peers: Sequence[Peer | Sequence[Peer]]) -> Any:
    """One rule for all peers with the same ports, so that another client is a small change."""
    merged: list[Peer] = []
    for peer in _with_all_ports(peers):
        index = next((i for i, each in enumerate(merged) if _ports(each) == _ports(peer)), None)
        if index is None:
            merged.append(peer)
            continue
        known = merged[index]
        new_selectors = [each for each in peer.selectors if each not in known.selectors]
        selectors = [*known.selectors, *new_selectors] if known.selectors and peer.selectors else ()
        merged[index] = replace(known, selectors=selectors)
    return [_rule("from_", peer) for peer in _without_repeated(merged)]


def _egress_rules(peers: Sequence[Peer | Sequence[Peer]]) -> Any:
    """One rule for all ports of the same peers, so that another server is a small change."""
    return [_rule("to", peer) for peer in _without_repeated(_without_covered(_with_all_ports(peers)))]


def _with_all_ports(peers: Sequence[Peer | Sequence[Peer]]) -> list[Peer]:
    """The same peers once, with all of their ports."""
    merged: list[Peer] = []
    for peer in _flatten(peers):
        index = next((i for i, each in enumerate(merged) if _same_peers(each, peer)), None)
        if index is None:
            merged.append(peer)
        else:
            known = merged[index]
            new_ports = [port for port in peer.ports if port not in known.ports]
            merged[index] = replace(known, ports=[*known.ports, *new_ports] if known.ports and peer.ports else ())
    return merged


def _same_peers(one: Peer, other: Peer) -> bool:
    return (one.selectors, one.protocols) == (other.selectors, other.protocols)


def _without_covered(peers: Sequence[Peer]) -> list[Peer]:
    """The peers without ports that a wider peer allows; a peer with no other ports is replaced by the wider one."""
    kept: list[Peer] = []
    for peer in peers:
        wider = next((each for each in peers if peer.ports and covers(each, peer)), None)
        remaining = [port for port in peer.ports if wider and wider.ports and port not in wider.ports]
        if wider is None:
            kept.append(peer)
        elif remaining:
            kept.append(replace(peer, ports=remaining))
        else:
            kept.append(wider)
    return [peer for index, peer in enumerate(kept) if peer not in kept[:index]]


def _without_repeated(peers: Sequence[Peer]) -> list[Peer]:
    """The peers without what one before them allows."""
    kept: list[Peer] = []
    for peer in peers:
        selectors = [each for each in peer.selectors if not any(_allows(other, peer, each) for other in kept)]
        if len(selectors) == len(peer.selectors):
            kept.append(peer)
        elif selectors:
            kept.append(replace(peer, selectors=selectors))
    return kept


def _allows(other: Peer, peer: Peer, selector: Any) -> bool:
    """Whether ``other`` allows what ``peer`` does of one selector."""
    ports = not other.ports or (bool(peer.ports) and all(port in other.ports for port in peer.ports))
    return ports and other.protocols == peer.protocols and (not other.selectors or selector in other.selectors)


def _flatten(peers: Sequence[Peer | Sequence[Peer]]) -> Iterator[Peer]:
    for each in peers:
        for peer in [each] if isinstance(each, Peer) else each:
            yield replace(peer, ports=[port for index, port in enumerate(peer.ports) if port not in peer.ports[:index]])


def _ports(peer: Peer) -> tuple[list[pulumi.Input[int]], list[str]]:
    return [*peer.ports], [*peer.protocols]


def _rule(side: str, peer: Peer) -> Any:
    ports = [{"port": port, "protocol": protocol} for port in peer.ports for protocol in peer.protocols]
    return {**({"ports": ports} if ports else {}), **({side: list(peer.selectors)} if peer.selectors else {})}
