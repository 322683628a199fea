"""Matrices of allowed connections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from homelab.offline.network.outside import Connection, outside_destinations, outside_sources
from homelab.offline.network.pods import Pod, pods
from homelab.offline.network.policies import NetworkPolicies
from homelab.offline.network.rules import Endpoint
from homelab.offline.network.services import ServicePort, service_ports
from homelab.offline.objects import KubernetesObject

OTHER_PORTS = "other ports"
"""Column of the ports that no Service exposes."""


class Access(StrEnum):
    """Whether all connections of a kind are allowed, some of them, or none."""

    YES = "yes"
    IN_PART = "in part"
    NO = "no"


Matrix: TypeAlias = Mapping[str, Mapping[str, Access]]
"""Access by source and destination."""


def service_matrix(objects: Sequence[KubernetesObject]) -> Matrix:
    """Access to the Services of a workspace, from its own workloads by logical name, and from outside.

    A Service's port is accessible if that port is accessible at each pod behind it.

    :raises ValueError: The workloads are not in one namespace.
    """
    network = _network(objects)
    sources: dict[str, Sequence[Endpoint]] = {pod.name: [pod] for pod in network.pods}
    targets = {
        **{str(port): [(pod, number, port.protocol) for pod, number in port.targets] for port in network.services},
        OTHER_PORTS: network.ports_without_service(),
    }
    return _matrix({**sources, **network.outside_sources}, targets, network.policies)


def outside_matrix(objects: Sequence[KubernetesObject]) -> Matrix:
    """Access of a workspace's workloads to destinations outside of it.

    :raises ValueError: The workloads are not in one namespace.
    """
    network = _network(objects)
    others = [each for endpoints in network.outside_sources.values() for each in endpoints]
    return _matrix(
        {pod.name: [pod] for pod in network.pods}, outside_destinations(others, network.policies), network.policies
    )


@dataclass(frozen=True, slots=True)
class _Network:
    pods: Sequence[Pod]
    services: Sequence[ServicePort]
    policies: NetworkPolicies
    outside_sources: Mapping[str, Sequence[Endpoint]]

    def ports_without_service(self) -> list[Connection]:
        exposed = {(pod.name, number, port.protocol) for port in self.services for pod, number in port.targets}
        numbers = [*(port.number for pod in self.pods for port in pod.ports), *(number for _, number, _ in exposed)]
        return [
            (pod, number, protocol)
            for pod in self.pods
            for number, protocol in self.policies.ports(*numbers)
            if (pod.name, number, protocol) not in exposed
        ]


def _network(objects: Sequence[KubernetesObject]) -> _Network:
    manifests = [each.manifest for each in objects]
    # The name of a Job changes with its content; its logical name does not.
    workloads = [replace(pod, name=each.resource.name) for each in objects for pod in pods([each.manifest])]
    workloads.sort(key=lambda pod: pod.name)
    duplicates = {first.name for first, second in pairwise(workloads) if first.name == second.name}
    if duplicates:
        raise ValueError(f"workloads of a matrix must have unique names, not {', '.join(duplicates)} twice")
    namespaces = sorted({pod.namespace for pod in workloads})
    if len(namespaces) != 1:
        raise ValueError(f"workloads of a matrix must be in one namespace, not in {', '.join(namespaces) or 'none'}")
    policies = NetworkPolicies(manifests)
    services = [port for port in service_ports(manifests, workloads) if port.namespace == namespaces[0]]
    gateways = {
        parent["namespace"]
        for each in objects
        if each.kind == "HTTPRoute"
        for parent in each.manifest["spec"]["parentRefs"]
        if "namespace" in parent
    }
    return _Network(
        workloads,
        sorted(services, key=str),
        policies,
        outside_sources(workloads, policies.named_namespaces() | gateways, policies),
    )


def _matrix(
    sources: Mapping[str, Sequence[Endpoint]], targets: Mapping[str, Sequence[Connection]], policies: NetworkPolicies
) -> Matrix:
    return {
        source: {
            target: _access(policies.allows(each, *connection) for each in endpoints for connection in connections)
            for target, connections in targets.items()
        }
        for source, endpoints in sources.items()
    }


def _access(results: Iterable[bool]) -> Access:
    found: set[bool] = set()
    for result in results:
        found.add(result)
        if len(found) == 2:
            return Access.IN_PART
    return Access.YES if found == {True} else Access.NO
