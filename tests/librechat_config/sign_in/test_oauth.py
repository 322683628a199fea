from typing import Any

import pytest

from homelab.librechat_config.settings import secret_file_path
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.sign_in.rendered import CLIENT, EXISTING, PRIVATE_KEY, problem, provider

APPLE = {"client_id": "com.example.chat", "team_id": "TEAM", "key_id": "KEY", "private_key": PRIVATE_KEY}


@pytest.mark.parametrize("name", ["google", "github", "discord", "facebook"])
def test_a_provider_knows_librechat_by_id_and_secret_and_where_it_sends_people_back_to(name: str):
    rendered = provider(name, CLIENT)
    prefix = name.upper()
    assert rendered.environment == {
        f"{prefix}_CLIENT_ID": "librechat",
        f"{prefix}_CALLBACK_URL": f"/oauth/{name}/callback",
    }
    assert rendered.secrets == {f"{prefix}_CLIENT_SECRET": "not-a-secret-0000"}
    assert rendered.config == {"registration": {"socialLogins": [name]}}
    assert not unknown_variables([*rendered.environment, *rendered.secrets], reader=Reader.LIBRECHAT)


@pytest.mark.parametrize("name", ["google", "github", "discord", "facebook"])
def test_a_client_secret_may_be_in_a_secret_that_exists(name: str):
    rendered = provider(name, {"client_id": "librechat", "client_secret_secret": EXISTING})
    assert rendered.secrets == {f"{name.upper()}_CLIENT_SECRET": EXISTING}


def test_github_enterprise_is_a_server_to_reach():
    server = {"enterprise_base_url": "https://git.example.com:8443/", "enterprise_user_agent": "chat"}
    rendered = provider("github", {**CLIENT, **server})
    assert rendered.environment["GITHUB_ENTERPRISE_BASE_URL"] == "https://git.example.com:8443"
    assert rendered.environment["GITHUB_ENTERPRISE_USER_AGENT"] == "chat"
    assert rendered.servers == ["https://git.example.com:8443/"]
    assert not unknown_variables(rendered.environment, reader=Reader.LIBRECHAT)


def test_apples_key_is_a_file_and_in_no_variable():
    rendered = provider("apple", APPLE)
    assert rendered.environment == {
        "APPLE_CLIENT_ID": "com.example.chat",
        "APPLE_TEAM_ID": "TEAM",
        "APPLE_KEY_ID": "KEY",
        "APPLE_CALLBACK_URL": "/oauth/apple/callback",
    }
    assert rendered.secrets == {}
    assert rendered.secret_files == {"APPLE_PRIVATE_KEY_PATH": PRIVATE_KEY}
    assert secret_file_path("APPLE_PRIVATE_KEY_PATH").endswith("/APPLE_PRIVATE_KEY_PATH")
    assert not unknown_variables([*rendered.environment, *rendered.secret_files], reader=Reader.LIBRECHAT)


def test_apples_key_may_be_in_a_secret_that_exists():
    without_key = {name: value for name, value in APPLE.items() if name != "private_key"}
    assert provider("apple", {**without_key, "private_key_secret": EXISTING}).secret_files == {
        "APPLE_PRIVATE_KEY_PATH": EXISTING
    }


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"google": {"client_id": "a"}}, "google: missing argument: one of client_secret, client_secret_secret"),
        ({"discord": {"client_secret": "a"}}, "missing argument discord.client_id"),
        ({"facebook": {**CLIENT, "client_id": ""}}, "facebook.client_id: expected a name that is not empty, got ''"),
        ({"google": {**CLIENT, "client_secret": ""}}, "google.client_secret: expected a secret that is not empty"),
        ({"google": {**CLIENT, "client_secret_secret": EXISTING}}, "client_secret and client_secret_secret are mutu"),
        ({"google": {**CLIENT, "clientid": "a"}}, "unknown argument google.clientid (did you mean google.client_id?)"),
        ({"google": {**CLIENT, "enterprise_base_url": "https://a"}}, "unknown argument google.enterprise_base_url"),
        (
            {"github": {**CLIENT, "enterprise_base_url": "git.example.com"}},
            "github.enterprise_base_url: expected a URL such as 'https://github.example.com', got 'git.example.com'",
        ),
        (
            {"github": {**CLIENT, "enterprise_user_agent": "chat"}},
            "github: enterprise_user_agent has no effect without enterprise_base_url: give both or neither",
        ),
        ({"apple": {**APPLE, "private_key": "AuthKey.p8"}}, "apple.private_key: expected a private key in PEM form"),
        ({"apple": {"client_id": "a", "team_id": "b", "key_id": "c"}}, "apple: missing argument: one of private_key"),
        ({"apple": CLIENT}, "missing argument apple.team_id"),
        ({"twitter": CLIENT}, "unknown argument twitter"),
        ({"google": "librechat"}, "google: expected a group of arguments (client_id, client_secret"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    assert message in problem(args)


def test_secrets_are_not_in_messages():
    assert "not-a-secret" not in problem({"google": {**CLIENT, "client_id": 5}})
    assert "AuthKey" not in problem({"apple": {**APPLE, "private_key": "AuthKey.p8"}})
