"""Connections that rendered NetworkPolicies allow."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from homelab.offline.network.addresses import Address, Block, representatives
from homelab.offline.network.pods import Pod
from homelab.offline.network.rules import Endpoint, Peer, Policy, PortRule, Rule, parse
from homelab.offline.network.selectors import selects
from homelab.offline.objects import Manifest

PROTOCOLS = ("TCP", "UDP", "SCTP")
NAMESPACE_NAME = "kubernetes.io/metadata.name"
"""Label of every namespace with its name, set by the API server."""
_LAST_PORT = 65535


class NetworkPolicies:
    """NetworkPolicies among rendered objects, and the labels of the namespaces."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        manifests = list(manifests)
        self._policies = [parse(each) for each in manifests if each["kind"] == "NetworkPolicy"]
        self._namespace_labels: Mapping[str, Mapping[str, str]] = {
            each["metadata"]["name"]: each["metadata"].get("labels") or {}
            for each in manifests
            if each["kind"] == "Namespace"
        }
        self._cache: dict[tuple[int, int], _AllowedPorts] = {}

    def allows(self, source: Endpoint, target: Endpoint, port: int, protocol: str = "TCP") -> bool:
        """Whether the source's egress rules and the target's ingress rules both allow a connection.

        Blocks of addresses never match a pod, as the addresses of pods are unknown.

        :param port: Port that the target listens on, behind any Service.
        """
        _, _, egress, ingress = self._allowed_ports(source, target)
        return _is_allowed(egress, target, port, protocol) and _is_allowed(ingress, target, port, protocol)

    def ingress(self, pod: Pod) -> list[Rule]:
        """Rules that let others connect to ``pod``; one for everybody if no policy restricts it."""
        return _rules_of(policy.ingress for policy in self._policies_of(pod))

    def egress(self, pod: Pod) -> list[Rule]:
        """Rules that let ``pod`` connect to others; one for everybody if no policy restricts it."""
        return _rules_of(policy.egress for policy in self._policies_of(pod))

    def addresses(self, within: Sequence[Block]) -> list[Address]:
        """Representative addresses of ``within``: one for each range that the policies treat alike."""
        return representatives(within, [peer.block for peer in self._peers() if peer.block])

    def ports(self, *known: int) -> list[tuple[int, str]]:
        """Representative ports: for each protocol, one for each range that the policies treat alike.

        :param known: Ports to treat separately, such as those that have a name in a pod.
        """
        ranges = [(number, number) for number in known]
        ranges += [
            (port.port, port.end or port.port)
            for rule in self._rules()
            for port in rule.ports
            if isinstance(port.port, int)
        ]
        starts = {1, *(first for first, _ in ranges), *(last + 1 for _, last in ranges if last < _LAST_PORT)}
        return [(start, protocol) for start in sorted(starts) for protocol in PROTOCOLS]

    def named_namespaces(self) -> set[str]:
        """Namespaces that rules select by name."""
        selectors = [peer.namespaces for peer in self._peers() if peer.namespaces]
        by_label = [selector.get("matchLabels", {}).get(NAMESPACE_NAME) for selector in selectors]
        by_expression = [
            name
            for selector in selectors
            for each in selector.get("matchExpressions") or []
            if each["key"] == NAMESPACE_NAME and each["operator"] == "In"
            for name in each["values"]
        ]
        return {name for name in (*by_label, *by_expression) if name is not None}

    def _allowed_ports(self, source: Endpoint, target: Endpoint) -> "_AllowedPorts":
        """Ports that rules allow from ``source`` to ``target``, cached."""
        # Endpoints are not hashable because of their labels; keeping them makes sure that their ids stay unique.
        key = id(source), id(target)
        if key not in self._cache:
            egress = [policy.egress for policy in self._policies_of(source)]
            ingress = [policy.ingress for policy in self._policies_of(target)]
            self._cache[key] = (
                source,
                target,
                _matching_ports(egress, lambda peer: self._matches(peer, target, source)),
                _matching_ports(ingress, lambda peer: self._matches(peer, source, target)),
            )
        return self._cache[key]

    def _policies_of(self, endpoint: Endpoint) -> list[Policy]:
        if isinstance(endpoint, Address):
            return []
        return [
            policy
            for policy in self._policies
            if policy.namespace == endpoint.namespace and selects(policy.pods, endpoint.labels)
        ]

    def _matches(self, peer: Peer, endpoint: Endpoint, subject: Endpoint) -> bool:
        """Whether ``peer`` matches ``endpoint`` in a policy that applies to ``subject``."""
        if isinstance(endpoint, Address):
            return peer.block is not None and endpoint in peer.block
        if peer.block is not None or not selects(peer.pods, endpoint.labels):
            return False
        if peer.namespaces is None:
            return isinstance(subject, Pod) and endpoint.namespace == subject.namespace
        labels = {**self._namespace_labels.get(endpoint.namespace, {}), NAMESPACE_NAME: endpoint.namespace}
        return selects(peer.namespaces, labels)

    def _rules(self) -> Iterator[Rule]:
        for policy in self._policies:
            yield from policy.ingress or ()
            yield from policy.egress or ()

    def _peers(self) -> Iterator[Peer]:
        for rule in self._rules():
            yield from rule.peers


def _rules_of(directions: Iterable[Sequence[Rule] | None]) -> list[Rule]:
    restrictions = [rules for rules in directions if rules is not None]
    return [rule for rules in restrictions for rule in rules] if restrictions else [Rule((), ())]


_Ports = Sequence[Sequence[PortRule]] | None
"""Ports of each matching rule, where an empty list means all; None if no policy restricts connections."""
_AllowedPorts = tuple[Endpoint, Endpoint, _Ports, _Ports]
"""Source and target, and the ports that the source's egress and the target's ingress rules allow."""


def _matching_ports(directions: Iterable[Sequence[Rule] | None], matches: Callable[[Peer], bool]) -> _Ports:
    restrictions = [rules for rules in directions if rules is not None]
    if not restrictions:
        return None
    return [rule.ports for rules in restrictions for rule in rules if not rule.peers or any(map(matches, rule.peers))]


def _is_allowed(allowed: _Ports, target: Endpoint, port: int, protocol: str) -> bool:
    return allowed is None or any(
        not ports or any(each.allows(target, port, protocol) for each in ports) for ports in allowed
    )
