"""Where people come in: Ingresses, routes, and Services with an address of their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from homelab.diagram.programs import object_ids
from homelab.kubernetes.service import ServiceType
from homelab.offline import KubernetesObject
from homelab.offline.network import Pod, service_ports


@dataclass(frozen=True, slots=True)
class Entrance:
    """An object that leads people to pods."""

    id: str
    name: str
    hosts: tuple[str, ...]
    targets: tuple[tuple[Pod, int], ...]
    """Pods with the ports that they listen on."""


_Behind: TypeAlias = Mapping[tuple[str, str], Mapping[int, Sequence[tuple[Pod, int]]]]
"""Pods with their ports, by the namespace, name and port of a Service."""
_NAMES = {"TargetGroupBinding": "AWS load balancer"}


def entrances(objects: Sequence[KubernetesObject], pods: Sequence[Pod], prefix: str = "") -> list[Entrance]:
    """Those that lead to some of ``pods``.

    :param prefix: What their ids leave out of names.
    """
    ports = service_ports([each.manifest for each in objects], pods)
    behind: dict[tuple[str, str], dict[int, Sequence[tuple[Pod, int]]]] = {}
    for port in ports:
        behind.setdefault((port.namespace, port.service), {})[port.number] = port.targets
    ids = object_ids(objects, prefix)
    found = [
        Entrance(
            id=ids[each.resource.urn],
            name=_name(each),
            hosts=tuple(_hosts(each)),
            targets=_targets(each, behind),
        )
        for each in objects
    ]
    return [each for each in found if each.targets]


def _name(object_: KubernetesObject) -> str:
    if object_.kind == "Service":
        return object_.manifest["spec"].get("type", "Service")
    return _NAMES.get(object_.kind, object_.kind)


def _targets(object_: KubernetesObject, behind: _Behind) -> tuple[tuple[Pod, int], ...]:
    """Pods behind the Services that an object leads to, each once."""
    found: list[tuple[Pod, int]] = []
    for service, number in _services(object_):
        for port, targets in behind.get((object_.namespace or "", service), {}).items():
            if number in (None, port):
                found += [each for each in targets if each not in found]
    return tuple(found)


def _hosts(object_: KubernetesObject) -> list[str]:
    spec = object_.manifest.get("spec") or {}
    match object_.kind:
        case "Ingress":
            return [rule["host"] for rule in spec.get("rules") or () if "host" in rule]
        case "HTTPRoute" | "GRPCRoute":
            return list(spec.get("hostnames") or ())
        case "Route":
            return [spec["host"]] if "host" in spec else []
        case _:
            return []


def _services(object_: KubernetesObject) -> Iterator[tuple[str, int | None]]:
    """Names of Services, with a port or all of them."""
    spec: Mapping[str, Any] = object_.manifest.get("spec") or {}
    match object_.kind:
        case "Ingress":
            paths = [path for rule in spec.get("rules") or () for path in (rule.get("http") or {}).get("paths") or ()]
            backends = [spec.get("defaultBackend"), *(path["backend"] for path in paths)]
            for service in [each["service"] for each in backends if each and "service" in each]:
                yield service["name"], service.get("port", {}).get("number")
        case "HTTPRoute" | "GRPCRoute":
            for backend in [one for rule in spec.get("rules") or () for one in rule.get("backendRefs") or ()]:
                yield backend["name"], backend.get("port")
        case "Route":
            yield spec["to"]["name"], None
        case "TargetGroupBinding":
            yield spec["serviceRef"]["name"], spec["serviceRef"].get("port")
        case "Service" if spec.get("type") in [*ServiceType]:
            yield object_.name, None
        case _:
            pass
