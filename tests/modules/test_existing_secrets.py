from typing import Any

import pytest

from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments import check
from homelab.modules.resolve import resolve
from homelab.offline import Recording
from tests.scenarios import CHAT, recorded

CHART = "librechat-credentials-env"
"""Secret of the official chart, without METRICS_SECRET."""
OPENAI = {"api_key": "sk-not-a-key-0000000000000000"}
KEYS = ("CREDS_KEY", "CREDS_IV", "JWT_SECRET", "JWT_REFRESH_SECRET", "MEILI_MASTER_KEY")
OTHER_KEYS: dict[str, Any] = {name: {"name": CHART, "key": name.lower().replace("_", "-")} for name in KEYS}


def workspace(variables: Any = OTHER_KEYS, **groups: Any) -> dict[str, Any]:
    chat = {**CHAT, "env_from": {"variables": variables}, **groups.pop("librechat", {})}
    return {"namespace": "ai", "openai": OPENAI, "librechat": chat, **groups}


def reference(recording: Recording, workload: str, variable: str) -> dict[str, Any]:
    (found,) = (
        each["valueFrom"]["secretKeyRef"]
        for made in recording.objects
        if made.kind in ("Deployment", "StatefulSet") and made.name == workload
        for each in made.manifest["spec"]["template"]["spec"]["containers"][0]["env"]
        if each["name"] == variable
    )
    return found


def test_secrets_with_other_keys_reach_all_components():
    made = recorded(workspace())
    for variable, workloads in {
        "CREDS_KEY": ["ws-librechat"],
        "JWT_SECRET": ["ws-librechat", "ws-rag-api"],
        "MEILI_MASTER_KEY": ["ws-librechat", "ws-meilisearch"],
    }.items():
        assert [reference(made, workload, variable) for workload in workloads] == [OTHER_KEYS[variable]] * len(
            workloads
        )


def test_existing_secrets_are_not_generated():
    made = recorded(workspace())
    keys = {key for each in made.manifests if each["kind"] == "Secret" for key in each.get("stringData", {})}
    assert not keys & {*KEYS, "master-key"}
    assert "METRICS_SECRET" in keys


def test_the_session_secret_has_two_names():
    client = {"issuer": "https://id.example.com", "client_id": "a", "client_secret": "hidden-client-secret"}
    variables = {"OPENID_SESSION_SECRET": {"name": "a", "key": "b"}}
    made = recorded(workspace(variables, librechat={"auth": {"openid": client}}))
    assert reference(made, "ws-librechat", "OPENID_SESSION_SECRET") == {"name": "a", "key": "b"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            workspace(librechat={"security": {"jwt_secret": "x" * 32}}),
            "librechat.env_from.variables.JWT_SECRET and librechat.security.jwt_secret are mutually exclusive",
        ),
        (workspace({"CREDS_KEY": OTHER_KEYS["CREDS_KEY"]}), "CREDS_KEY and CREDS_IV belong together"),
        (
            workspace(meilisearch={"master_key": "x" * 32}),
            "MEILI_MASTER_KEY and meilisearch.master_key are mutually exclusive",
        ),
        (
            workspace(meilisearch={"external": {"url": "http://a", "api_key_secret": {"name": "a", "key": "a"}}}),
            "MEILI_MASTER_KEY: use meilisearch.external.api_key_secret instead",
        ),
        (
            workspace({"OPENID_SESSION_SECRET": {"name": "a", "key": "b"}}),
            "a session secret has no effect without OpenID Connect or SAML",
        ),
        (
            workspace({}, rag={"env_from": {"variables": {"JWT_SECRET": OTHER_KEYS["JWT_SECRET"]}}}),
            "rag.env_from.variables.JWT_SECRET: the library sets it: use librechat.security instead",
        ),
        (
            workspace({}, librechat={"secret_env": {"JWT_SECRET": "x" * 32}}),
            "librechat.secret_env.JWT_SECRET: the library sets it: use librechat.security instead",
        ),
    ],
)
def test_incomplete_secrets_are_rejected(args: Any, message: str):
    with pytest.raises(ArgumentError) as refused:
        resolve("ws", check(AIWorkspaceArgs, args, "x"), "x")
    assert message in str(refused.value)
