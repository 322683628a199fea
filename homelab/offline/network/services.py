"""Where the Services among rendered objects lead."""

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
    """A port of a Service, and the pods that connections to it end at."""

    service: str
    namespace: str
    number: int
    protocol: str
    targets: tuple[tuple[Pod, int], ...]
    """Each pod with the port that it listens on."""

    def __str__(self) -> str:
        return f"{self.service}:{self.number}{'' if self.protocol == 'TCP' else f'/{self.protocol}'}"


def service_ports(manifests: Iterable[Manifest], candidates: Sequence[Pod]) -> list[ServicePort]:
    """Every port of every Service; ``candidates`` are the pods that they may lead to."""
    return [
        ServicePort(
            each["metadata"]["name"],
            each["metadata"].get("namespace", DEFAULT_NAMESPACE),
            port["port"],
            port.get("protocol", "TCP"),
            tuple(
                (pod, number) for pod in behind(each, candidates) if (number := _target(each, port, pod)) is not None
            ),
        )
        for each in manifests
        if each["kind"] == "Service"
        for port in each["spec"].get("ports") or []
    ]


def behind(service: Mapping[str, Any], candidates: Iterable[Pod]) -> list[Pod]:
    """The pods that a Service leads to; one without a selector leads to none of them."""
    selector = service["spec"].get("selector")
    namespace = service["metadata"].get("namespace", DEFAULT_NAMESPACE)
    if not selector or service["spec"].get("type") == "ExternalName":
        return []
    return [pod for pod in candidates if pod.namespace == namespace and has_labels(pod.labels, selector)]


def resolve(host: str, namespace: str, ports: Iterable[ServicePort]) -> list[ServicePort]:
    """The ports of the Service that a pod of ``namespace`` finds under a host name; none if it is no Service's.

    The cluster's domain is taken to be ``cluster.local``, as it is unless an administrator has changed it.
    """
    match = _HOST.fullmatch(host)
    wanted = (match["name"], match["namespace"] or namespace) if match else None
    return [port for port in ports if (port.service, port.namespace) == wanted]


def _target(service: Manifest, port: Manifest, pod: Pod) -> int | None:
    """The port of ``pod`` that connections to a Service's port end at; None if it has none of that name."""
    if service["spec"].get("clusterIP") == "None":
        return port["port"]  # its name stands for the pods' own addresses, and nothing translates the port
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target
    protocol = port.get("protocol", "TCP")
    return next((each.number for each in pod.ports if (each.name, each.protocol) == (target, protocol)), None)
