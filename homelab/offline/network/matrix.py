"""Who may reach whom, as a matrix."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from homelab.offline.network.outside import Connection, destinations, strangers
from homelab.offline.network.pods import Pod, pods
from homelab.offline.network.policies import NetworkPolicies
from homelab.offline.network.rules import Endpoint
from homelab.offline.network.services import ServicePort, service_ports
from homelab.offline.objects import KubernetesObject

OTHER_PORTS = "other ports"
"""The column of what no Service leads to."""


class Access(StrEnum):
    """Whether all connections of a kind pass, some of them, or none."""

    YES = "yes"
    IN_PART = "in part"
    NO = "no"


Matrix: TypeAlias = Mapping[str, Mapping[str, Access]]
"""Who, and for each destination whether they reach it."""


def service_matrix(objects: Sequence[KubernetesObject]) -> Matrix:
    """Who reaches the Services of a workspace: its own workloads, by logical name, and strangers.

    A Service's port is reached when it is at each pod behind it.

    :raises ValueError: The workloads are not in one namespace.
    """
    network = _network(objects)
    sources: dict[str, Sequence[Endpoint]] = {pod.name: [pod] for pod in network.pods}
    targets = {
        **{str(port): [(pod, number, port.protocol) for pod, number in port.targets] for port in network.services},
        OTHER_PORTS: network.ports_without_service(),
    }
    return _matrix({**sources, **network.strangers}, targets, network.policies)


def outside_matrix(objects: Sequence[KubernetesObject]) -> Matrix:
    """What the workloads of a workspace reach beyond it.

    :raises ValueError: The workloads are not in one namespace.
    """
    network = _network(objects)
    neighbours = [each for endpoints in network.strangers.values() for each in endpoints]
    return _matrix(
        {pod.name: [pod] for pod in network.pods}, destinations(neighbours, network.policies), network.policies
    )


@dataclass(frozen=True, slots=True)
class _Network:
    pods: Sequence[Pod]
    services: Sequence[ServicePort]
    policies: NetworkPolicies
    strangers: Mapping[str, Sequence[Endpoint]]

    def ports_without_service(self) -> list[Connection]:
        served = {(pod.name, number, port.protocol) for port in self.services for pod, number in port.targets}
        numbers = [*(port.number for pod in self.pods for port in pod.ports), *(number for _, number, _ in served)]
        return [
            (pod, number, protocol)
            for pod in self.pods
            for number, protocol in self.policies.ports(*numbers)
            if (pod.name, number, protocol) not in served
        ]


def _network(objects: Sequence[KubernetesObject]) -> _Network:
    manifests = [each.manifest for each in objects]
    # A Job has no fixed name; its logical one stays the same when its content changes.
    workloads = [replace(pod, name=each.resource.name) for each in objects for pod in pods([each.manifest])]
    workloads.sort(key=lambda pod: pod.name)
    twice = {first.name for first, second in pairwise(workloads) if first.name == second.name}
    if twice:
        raise ValueError(f"the workloads of a matrix have names of their own, not {', '.join(twice)} twice")
    namespaces = sorted({pod.namespace for pod in workloads})
    if len(namespaces) != 1:
        raise ValueError(f"the workloads of a matrix are in one namespace, not in {', '.join(namespaces) or 'none'}")
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
        strangers(workloads, policies.named_namespaces() | gateways, policies),
    )


def _matrix(
    sources: Mapping[str, Sequence[Endpoint]], targets: Mapping[str, Sequence[Connection]], policies: NetworkPolicies
) -> Matrix:
    return {
        source: {
            target: _access(policies.allow(each, *connection) for each in endpoints for connection in connections)
            for target, connections in targets.items()
        }
        for source, endpoints in sources.items()
    }


def _access(results: Iterable[bool]) -> Access:
    found = set(results)
    if found == {True}:
        return Access.YES
    return Access.IN_PART if True in found else Access.NO
