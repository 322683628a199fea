from typing import Any

import pulumi
import pytest

from homelab import AIWorkspace, ArgumentError
from homelab.offline import Recording, record
from tests.components.recorded import environment

CHAT: dict[str, Any] = {"domain": "chat.example.com", "ingress": {"class_name": "nginx"}}
PANEL: dict[str, Any] = {"domain": "admin.example.com", "ingress": {"class_name": "nginx"}}
OPENID = {"openid": {"issuer": "https://id.example.com", "client_id": "a", "client_secret": "hidden-openid-secret"}}


def recording(librechat: Any = CHAT, panel: Any = PANEL, **groups: Any) -> Recording:
    args: Any = {"namespace": "ai", "librechat": librechat, "admin_panel": panel, **groups}
    return record(lambda: AIWorkspace("ws", args))


def objects(made: Recording) -> dict[tuple[str, str], Any]:
    return {(each.kind, each.resource.name): each.manifest for each in made.objects}


def test_librechat_and_the_panel_know_each_other():
    made = objects(recording())
    assert environment(made, "Deployment", "ws-librechat")["ADMIN_PANEL_URL"] == "https://admin.example.com"
    panel = environment(made, "Deployment", "ws-admin-panel")
    assert panel["API_SERVER_URL"] == "http://ws-librechat.ai.svc.cluster.local:3080"
    assert panel["VITE_API_BASE_URL"] == "https://chat.example.com"
    assert panel["ADMIN_PANEL_METRICS_SECRET"] == "METRICS_SECRET"


def test_librechat_admits_the_panels_pods_beside_its_other_clients():
    mesh = {"namespace_labels": {"kubernetes.io/metadata.name": "mesh"}}
    made = objects(recording(network={"allow_from": [mesh]}))
    (rule,) = made["NetworkPolicy", "ws-librechat"]["spec"]["ingress"]
    assert {"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "ws-admin-panel"}}} in rule["from"]
    assert {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "mesh"}}} in rule["from"]


def test_without_it_nothing_of_it_is_there():
    made = objects(recording(panel={**PANEL, "enabled": False}))
    assert not [name for _, name in made if "admin-panel" in name]
    assert "ADMIN_PANEL_URL" not in environment(made, "Deployment", "ws-librechat")


def test_a_panel_elsewhere_is_a_variable_of_librechats():
    chat = {**CHAT, "env": {"ADMIN_PANEL_URL": "https://elsewhere.example.com"}}
    made = objects(recording(chat, {**PANEL, "enabled": False}))
    assert environment(made, "Deployment", "ws-librechat")["ADMIN_PANEL_URL"] == "https://elsewhere.example.com"


def test_both_may_be_at_localhost_where_they_differ_by_their_ports():
    made = objects(recording({"domain": "localhost"}, {"domain": "localhost"}))
    assert environment(made, "Deployment", "ws-librechat")["ADMIN_PANEL_URL"] == "http://localhost:3000"


@pytest.mark.parametrize("domain", ["chat.example.com", pulumi.Output.from_input("chat.example.com")])
def test_it_is_never_at_the_chats_own_domain(domain: Any):
    with pytest.raises(Exception, match=r"admin_panel.domain chat.example.com is librechat.domain"):
        recording(panel={**PANEL, "domain": domain})


class TestSsoOnly:
    @pytest.mark.parametrize("auth", [OPENID, {"google": {"client_id": "a", "client_secret": "hidden-google"}}])
    def test_is_a_providers_sign_in(self, auth: Any):
        made = objects(recording({**CHAT, "auth": auth}, {**PANEL, "sso_only": True}))
        assert environment(made, "Deployment", "ws-admin-panel")["ADMIN_SSO_ONLY"] == "true"

    def test_may_be_in_an_existing_secret(self):
        recording({**CHAT, "env_from": {"secrets": ["sign-in"]}}, {**PANEL, "sso_only": True})

    def test_without_a_provider_would_let_nobody_in(self):
        with pytest.raises(ArgumentError, match=r"admin_panel.sso_only needs librechat.auth.openid or librechat.auth"):
            recording(panel={**PANEL, "sso_only": True})


@pytest.mark.parametrize(
    ("chat", "message"),
    [
        ({"enabled": False}, "admin_panel has no effect with librechat.enabled: false: remove it"),
        (
            {"env": {"ADMIN_PANEL_URL": "https://a.example.com"}},
            r"librechat.env.ADMIN_PANEL_URL: the library sets it: use admin_panel.domain instead",
        ),
        (
            {"secret_env": {"ADMIN_PANEL_URL": "https://a.example.com"}},
            r"librechat.secret_env.ADMIN_PANEL_URL: the library sets it: use admin_panel.domain instead",
        ),
    ],
)
def test_what_contradicts_it_is_refused(chat: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        recording({**CHAT, **chat})
