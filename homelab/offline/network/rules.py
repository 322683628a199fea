"""NetworkPolicies, read from their manifests."""

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
    """Ports of one protocol: all of them, a range, or the ones that have a name in the pod that is connected to."""

    protocol: str
    port: int | str | None
    end: int | None

    def admits(self, target: Endpoint, port: int, protocol: str) -> bool:
        """Whether a connection to ``port`` of ``target`` passes."""
        if protocol != self.protocol:
            return False
        if isinstance(self.port, str):
            return isinstance(target, Pod) and Port(self.port, port, protocol) in target.ports
        return self.port is None or self.port <= port <= (self.end or self.port)


@dataclass(frozen=True, slots=True)
class Peer:
    """Whom a rule is about: either ``block``, or pods by their labels and those of their namespace."""

    pods: Selector
    namespaces: Selector | None
    """None for the policy's own namespace."""
    block: Block | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Connections that pass: with any of the peers, on any of the ports."""

    peers: tuple[Peer, ...]
    """None means everyone."""
    ports: tuple[PortRule, ...]
    """None means every port of every protocol."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A NetworkPolicy."""

    namespace: str
    pods: Selector
    ingress: tuple[Rule, ...] | None
    """None where the policy has nothing to say about incoming connections."""
    egress: tuple[Rule, ...] | None
    """None where the policy has nothing to say about outgoing connections."""


def parse(manifest: Manifest) -> Policy:
    """The policy that ``manifest`` describes, with the defaults of the API server."""
    spec = manifest["spec"]
    # An empty list of egress rules does not make it a policy about egress.
    types: Sequence[str] = spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    return Policy(
        manifest["metadata"].get("namespace", DEFAULT_NAMESPACE),
        spec.get("podSelector") or {},
        _rules(spec.get("ingress"), "from") if "Ingress" in types else None,
        _rules(spec.get("egress"), "to") if "Egress" in types else None,
    )


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
