"""What the NetworkPolicies among rendered objects let pass."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from homelab.offline.network.addresses import Address, Block, representatives
from homelab.offline.network.pods import Pod
from homelab.offline.network.rules import Endpoint, Peer, Policy, PortRule, Rule, parse
from homelab.offline.network.selectors import selects
from homelab.offline.objects import Manifest

PROTOCOLS = ("TCP", "UDP", "SCTP")
NAMESPACE_NAME = "kubernetes.io/metadata.name"
"""The label by which the API server names every namespace."""
_LAST_PORT = 65535


class NetworkPolicies:
    """The NetworkPolicies among rendered objects, and the labels of the namespaces."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        manifests = list(manifests)
        self._policies = [parse(each) for each in manifests if each["kind"] == "NetworkPolicy"]
        self._namespace_labels: Mapping[str, Mapping[str, str]] = {
            each["metadata"]["name"]: each["metadata"].get("labels") or {}
            for each in manifests
            if each["kind"] == "Namespace"
        }

    def allow(self, source: Endpoint, target: Endpoint, port: int, protocol: str = "TCP") -> bool:
        """Whether the source's egress and the target's ingress both let a connection pass.

        Blocks of addresses never match a pod: which address a pod has is the cluster's matter.

        :param port: The one that the target listens on, behind any Service.
        """

        def on_port(rule: PortRule) -> bool:
            return rule.admits(target, port, protocol)

        egress = [policy.egress for policy in self._about(source)]
        ingress = [policy.ingress for policy in self._about(target)]
        return _pass(egress, on_port, lambda peer: self._is(target, peer, source)) and _pass(
            ingress, on_port, lambda peer: self._is(source, peer, target)
        )

    def addresses(self, within: Sequence[Block]) -> list[Address]:
        """Addresses that stand for all of ``within``: one for each range that the policies treat alike."""
        return representatives(within, [peer.block for peer in self._peers() if peer.block])

    def ports(self, *known: int) -> list[tuple[int, str]]:
        """Ports that stand for all: of each protocol one for each range that the policies treat alike.

        :param known: Ports that stand for themselves alone, such as those that have a name in a pod.
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
        """The namespaces that rules admit by name."""
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

    def _about(self, endpoint: Endpoint) -> list[Policy]:
        if isinstance(endpoint, Address):
            return []
        return [
            policy
            for policy in self._policies
            if policy.namespace == endpoint.namespace and selects(policy.pods, endpoint.labels)
        ]

    def _is(self, endpoint: Endpoint, peer: Peer, subject: Endpoint) -> bool:
        """Whether ``endpoint`` is one that ``peer`` means in a policy about ``subject``."""
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


def _pass(
    directions: Iterable[Sequence[Rule] | None], on_port: Callable[[PortRule], bool], is_peer: Callable[[Peer], bool]
) -> bool:
    """Whether a rule of any of the policies admits a connection; where no policy restricts, all pass."""
    restrictions = [rules for rules in directions if rules is not None]
    return not restrictions or any(
        (not rule.ports or any(map(on_port, rule.ports))) and (not rule.peers or any(map(is_peer, rule.peers)))
        for rules in restrictions
        for rule in rules
    )
