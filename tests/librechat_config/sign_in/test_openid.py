from typing import Any

import pulumi
import pytest

from homelab.librechat_config.sign_in.openid import OpenIDArgs
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.leaves import given, leaves, without
from tests.librechat_config.sign_in.rendered import CLIENT, EXISTING, SESSION, auth, problem, provider

OPENID = {**CLIENT, "issuer": "https://id.example.com/realms/staff"}
EVERYTHING: dict[str, Any] = {
    **OPENID,
    "use_pkce": True,
    "generate_nonce": True,
    "scope": "openid email offline_access",
    "audience": ["librechat", "api://chat"],
    "button_label": "Staff",
    "image_url": "https://id.example.com/logo.svg",
    "auto_redirect": True,
    "claims": {"username": "nick", "name": "full", "email": "upn"},
    "required_role": {"roles": ["users", "staff"], "parameter_path": "realm_access.roles", "token_kind": "access"},
    "admin_role": {"role": "admins", "parameter_path": "groups", "token_kind": "userinfo"},
    "role_sync": {
        "claim": "groups",
        "source": "access",
        "role_priority": ["EDITOR", "READER"],
        "fallback_role": "USER",
        "api": True,
    },
    "reuse_tokens": True,
    "reuse_max_session_age_minutes": 60,
    "refresh_audience": "api://chat",
    "jwks_cache_seconds": 600,
    "userinfo_on_behalf_of_scope": "user.read",
    "use_end_session_endpoint": True,
    "post_logout_redirect_uri": "https://example.com/goodbye",
    "discovery": {"startup_attempts": 3, "retry_seconds": 10},
}
REFERENCE = {("client_secret_secret", "name"), ("client_secret_secret", "key")}
NEEDED = {("issuer",), ("client_id",), ("required_role", "roles"), ("required_role", "parameter_path")} | {
    ("admin_role", "role"),
    ("admin_role", "parameter_path"),
    ("role_sync", "claim"),
    ("role_sync", "role_priority"),
}
# Others mean nothing without these.
CONDITIONS = {("reuse_tokens",), ("use_end_session_endpoint",)}


def test_an_issuer_and_a_client_are_enough():
    rendered = auth({"openid": OPENID})
    assert rendered.environment == {
        "ALLOW_EMAIL_LOGIN": "true",
        "ALLOW_SOCIAL_LOGIN": "true",
        "OPENID_ISSUER": "https://id.example.com/realms/staff",
        "OPENID_CLIENT_ID": "librechat",
        "OPENID_CALLBACK_URL": "/oauth/openid/callback",
        "OPENID_SCOPE": "openid profile email",
    }
    assert rendered.secrets == {"OPENID_CLIENT_SECRET": "not-a-secret-0000", "OPENID_SESSION_SECRET": SESSION}
    assert rendered.config == {"registration": {"socialLogins": ["openid"]}}
    assert rendered.servers == ["https://id.example.com/realms/staff"]


def test_every_argument_has_its_variable():
    rendered = provider("openid", EVERYTHING)
    assert rendered.environment == {
        "OPENID_ISSUER": "https://id.example.com/realms/staff",
        "OPENID_CLIENT_ID": "librechat",
        "OPENID_CALLBACK_URL": "/oauth/openid/callback",
        "OPENID_SCOPE": "openid email offline_access",
        "OPENID_USE_PKCE": "true",
        "OPENID_GENERATE_NONCE": "true",
        "OPENID_AUDIENCE": "librechat,api://chat",
        "OPENID_BUTTON_LABEL": "Staff",
        "OPENID_IMAGE_URL": "https://id.example.com/logo.svg",
        "OPENID_AUTO_REDIRECT": "true",
        "OPENID_USERNAME_CLAIM": "nick",
        "OPENID_NAME_CLAIM": "full",
        "OPENID_EMAIL_CLAIM": "upn",
        "OPENID_REQUIRED_ROLE": "users,staff",
        "OPENID_REQUIRED_ROLE_PARAMETER_PATH": "realm_access.roles",
        "OPENID_REQUIRED_ROLE_TOKEN_KIND": "access",
        "OPENID_ADMIN_ROLE": "admins",
        "OPENID_ADMIN_ROLE_PARAMETER_PATH": "groups",
        "OPENID_ADMIN_ROLE_TOKEN_KIND": "userinfo",
        "OPENID_ROLE_SYNC_ENABLED": "true",
        "OPENID_ROLE_SYNC_CLAIM": "groups",
        "OPENID_ROLE_SYNC_SOURCE": "access",
        "OPENID_ROLE_SYNC_ROLE_PRIORITY": "EDITOR,READER",
        "OPENID_ROLE_SYNC_FALLBACK_ROLE": "USER",
        "OPENID_ROLE_SYNC_API_ENABLED": "true",
        "OPENID_REUSE_TOKENS": "true",
        "OPENID_REUSE_MAX_SESSION_AGE_MS": "3600000",
        "OPENID_REFRESH_AUDIENCE": "api://chat",
        "OPENID_JWKS_URL_CACHE_ENABLED": "true",
        "OPENID_JWKS_URL_CACHE_TIME": "600000",
        "OPENID_ON_BEHALF_FLOW_FOR_USERINFO_REQUIRED": "true",
        "OPENID_ON_BEHALF_FLOW_USERINFO_SCOPE": "user.read",
        "OPENID_USE_END_SESSION_ENDPOINT": "true",
        "OPENID_POST_LOGOUT_REDIRECT_URI": "https://example.com/goodbye",
    }
    assert rendered.config["registration"]["openidDiscovery"] == {"startupAttempts": 3, "retryDelayMs": 10000}
    assert not unknown_variables([*rendered.environment, *rendered.secrets], reader=Reader.LIBRECHAT)


