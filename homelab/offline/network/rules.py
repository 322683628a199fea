"""NetworkPolicies, parsed from their manifests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from homelab.offline.network.addresses import Address, Block
from homelab.offline.network.pods import DEFAULT_NAMESPACE, Pod, Port
from homelab.offline.objects import Manifest

Endpoint: TypeAlias = Pod | Address
Selector: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PortRule:
    """Ports of one protocol: all of them, a range, or those with a name in the target pod."""

    protocol: str
    port: int | str | None
    end: int | None

    def allows(self, target: Endpoint, port: int, protocol: str) -> bool:
        """Whether a connection to ``port`` of ``target`` is allowed."""
        if protocol != self.protocol:
            return False
        if isinstance(self.port, str):
            return isinstance(target, Pod) and Port(self.port, port, protocol) in target.ports
        return self.port is None or self.port <= port <= (self.end or self.port)


@dataclass(frozen=True, slots=True)
class Peer:
    """Peer of a rule: either ``block``, or pods by their labels and those of their namespace."""

    pods: Selector
    namespaces: Selector | None
    """None for the policy's own namespace."""
    block: Block | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Allowed connections: with any of the peers, on any of the ports."""

    peers: tuple[Peer, ...]
    """Empty for all peers."""
    ports: tuple[PortRule, ...]
    """Empty for all ports and protocols."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A NetworkPolicy."""

    namespace: str
    pods: Selector
    ingress: tuple[Rule, ...] | None
    """None if the policy does not apply to incoming connections."""
    egress: tuple[Rule, ...] | None
    """None if the policy does not apply to outgoing connections."""


def parse(manifest: Manifest) -> Policy:
    """Parse a NetworkPolicy, with the defaults of the API server."""
    spec = manifest["spec"]
    types = policy_types(spec)
    return Policy(
        manifest["metadata"].get("namespace", DEFAULT_NAMESPACE),
        spec.get("podSelector") or {},
        _rules(spec.get("ingress"), "from") if "Ingress" in types else None,
        _rules(spec.get("egress"), "to") if "Egress" in types else None,
    )


def policy_types(spec: Mapping[str, Any]) -> Sequence[str]:
    """What a NetworkPolicy restricts: ``Ingress``, ``Egress`` or both, with the default of the API server."""
    # An empty list of egress rules does not make it an egress policy.
    return spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]


def _rules(rules: Sequence[Mapping[str, Any]] | None, side: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(tuple(map(_peer, rule.get(side) or [])), tuple(map(_port_rule, rule.get("ports") or [])))
        for rule in rules or []
    )


def _peer(peer: Mapping[str, Any]) -> Peer:
    block = Block.parse(peer["ipBlock"]) if "ipBlock" in peer else None
    return Peer(peer.get("podSelector") or {}, peer.get("namespaceSelector"), block)


def _port_rule(port: Mapping[str, Any]) -> PortRule:
    return PortRule(port.get("protocol", "TCP"), port.get("port"), port.get("endPort"))
