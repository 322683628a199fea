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
