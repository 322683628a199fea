"""Connections that a workspace's network policies allow or forbid between its pods."""

from collections.abc import Sequence
from dataclasses import dataclass

from homelab.offline.network import NetworkPolicies, Pod, pods, service_ports
from homelab.running.workspace import Manifest, Workspace, is_ready

CLOSED_PORT = 1
"""Of a service that nobody has run for decades."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection from a pod to a port of a Service's pod."""

    service: str
    """``name:port`` of the Service."""
    host: str
    """Address of the pod, so that it depends neither on DNS nor on the Service."""
    port: int
    is_allowed: bool
    """Whether the network policies allow it."""


def connections(source: Manifest, workspace: Workspace) -> Sequence[Connection]:
    """Connections from a pod to a ready pod behind each port of each Service of the workspace.

    Policies of all owners count.
    """
    policies = NetworkPolicies(workspace.objects)
    ready = {
        each["metadata"]["name"]: each["status"]["podIP"]
        for each in workspace.pods
        if is_ready(each) and each["status"].get("podIP") and each["metadata"]["name"] != source["metadata"]["name"]
    }
    candidates = [pod for pod in pods(workspace.pods) if pod.name in ready]
    (origin,) = pods([source])
    found: list[Connection] = []
    for port in service_ports(workspace.of("Service"), candidates):
        target = _first(port.targets)
        if target and port.protocol == "TCP":
            pod, number = target
            allowed = policies.allows(origin, pod, number)
            found.append(Connection(str(port), ready[pod.name], number, allowed))
    return found


def closed_ports(targets: Sequence[Connection]) -> Sequence[tuple[str, int]]:
    """Ports of the targets' pods at which nothing listens: where those open, a proxy on the way accepts everything."""
    return [(host, CLOSED_PORT) for host in dict.fromkeys(each.host for each in targets)]


def _first(targets: Sequence[tuple[Pod, int]]) -> tuple[Pod, int] | None:
    return targets[0] if targets else None
