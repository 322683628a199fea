from typing import Any

import pulumi
import pytest

from homelab.kubernetes import AllowedClientArgs
from homelab.offline.network import Address, NetworkPolicies, Pod
from tests.components.librechat.chat import effects, librechat

MESH: AllowedClientArgs = {"namespace_labels": {"kubernetes.io/metadata.name": "mesh"}, "pod_labels": {"app": "proxy"}}


def variables(**args: Any) -> dict[str, Any]:
    return effects(librechat(**args))["variables"]


def may_connect(source: Any, **args: Any) -> bool:
    manifests = [dict(manifest) for manifest in librechat(**args).values()]
    labels = next(each for each in manifests if each["kind"] == "Deployment")["spec"]["template"]["metadata"]["labels"]
    return NetworkPolicies(manifests).allows(source, Pod("chat", "ai", labels), 3080)


def test_only_allowed_clients_may_connect():
    assert may_connect(Pod("a", "mesh", {"app": "proxy"}), allow_from=[MESH])
    assert not may_connect(Pod("a", "mesh", {}), allow_from=[MESH])
    assert not may_connect(Pod("a", "other", {"app": "proxy"}), allow_from=[MESH])
    assert not may_connect(Pod("a", "mesh", {"app": "proxy"}))


def test_a_public_service_admits_all_clients():
    service = {"type": "LoadBalancer", "annotations": {"a": "b"}}
    assert may_connect(Address.parse("198.51.100.7"), service=service)
    assert not may_connect(Address.parse("198.51.100.7"))
    made = librechat(service=service)["Service", "chat-public"]
    assert [port["port"] for port in made["spec"]["ports"]] == [443]
    plain = librechat(service=service, ingress={"enabled": False, "tls": {"enabled": False}})
    assert [port["port"] for port in plain["Service", "chat-public"]["spec"]["ports"]] == [80]


def test_cloud_load_balancers_are_admitted_by_address():
    assert may_connect(Address.parse("10.1.2.3"), ingress={"controller": "alb"})
    assert not may_connect(Address.parse("198.51.100.7"), ingress={"controller": "alb"})
    assert may_connect(Address.parse("35.191.0.1"), ingress={"controller": "gke"})


AT = {"gateway": "public"}


@pytest.mark.parametrize(
    ("route", "clients", "others"),
    [
        (AT, [Pod("a", "anywhere", {})], [Address.parse("35.191.0.1")]),
        (
            {**AT, "gateway_namespace": "gw"},
            [Pod("a", "gw", {})],
            [Pod("a", "anywhere", {}), Address.parse("10.0.7.1")],
        ),
        (
            {**AT, "gateway_namespace": "gw", "gateway_cidrs": ["35.191.0.0/16", "10.0.7.0/24"]},
            [Address.parse("35.191.0.1"), Address.parse("10.0.7.1")],
            [Pod("a", "gw", {}), Address.parse("10.0.8.1")],
        ),
        # Cilium's Gateways have an identity of their own, which no selector and no block matches.
        ({**AT, "gateway_cidrs": ["0.0.0.0/0", "::/0"]}, [Pod("a", "gw", {}), Address.parse("198.51.100.7")], []),
    ],
)
def test_a_gateway_is_admitted_from_where_it_connects(route: dict[str, Any], clients: list[Any], others: list[Any]):
    assert [may_connect(each, route=route) for each in (*clients, *others)] == [True] * len(clients) + [False] * len(
        others
    )


@pytest.mark.parametrize(
    ("ingress", "clients", "others"),
    [
        ({"controller": "agic"}, ["10.1.2.3"], ["198.51.100.7"]),
        ({"controller": "cilium"}, ["10.1.2.3", "198.51.100.7", "fd00::1"], []),
        ({"controller": "alb", "controller_cidrs": ["10.0.7.0/24"]}, ["10.0.7.9"], ["10.1.2.3"]),
        # In the network of the nodes.
        ({"controller_cidrs": ["192.168.7.0/24"]}, ["192.168.7.2"], ["192.168.8.2"]),
    ],
)
def test_a_controller_without_pods_is_admitted_by_address(
    ingress: dict[str, Any], clients: list[str], others: list[str]
):
    assert all(may_connect(Address.parse(each), ingress=ingress) for each in clients)
    assert not any(may_connect(Address.parse(each), ingress=ingress) for each in others)


def test_without_https_cookies_are_not_secure_by_default(monkeypatch: pytest.MonkeyPatch):
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warnings.append)
    plain = {"tls": {"enabled": False}}
    assert variables(ingress=plain)["SESSION_COOKIE_SECURE"] == "false"
    assert any("plain text" in warning for warning in warnings)
    assert variables(ingress=plain, env={"SESSION_COOKIE_SECURE": "true"})["SESSION_COOKIE_SECURE"] == "true"
    assert "SESSION_COOKIE_SECURE" not in variables(ingress={"tls": {}})


def test_keep_alive_is_longer_than_the_idle_timeout_of_load_balancers():
    assert int(variables(ingress={"controller": "alb"})["HTTP_KEEP_ALIVE_TIMEOUT_MS"]) > 3600 * 1000
    assert int(variables(ingress={"controller": "gke"})["HTTP_KEEP_ALIVE_TIMEOUT_MS"]) > 600 * 1000
    assert "HTTP_KEEP_ALIVE_TIMEOUT_MS" not in variables(ingress={"controller": "nginx"})


OWN_ALB = {"enabled": False, "controller": "alb", "controller_cidrs": ["10.0.7.0/24"]}


def test_a_load_balancer_of_ones_own_is_admitted_without_an_ingress():
    assert may_connect(Address.parse("10.0.7.9"), ingress=OWN_ALB)
    assert not may_connect(Address.parse("10.0.8.9"), ingress=OWN_ALB)
    assert not may_connect(Pod("a", "other", {}), ingress=OWN_ALB)
    assert int(variables(ingress=OWN_ALB)["HTTP_KEEP_ALIVE_TIMEOUT_MS"]) > 3600 * 1000
    assert not any(kind == "Ingress" for kind, _ in librechat(ingress=OWN_ALB))


def test_a_load_balancer_of_ones_own_is_admitted_beside_a_gateway():
    assert may_connect(Address.parse("10.0.7.9"), ingress=OWN_ALB, route={**AT, "gateway_namespace": "gw"})
    assert may_connect(Pod("a", "gw", {}), ingress=OWN_ALB, route={**AT, "gateway_namespace": "gw"})


def test_a_disabled_ingress_without_networks_admits_nobody():
    disabled = {"enabled": False, "controller": "alb"}
    assert not may_connect(Address.parse("10.0.7.9"), ingress=disabled)
    assert not may_connect(Pod("a", "other", {}), ingress=disabled)
    assert "HTTP_KEEP_ALIVE_TIMEOUT_MS" not in variables(ingress=disabled)
