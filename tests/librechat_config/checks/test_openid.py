"""OpenID Connect's variables as LibreChat v0.8.8 reads them (api/strategies/openidStrategy.js, openidRoleSync.ts)."""

from typing import Any

import pulumi
import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.checks.openid import problems

CLIENT = {"OPENID_CLIENT_SECRET": "b"}
REQUIRED = {
    "OPENID_REQUIRED_ROLE": "chat",
    "OPENID_REQUIRED_ROLE_PARAMETER_PATH": "realm_access.roles",
    "OPENID_REQUIRED_ROLE_TOKEN_KIND": "access",
}
SYNC = {"OPENID_ROLE_SYNC_ENABLED": "true", "OPENID_ROLE_SYNC_CLAIM": "groups"}


def found(variables: dict[str, Any]) -> list[str]:
    return list(problems(Variables({**CLIENT, **variables}), "librechat.auth.openid.client_id (OPENID_CLIENT_ID)"))


@pytest.mark.parametrize(
    "variables",
    [
        {},
        REQUIRED,
        SYNC,
        {name.replace("REQUIRED", "ADMIN"): value for name, value in REQUIRED.items()},
        {**REQUIRED, "OPENID_REQUIRED_ROLE_TOKEN_KIND": pulumi.Output.from_input("token")},
        {"OPENID_SCOPE": "openid email"},
        {"OPENID_SCOPE": pulumi.Output.from_input("email")},
        # LibreChat reads it only where it is switched on.
        {"OPENID_ROLE_SYNC_SOURCE": "token"},
    ],
)
def test_what_librechat_understands_is_accepted(variables: dict[str, Any]):
    assert found(variables) == []


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"OPENID_REQUIRED_ROLE": "chat"},
            "OPENID_REQUIRED_ROLE needs OPENID_REQUIRED_ROLE_PARAMETER_PATH and OPENID_REQUIRED_ROLE_TOKEN_KIND in "
            "librechat.env, to find it in a token: LibreChat lets nobody in otherwise",
        ),
        (
            {"OPENID_ADMIN_ROLE": "chat", "OPENID_ADMIN_ROLE_TOKEN_KIND": "id"},
            "OPENID_ADMIN_ROLE needs OPENID_ADMIN_ROLE_PARAMETER_PATH in librechat.env, to find it in a token: "
            "LibreChat ignores it otherwise",
        ),
        (
            {"OPENID_ADMIN_ROLE_PARAMETER_PATH": "groups"},
            "OPENID_ADMIN_ROLE_PARAMETER_PATH has no effect without OPENID_ADMIN_ROLE",
        ),
        *(
            (
                {**REQUIRED, "OPENID_REQUIRED_ROLE_TOKEN_KIND": kind},
                f"OPENID_REQUIRED_ROLE_TOKEN_KIND: expected one of access, id, userinfo, got {kind!r}",
            )
            for kind in ("token", "acces")
        ),
        (
            {"OPENID_ROLE_SYNC_ENABLED": "true"},
            "OPENID_ROLE_SYNC_ENABLED needs OPENID_ROLE_SYNC_CLAIM in librechat.env: "
            "LibreChat lets nobody in otherwise",
        ),
        (
            {**SYNC, "OPENID_ROLE_SYNC_SOURCE": "token"},
            "OPENID_ROLE_SYNC_SOURCE: expected one of access, id, userinfo, got 'token'",
        ),
        ({"OPENID_SCOPE": "openidprofile"}, "OPENID_SCOPE: expected scopes that include openid, got 'openidprofile'"),
    ],
)
def test_what_librechat_ignores_or_fails_at_is_reported(variables: dict[str, Any], message: str):
    assert found(variables) == [message]


@pytest.mark.parametrize("variables", [{}, {"OPENID_USE_PKCE": "yes"}])
def test_a_client_without_a_secret_needs_pkce(variables: dict[str, Any]):
    assert list(problems(Variables(variables), "librechat.auth.openid.client_id (OPENID_CLIENT_ID)")) == [
        "librechat.auth.openid.client_id (OPENID_CLIENT_ID) needs librechat.auth.openid.client_secret or "
        "librechat.auth.openid.client_secret_secret, or OPENID_USE_PKCE: true in librechat.env"
    ]


def test_the_partners_of_a_role_may_be_in_an_existing_secret():
    assert not list(problems(Variables({"OPENID_REQUIRED_ROLE": "chat"}, secrets=["existing"]), "client"))
    assert not list(problems(Variables({"OPENID_REQUIRED_ROLE_TOKEN_KIND": "id"}, secrets=["existing"]), "client"))
