from typing import Any

import pytest

from homelab.offline.network import Pod, Port, pods_behind, resolve_host, service_ports

WEB = Pod("web", "ai", {"app": "web", "tier": "front"}, (Port("http", 8080), Port("dns", 5353, "UDP")))
BARE = Pod("bare", "ai", {"app": "web"})
ELSEWHERE = Pod("web", "other", {"app": "web"}, (Port("http", 8080),))


def service(*ports: dict[str, Any], name: str = "web", namespace: str = "ai", **spec: Any) -> dict[str, Any]:
    spec = {"selector": {"app": "web"}, "ports": list(ports), **spec}
    return {"kind": "Service", "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def targets(manifest: dict[str, Any]) -> list[tuple[str, int]]:
    [port] = service_ports([manifest], [WEB, BARE, ELSEWHERE])
    return [(pod.name, number) for pod, number in port.targets]


def test_a_service_leads_to_the_pods_of_its_namespace_that_have_all_its_labels():
    assert pods_behind(service(), [WEB, BARE, ELSEWHERE]) == [WEB, BARE]
    assert pods_behind(service(selector={"app": "web", "tier": "front"}), [WEB, BARE]) == [WEB]
    assert pods_behind(service(namespace="other"), [WEB, BARE, ELSEWHERE]) == [ELSEWHERE]


@pytest.mark.parametrize("spec", [{"selector": {}}, {"selector": None}, {"type": "ExternalName"}])
def test_a_service_without_a_selector_leads_to_no_pod(spec: dict[str, Any]):
    assert pods_behind(service(**spec), [WEB, BARE]) == []


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ({"port": 80}, [("web", 80), ("bare", 80)]),
        ({"port": 80, "targetPort": 8080}, [("web", 8080), ("bare", 8080)]),
        ({"port": 80, "targetPort": "http"}, [("web", 8080)]),
        ({"port": 53, "targetPort": "dns"}, []),
        ({"port": 53, "targetPort": "dns", "protocol": "UDP"}, [("web", 5353)]),
        ({"port": 80, "targetPort": "admin"}, []),
    ],
)
def test_connections_end_at_the_target_port(port: dict[str, Any], expected: list[tuple[str, int]]):
    assert targets(service(port)) == expected


def test_nothing_translates_the_port_of_a_headless_service():
    assert targets(service({"port": 80, "targetPort": "http"}, clusterIP="None")) == [("web", 80), ("bare", 80)]


@pytest.mark.parametrize(
    "host", ["web", "web.ai", "web.ai.svc", "web.ai.svc.cluster.local", "web.ai.svc.cluster.local."]
)
def test_names_are_found_as_pods_find_them(host: str):
    ports = service_ports([service({"port": 80}), service({"port": 81}, namespace="other")], [])
    assert [port.number for port in resolve_host(host, "ai", ports)] == [80]


def test_a_short_name_is_of_the_pods_own_namespace():
    ports = service_ports([service({"port": 80}), service({"port": 81}, namespace="other")], [])
    assert [port.number for port in resolve_host("web", "other", ports)] == [81]
    assert [port.number for port in resolve_host("web.other", "ai", ports)] == [81]


@pytest.mark.parametrize("host", ["db", "web.else", "web.example.com", "x.web.ai.svc.cluster.local", "WEB", ""])
def test_other_names_are_no_services(host: str):
    assert resolve_host(host, "ai", service_ports([service({"port": 80})], [])) == []


def test_ports_are_shown_with_a_protocol_that_is_not_tcp():
    found = service_ports([service({"port": 80}, {"port": 53, "protocol": "UDP"})], [])
    assert [str(port) for port in found] == ["web:80", "web:53/UDP"]
