"""Connections that are allowed from now on, or no longer, when one set of manifests takes the place of another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from homelab.offline.network.matrix import OTHER_PORTS
from homelab.offline.network.outside import Connection, outside_destinations, outside_sources
from homelab.offline.network.pods import Pod
from homelab.offline.network.policies import NetworkPolicies
from homelab.offline.network.rules import Endpoint
from homelab.offline.network.services import ServicePort, service_ports
from homelab.offline.objects import Manifest

Name: TypeAlias = tuple[str, str]
"""Namespace and name of pods; an address has no namespace."""
Key: TypeAlias = tuple[Name, Name, int, str]
"""A connection: source, target, port and protocol."""
Reach: TypeAlias = Mapping[tuple[str, str], Mapping[Key, bool]]
"""Whether each connection is allowed, by what sources and destinations are called."""


class Extent(StrEnum):
    """What becomes of the connections from a source to a destination."""

    NEW = "newly allowed"
    MORE = "more of it allowed"
    LESS = "less of it allowed"
    NONE = "no longer allowed"

    @property
    def is_wider(self) -> bool:
        """Whether there is a connection that was not allowed."""
        return self in (Extent.NEW, Extent.MORE)


@dataclass(frozen=True, slots=True, order=True)
class ReachChange:
    """A source that reaches a destination from now on, or no longer."""

    source: str
    destination: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class Network:
    """Manifests, and the pods among them by the names that they are shown with."""

    manifests: Sequence[Manifest]
    pods: Sequence[Pod]


def network_changes(before: Network, after: Network) -> list[ReachChange]:
    """What differs in who may reach whom: workloads, Services, other pods of the cluster, and addresses.

    Both are asked about the same connections, chosen so that neither treats any other one differently.
    """
    # The rules of both, for the ranges of addresses and ports that either one distinguishes.
    ranges = NetworkPolicies([*before.manifests, *after.manifests])
    ports = sorted({port.number for pod in (*before.pods, *after.pods) for port in pod.ports})
    old, new = (_reach(each, ranges, ports) for each in (before, after))
    return sorted(_changes(old, new))


def _changes(old: Reach, new: Reach) -> Iterator[ReachChange]:
    for pair in {**old, **new}:
        before, after = old.get(pair, {}), new.get(pair, {})
        # A workload that is new would be asked about on one side only.
        common = before.keys() & after.keys() or before.keys() | after.keys()
        allowed, was_allowed = ({key for key in common if each.get(key)} for each in (after, before))
        if allowed - was_allowed:
            yield ReachChange(*pair, Extent.MORE if was_allowed else Extent.NEW)
        elif was_allowed - allowed:
            yield ReachChange(*pair, Extent.LESS if allowed else Extent.NONE)


def _reach(network: Network, ranges: NetworkPolicies, ports: Sequence[int]) -> Reach:
    policies = NetworkPolicies(network.manifests)
    services = service_ports(network.manifests, network.pods)
    found: dict[tuple[str, str], dict[Key, bool]] = {}
    for namespace in sorted({pod.namespace for pod in network.pods}):
        own = [pod for pod in network.pods if pod.namespace == namespace]
        others = [pod for pod in network.pods if pod.namespace != namespace]
        outside = outside_sources(own, ranges.named_namespaces(), ranges)
        strangers = [each for endpoints in outside.values() for each in endpoints]
        inside = _services(own, [each for each in services if each.namespace == namespace], ranges, ports)
        sources = {pod.name: [pod] for pod in own}
        for source, endpoints in {**sources, **_named(others), **outside}.items():
            for destination, connections in inside.items():
                found[source, destination] = _allowed(policies, endpoints, connections)
        for source, endpoints in sources.items():
            for destination, connections in outside_destinations(strangers, ranges).items():
                found[source, destination] = _allowed(policies, endpoints, connections)
    return found


def _services(
    pods: Sequence[Pod], services: Sequence[ServicePort], ranges: NetworkPolicies, ports: Sequence[int]
) -> dict[str, list[Connection]]:
    """Ports of Services, and of the pods what no Service exposes, by what they are called."""
    found: dict[str, list[Connection]] = {
        str(each): [(pod, number, each.protocol) for pod, number in each.targets] for each in services
    }
    exposed = {(pod.name, number, each.protocol) for each in services for pod, number in each.targets}
    numbers = ranges.ports(*ports)
    for pod in pods:
        found[f"{pod.name}, {OTHER_PORTS}"] = [(pod, *each) for each in numbers if (pod.name, *each) not in exposed]
    return found


def _named(pods: Sequence[Pod]) -> dict[str, list[Endpoint]]:
    return {f"{pod.namespace}/{pod.name}": [pod] for pod in pods}


def _allowed(
    policies: NetworkPolicies, sources: Sequence[Endpoint], connections: Sequence[Connection]
) -> dict[Key, bool]:
    return {
        (_name(source), _name(target), port, protocol): policies.allows(source, target, port, protocol)
        for source in sources
        for target, port, protocol in connections
    }


def _name(endpoint: Endpoint) -> Name:
    return (endpoint.namespace, endpoint.name) if isinstance(endpoint, Pod) else ("", str(endpoint.ip))
