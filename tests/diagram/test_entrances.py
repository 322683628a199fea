from typing import Any

import pytest

from homelab.diagram.entrances import entrances
from homelab.offline import KubernetesObject, RecordedResource
from homelab.offline.network import Pod, Port

WEB = Pod("web", "ai", {"app": "web"}, (Port("http", 8080),))
DB = Pod("db", "ai", {"app": "db"}, (Port("sql", 5432),))


def object_(kind: str, name: str, spec: dict[str, Any]) -> KubernetesObject:
    resource = RecordedResource(
        type="", name=name, urn=f"{kind} {name}", parent="", custom=True, id=name, inputs={}, outputs={}, secrets={}
    )
    metadata = {"name": name, "namespace": "ai"}
    return KubernetesObject({"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": spec}, resource)


def service(type_: str = "ClusterIP") -> KubernetesObject:
    ports = [{"port": 80, "targetPort": "http"}, {"port": 9}]
    return object_("Service", "ws-web", {"type": type_, "selector": {"app": "web"}, "ports": ports})


def ingress(backend: dict[str, Any]) -> dict[str, Any]:
    return {"rules": [{"host": "chat.example.com", "http": {"paths": [{"path": "/", "backend": backend}]}}]}


@pytest.mark.parametrize(
    ("kind", "spec", "name", "hosts", "ports"),
    [
        ("Ingress", ingress({"service": {"name": "ws-web", "port": {"number": 80}}}), "Ingress", 1, [8080]),
        ("Ingress", {"defaultBackend": {"service": {"name": "ws-web", "port": {"number": 9}}}}, "Ingress", 0, [9]),
        ("Ingress", ingress({"service": {"name": "ws-web", "port": {"name": "x"}}}), "Ingress", 1, [8080, 9]),
        (
            "HTTPRoute",
            {"hostnames": ["chat.example.com"], "rules": [{}, {"backendRefs": [{"name": "ws-web", "port": 80}]}]},
            "HTTPRoute",
            1,
            [8080],
        ),
        ("Route", {"host": "chat.example.com", "to": {"name": "ws-web"}}, "Route", 1, [8080, 9]),
        ("TargetGroupBinding", {"serviceRef": {"name": "ws-web", "port": 80}}, "AWS load balancer", 0, [8080]),
    ],
)  # fmt: skip
def test_what_leads_to_a_service_leads_to_its_pods(
    kind: str, spec: dict[str, Any], name: str, hosts: int, ports: list[int]
):
    (found,) = entrances([service(), object_(kind, "ws-web", spec)], [WEB, DB], "ws-")
    assert (found.id, found.name, found.hosts) == (f"{kind} web", name, ("chat.example.com",) * hosts)
    assert found.targets == tuple((WEB, each) for each in ports)


@pytest.mark.parametrize("type_", ["LoadBalancer", "NodePort"])
def test_a_service_with_an_address_of_its_own_is_an_entrance(type_: str):
    (found,) = entrances([service(type_)], [WEB])
    assert (found.name, [port for _, port in found.targets]) == (type_, [8080, 9])


def test_what_leads_to_no_pod_is_none():
    elsewhere = object_("Ingress", "web", ingress({"service": {"name": "other", "port": {"number": 80}}}))
    assert entrances([service(), elsewhere, object_("ConfigMap", "c", {})], [WEB]) == []
