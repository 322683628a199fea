"""Who may talk to whom, worked out from rendered objects: pods, Services and NetworkPolicies."""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class Pod:
    """The pods of one workload; all of them are alike."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    ports: frozenset[int]


@dataclass(frozen=True)
class Address:
    """An address that is no pod's."""

    ip: str


Endpoint = Pod | Address


def pods(manifests: Iterable[Manifest]) -> list[Pod]:
    """One pod for each workload."""
    return [
        Pod(
            each["metadata"]["name"],
            each["metadata"]["namespace"],
            template["metadata"]["labels"],
            frozenset(port["containerPort"] for c in template["spec"]["containers"] for port in c.get("ports", [])),
        )
        for each in manifests
        if (template := each.get("spec", {}).get("template")) and each["kind"] in ("Deployment", "StatefulSet", "Job")
    ]


def behind(service: Manifest, candidates: Sequence[Pod]) -> list[Pod]:
    """The pods that a Service leads to; a Service without a selector leads to none."""
    selector = service["spec"].get("selector")
    if not selector:
        return []
    return [
        pod for pod in candidates if pod.namespace == service["metadata"]["namespace"] and _has(pod.labels, selector)
    ]


def is_allowed(source: Endpoint, target: Endpoint, port: int, protocol: str, manifests: Sequence[Manifest]) -> bool:
    """Whether the source's egress and the target's ingress both let the connection pass."""
    policies = [each for each in manifests if each["kind"] == "NetworkPolicy"]
    leaves = _passes(source, target, port, protocol, policies, "egress", "to")
    return leaves and _passes(target, source, port, protocol, policies, "ingress", "from")


def _passes(
    subject: Endpoint, peer: Endpoint, port: int, protocol: str, policies: Sequence[Manifest], direction: str, side: str
) -> bool:
    if isinstance(subject, Address):
        return True
    own = [policy for policy in policies if _selects(policy, subject, direction)]
    if not own:
        return True
    rules = [rule for policy in own for rule in policy["spec"].get(direction) or []]
    return any(
        _port_matches(rule, port, protocol)
        and (not rule.get(side) or any(_peer_matches(each, peer, subject) for each in rule[side]))
        for rule in rules
    )


def _selects(policy: Manifest, pod: Pod, direction: str) -> bool:
    spec = policy["spec"]
    types = spec.get("policyTypes") or ["Ingress", *(["Egress"] if "egress" in spec else [])]
    return (
        direction.capitalize() in types
        and policy["metadata"]["namespace"] == pod.namespace
        and _matches(spec["podSelector"], pod.labels)
    )


def _port_matches(rule: Manifest, port: int, protocol: str) -> bool:
    ports = rule.get("ports")
    if not ports:
        return True
    return any(
        each.get("protocol", "TCP") == protocol
        and each.get("port", port) <= port <= each.get("endPort", each.get("port", port))
        for each in ports
    )


def _peer_matches(selector: Manifest, peer: Endpoint, subject: Pod) -> bool:
    if isinstance(peer, Address):
        block = selector.get("ipBlock")
        return block is not None and _contains(block, peer.ip)
    if "ipBlock" in selector:
        return False  # pods are known by their labels; which addresses they have is the cluster's matter
    namespaces = selector.get("namespaceSelector")
    in_namespace = (
        peer.namespace == subject.namespace
        if namespaces is None
        else _matches(namespaces, {"kubernetes.io/metadata.name": peer.namespace})
    )
    return in_namespace and _matches(selector.get("podSelector") or {}, peer.labels)


def _contains(block: Manifest, ip: str) -> bool:
    address = ipaddress.ip_address(ip)
    return address in ipaddress.ip_network(block["cidr"]) and not any(
        address in ipaddress.ip_network(excluded) for excluded in block.get("except", [])
    )


def _matches(selector: Manifest, labels: Mapping[str, str]) -> bool:
    if set(selector) - {"matchLabels"}:
        raise NotImplementedError(f"label selector with {', '.join(selector)}")
    return _has(labels, selector.get("matchLabels") or {})


def _has(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in wanted.items())
