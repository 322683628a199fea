"""Services among rendered objects, and the pods behind them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.offline.network.pods import DEFAULT_NAMESPACE, Pod
from homelab.offline.network.selectors import has_labels
from homelab.offline.objects import Manifest

_HOST = re.compile(r"(?P<name>[a-z0-9-]+)(\.(?P<namespace>[a-z0-9-]+)(\.svc(\.cluster\.local)?)?)?\.?")


@dataclass(frozen=True, slots=True)
class ServicePort:
    """A port of a Service, and the pods behind it."""

    service: str
    namespace: str
    number: int
    protocol: str
    targets: tuple[tuple[Pod, int], ...]
    """Pods with the ports that they listen on."""

    def __str__(self) -> str:
        return f"{self.service}:{self.number}{'' if self.protocol == 'TCP' else f'/{self.protocol}'}"


def service_ports(manifests: Iterable[Manifest], candidates: Sequence[Pod]) -> list[ServicePort]:
    """Ports of all Services; ``candidates`` are the pods that may be behind them."""
    return [
        ServicePort(
            each["metadata"]["name"],
            each["metadata"].get("namespace", DEFAULT_NAMESPACE),
            port["port"],
            port.get("protocol", "TCP"),
            tuple(
                (pod, number)
                for pod in pods_behind(each, candidates)
                if (number := _target(each, port, pod)) is not None
            ),
        )
        for each in manifests
        if each["kind"] == "Service"
        for port in each["spec"].get("ports") or []
    ]


def pods_behind(service: Mapping[str, Any], candidates: Iterable[Pod]) -> list[Pod]:
    """Pods that a Service selects; none if it has no selector."""
    selector = service["spec"].get("selector")
    namespace = service["metadata"].get("namespace", DEFAULT_NAMESPACE)
    if not selector or service["spec"].get("type") == "ExternalName":
        return []
    return [pod for pod in candidates if pod.namespace == namespace and has_labels(pod.labels, selector)]


def resolve_host(host: str, namespace: str, ports: Iterable[ServicePort]) -> list[ServicePort]:
    """Ports of the Service that ``host`` resolves to in ``namespace``; empty if it is not a Service.

    The cluster's domain is assumed to be the default, ``cluster.local``.
    """
    match = _HOST.fullmatch(host)
    wanted = (match["name"], match["namespace"] or namespace) if match else None
    return [port for port in ports if (port.service, port.namespace) == wanted]


def _target(service: Manifest, port: Manifest, pod: Pod) -> int | None:
    """Port of ``pod`` behind a Service's port; None if it has none of that name."""
    if service["spec"].get("clusterIP") == "None":
        return port["port"]  # A headless Service resolves to the pods' own addresses, and nothing translates the port.
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target
    protocol = port.get("protocol", "TCP")
    return next((each.number for each in pod.ports if (each.name, each.protocol) == (target, protocol)), None)