def test_the_arguments_above_are_all_that_there_are():
    assert set(given(EVERYTHING)) | REFERENCE == set(leaves(OpenIDArgs))


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - NEEDED - CONDITIONS))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert provider("openid", without(EVERYTHING, path)) != provider("openid", EVERYTHING)


def test_a_public_client_has_no_secret():
    public = {"issuer": OPENID["issuer"], "client_id": "librechat", "use_pkce": True}
    assert provider("openid", public).secrets == {"OPENID_SESSION_SECRET": SESSION}


def test_the_client_secret_may_be_in_a_secret_that_exists():
    public = {"issuer": OPENID["issuer"], "client_id": "librechat", "client_secret_secret": EXISTING}
    assert provider("openid", public).secrets["OPENID_CLIENT_SECRET"] == EXISTING


def test_keys_of_the_provider_can_be_asked_for_each_time():
    environment = provider("openid", {**OPENID, "jwks_cache_seconds": 0}).environment
    assert environment["OPENID_JWKS_URL_CACHE_ENABLED"] == "false"
    assert "OPENID_JWKS_URL_CACHE_TIME" not in environment


def test_switches_can_be_off():
    off = {**OPENID, "auto_redirect": False, "reuse_tokens": False, "use_end_session_endpoint": False}
    environment = provider("openid", off).environment
    assert environment["OPENID_AUTO_REDIRECT"] == environment["OPENID_REUSE_TOKENS"] == "false"


def test_a_client_id_may_be_an_output():
    client_id = pulumi.Output.from_input("librechat")
    assert provider("openid", {**OPENID, "client_id": client_id}).environment["OPENID_CLIENT_ID"] is client_id


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"issuer": "id.example.com"}, "openid.issuer: expected a URL such as 'https://id.example.com/realms/staff'"),
        ({"issuer": "http://id.example.com"}, "openid.issuer: expected a URL such as 'https://id.example.com/"),
        ({"client_secret": ""}, "openid.client_secret: expected a secret that is not empty, got a value of type str"),
        ({"client_secret_secret": EXISTING}, "openid: client_secret and client_secret_secret are mutually exclusive"),
        ({"scope": "profile email"}, "openid.scope: expected scopes with openid among them such as 'openid profile"),
        ({"scope": "openidprofile"}, "openid.scope: expected scopes with openid among them"),
        ({"scopes": "openid"}, "unknown argument openid.scopes (did you mean openid.scope?)"),
        ({"use_pkce": "yes"}, "openid.use_pkce: expected true or false, got 'yes'"),
        ({"audience": []}, "openid.audience: expected a list of names without commas"),
        ({"audience": ["a,b"]}, "openid.audience: expected a list of names without commas"),
        ({"audience": "librechat"}, "openid.audience: expected a list, got 'librechat'"),
        ({"image_url": "logo.svg"}, "openid.image_url: expected a URL such as"),
        ({"claims": {"user": "a"}}, "unknown argument openid.claims.user (did you mean openid.claims.username?)"),
        ({"claims": {"email": ""}}, "openid.claims.email: expected a name that is not empty, got ''"),
        (
            {"reuse_max_session_age_minutes": 5},
            "openid: reuse_max_session_age_minutes has no effect without reuse_tokens: give both or neither",
        ),
        (
            {"reuse_tokens": False, "refresh_audience": "a"},
            "openid: refresh_audience has no effect without reuse_tokens: give both or neither",
        ),
        (
            {"post_logout_redirect_uri": "https://a.example.com"},
            "openid: post_logout_redirect_uri has no effect without use_end_session_endpoint: give both or neither",
        ),
        ({"jwks_cache_seconds": -1}, "openid.jwks_cache_seconds: expected a whole number from 0 to 86400, got -1"),
        ({"discovery": {"startup_attempts": 101}}, "expected a whole number from 0 to 100, got 101"),
        ({"discovery": {"retry_seconds": 0}}, "openid.discovery.retry_seconds: expected a whole number from 1 to 3600"),
        ({"discovery": {"attempts": 2}}, "unknown argument openid.discovery.attempts"),
        ({"session_secret": "a" * 40}, "unknown argument openid.session_secret"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    assert message in problem({"openid": {**OPENID, **args}})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument openid.issuer"),
        ({"client_id": "a", "client_secret": "b"}, "missing argument openid.issuer"),
        (
            {"issuer": "https://a.example.com", "client_id": "a"},
            "openid: missing argument: one of client_secret, client_secret_secret, use_pkce: true",
        ),
        (
            {"issuer": "https://a.example.com", "client_id": "a", "use_pkce": False},
            "openid: missing argument: one of client_secret, client_secret_secret, use_pkce: true",
        ),
    ],
)
def test_what_is_missing_is_an_error(args: dict[str, Any], message: str):
    assert message in problem({"openid": args})
