"""NetworkPolicies: every workload has one, which denies all connections that it does not allow."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.application import Application
from homelab.kubernetes.dns import dns_peer
from homelab.kubernetes.inputs import apply
from homelab.kubernetes.peers import Peer, without_covered

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import NetworkPolicySpecArgsDict

Peers = Sequence[pulumi.Input[Peer] | pulumi.Input[Sequence[Peer]]]
"""Peers, or lists of peers for connections to several servers."""
_Port: TypeAlias = tuple[pulumi.Input[int], str]
"""Port and protocol."""
_ANYTHING: Any = None
"""Stands among selectors for a peer without selectors."""


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
        spec["ingress"] = apply(partial(_rules, "from_"), [*ingress])
    if egress:
        spec["egress"] = apply(partial(_rules, "to"), [*egress])
    return spec


def _dns(app: Application) -> Peer:
    return dns_peer(app.dns, openshift=app.placement.get("openshift", False))


def _rules(side: str, peers: Sequence[Peer | Sequence[Peer]]) -> Any:
    """One rule for all ports with the same peers: nothing is allowed twice, and another peer is a small change."""
    selectors_of = _selectors_by_port(peers)
    on_all_ports = selectors_of.get(None, [])
    rules: list[tuple[list[_Port | None], list[Any]]] = []
    for port, all_selectors in selectors_of.items():
        allowed = on_all_ports if port is not None else []
        selectors = [each for each in without_covered(all_selectors) if allowed != [_ANYTHING] and each not in allowed]
        same = next((ports for ports, others in rules if others == selectors), None)
        if same is not None:
            same.append(port)
        elif selectors:
            rules.append(([port], selectors))
    return [_rule(side, ports, selectors) for ports, selectors in rules]


def _selectors_by_port(peers: Sequence[Peer | Sequence[Peer]]) -> dict[_Port | None, list[Any]]:
    """Selectors of each port, each of them once; None stands for all ports."""
    found: dict[_Port | None, list[Any]] = {}
    for peer in _flatten(peers):
        for port in [(port, protocol) for port in peer.ports for protocol in peer.protocols] or [None]:
            known = found.setdefault(port, [])
            if not peer.selectors:
                known[:] = [_ANYTHING]
            elif known != [_ANYTHING]:
                known.extend(each for each in peer.selectors if each not in known)
    return found


def _flatten(peers: Sequence[Peer | Sequence[Peer]]) -> Iterator[Peer]:
    for each in peers:
        yield from [each] if isinstance(each, Peer) else each


def _rule(side: str, ports: Sequence[_Port | None], selectors: Sequence[Any]) -> Any:
    listed = [{"port": port[0], "protocol": port[1]} for port in ports if port is not None]
    return {
        **({"ports": listed} if listed else {}),
        **({} if selectors == [_ANYTHING] else {side: [*selectors]}),
    }
