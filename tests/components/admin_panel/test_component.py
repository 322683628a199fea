from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.components.admin_panel import AdminPanel
from homelab.offline.checks import check
from homelab.offline.schemas import Schemas
from tests.components.recorded import container, environment, objects, recording
from tests.objects import hardening_violations, restricted_violations, workloads

REQUIRED: dict[str, Any] = {
    "namespace": "ai",
    "domain": "admin.example.com",
    "ingress": {"class_name": "nginx"},
    "librechat": {"url": "http://chat.ai.svc.cluster.local:3080", "port": 3080, "workload": "chat"},
    "librechat_url": "https://chat.example.com",
}


def panel(**args: Any):
    given: Any = {**REQUIRED, **args}
    return objects(lambda: AdminPanel("admin", given))


def variables(**args: Any) -> dict[str, Any]:
    return environment(panel(**args), "Deployment", "admin")


def test_its_pods_are_hardened_and_its_objects_valid():
    given: Any = REQUIRED
    made = recording(lambda: AdminPanel("admin", given))
    manifests = [each.manifest for each in made.objects]
    assert [v for each in workloads(manifests) for v in restricted_violations(each)] == []
    assert [v for each in workloads(manifests) for v in hardening_violations(each)] == []
    assert check(made, Schemas()).violations == []


def test_it_calls_librechats_service_and_sends_browsers_to_its_public_address():
    made = variables()
    assert made["API_SERVER_URL"] == "http://chat.ai.svc.cluster.local:3080"
    assert made["VITE_API_BASE_URL"] == "https://chat.example.com"


class TestSessionSecret:
    def test_is_generated_and_kept_in_a_secret(self):
        made = panel()
        assert variables()["SESSION_SECRET"] == "session-secret"
        assert len(made["Secret", "admin-session-secret"]["stringData"]["session-secret"]) == 64

    def test_is_another_one_with_another_rotation(self):
        def generated(rotation: int) -> Any:
            given: Any = {**REQUIRED, "session_secret_rotation": rotation}
            made = recording(lambda: AdminPanel("admin", given)).resources
            return next(each.inputs.get("keepers") for each in made if each.name == "admin-session-secret")

        assert generated(1) != generated(2)

    def test_can_be_in_an_existing_secret(self):
        made = panel(session_secret_secret={"name": "mine", "key": "session"})
        assert environment(made, "Deployment", "admin")["SESSION_SECRET"] == "session"
        assert not [name for kind, name in made if kind == "Secret"]

    def test_of_fewer_than_32_characters_with_which_it_would_not_start_is_refused(self):
        with pytest.raises(ArgumentError, match=r"session_secret: expected a secret of at least 32 characters"):
            panel(session_secret="a" * 31)


class TestCookies:
    def test_are_secure(self):
        assert variables()["SESSION_COOKIE_SECURE"] == "true"

    def test_are_kept_by_browsers_without_https(self):
        assert variables(ingress={"tls": {"enabled": False}})["SESSION_COOKIE_SECURE"] == "false"
        assert variables(domain="localhost")["SESSION_COOKIE_SECURE"] == "false"

    def test_follow_a_domain_that_is_an_output(self):
        assert variables(domain=pulumi.Output.from_input("localhost"))["SESSION_COOKIE_SECURE"] == "false"


def test_sign_in_follows_the_arguments():
    made = variables(sso_only=True, session_idle=10)
    assert (made["ADMIN_SSO_ONLY"], made["ADMIN_SESSION_IDLE_TIMEOUT_MS"]) == ("true", "600000")
    assert (variables()["ADMIN_SSO_ONLY"], variables()["ADMIN_SESSION_IDLE_TIMEOUT_MS"]) == ("false", "1800000")


def test_resources_and_image_are_as_given():
    server = container(panel(resources={"limits": {"memory": "1Gi"}}, image="a.example.com/a:1")["Deployment", "admin"])
    assert (server["image"], server["resources"]["limits"]["memory"]) == ("a.example.com/a:1", "1Gi")


def test_metrics_need_a_token_and_no_ingress_leads_to_them():
    assert "ADMIN_PANEL_METRICS_SECRET" not in variables()
    made = panel(metrics_secret={"name": "tokens", "key": "METRICS_SECRET"})
    assert environment(made, "Deployment", "admin")["ADMIN_PANEL_METRICS_SECRET"] == "METRICS_SECRET"
    paths = made["Ingress", "admin"]["spec"]["rules"][0]["http"]["paths"]
    assert {each["path"]: each["backend"]["service"]["name"] for each in paths} == {
        "/metrics": "admin-hidden",
        "/": "admin",
    }


class TestNetworkPolicy:
    def test_lets_it_reach_librechat_and_dns_alone(self):
        dns, librechat = panel()["NetworkPolicy", "admin"]["spec"]["egress"]
        assert {port["port"] for port in dns["ports"]} == {53}
        assert librechat == {
            "to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "chat"}}}],
            "ports": [{"port": 3080, "protocol": "TCP"}],
        }

    def test_admits_the_ingress_controller_alone(self):
        made = panel(ingress={"controller_namespace": "ingress-nginx"})
        (rule,) = made["NetworkPolicy", "admin"]["spec"]["ingress"]
        assert rule["ports"] == [{"port": 3000, "protocol": "TCP"}]
        assert rule["from"] == [
            {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}
        ]

    def test_admits_the_gateway_of_a_route(self):
        given = {name: value for name, value in REQUIRED.items() if name != "ingress"}
        args: Any = {**given, "route": {"gateway": "public", "gateway_namespace": "gateways"}}
        made = objects(lambda: AdminPanel("admin", args))
        assert made["HTTPRoute", "admin"]["spec"]["hostnames"] == ["admin.example.com"]
        (rule,) = made["NetworkPolicy", "admin"]["spec"]["ingress"]
        assert rule["from"] == [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "gateways"}}}]

    def test_admits_a_load_balancer_that_is_created_elsewhere(self):
        made = panel(ingress={"enabled": False, "controller_cidrs": ["10.0.7.0/24"]})
        assert made["NetworkPolicy", "admin"]["spec"]["ingress"][0]["from"] == [{"ipBlock": {"cidr": "10.0.7.0/24"}}]

    def test_admits_nobody_with_port_forwarding_alone(self):
        made = panel(domain="localhost", ingress={"enabled": False})
        assert "ingress" not in made["NetworkPolicy", "admin"]["spec"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"ingress": {"enabled": False}}, "domain admin.example.com needs ingress or route, without which nobody can"),
        ({"route": {"gateway": "public"}}, "ingress and route are mutually exclusive"),
        ({"session_idle": 0}, "session_idle: expected a whole number from 1 to 10080, got 0"),
        ({"resources": {"limits": {"memory": "64Mi"}}}, "resources.limits.memory 64Mi is below 96Mi"),
    ],
)
def test_what_could_not_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        panel(**args)
