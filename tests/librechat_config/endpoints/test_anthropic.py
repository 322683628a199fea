from typing import Any

import pytest

from homelab.arguments import check
from homelab.librechat_config.endpoints.anthropic import AnthropicArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.endpoints.sound import (
    AGENT_ENDPOINT,
    HEADERS,
    REFERENCE,
    SERVICE_ACCOUNT,
    assert_sound,
    assert_sound_whatever_is_given,
    forgotten,
    parts_of,
    problems,
    whatever_is,
)
from tests.librechat_config.leaves import given, without

KEY = "sk-hidden"
DIRECT: dict[str, Any] = {
    "enabled": True,
    "api_key": KEY,
    **AGENT_ENDPOINT,
    "title_convo": True,
    **HEADERS,
    "models": ["claude-b", "claude-a"],
    "base_url": "http://gateway.ai.svc.cluster.local:8080",
}
VERTEX: dict[str, Any] = {
    **without(DIRECT, ("api_key",)),
    "vertex": {
        "service_account_key": SERVICE_ACCOUNT,
        "region": "global",
        "project": "other",
        "deployments": {"claude-a": "claude-a@20241022"},
    },
}
REQUIRED = {("vertex", "service_account_key"), ("vertex", "region"), ("api_key",)}
DEFAULTS = {("enabled",), ("title_convo",)}


def told(args: dict[str, Any]) -> Settings:
    return settings(check(AnthropicArgs, args, owner="it"))


def section(made: Settings) -> dict[str, Any]:
    return made.config["endpoints"]["anthropic"]


def test_a_key_is_enough():
    made = told({"api_key": KEY})
    assert made.config == {"endpoints": {"anthropic": {"titleConvo": True, "titleModel": "current_model"}}}
    assert (made.environment, made.secrets, made.secret_files) == ({}, {"ANTHROPIC_API_KEY": KEY}, {})
    assert_sound(made)


def test_models_stand_in_the_environment_because_librechat_ignores_them_in_its_file():
    made = told(DIRECT)
    assert made.environment == {
        "ANTHROPIC_MODELS": "claude-b,claude-a",
        "ANTHROPIC_REVERSE_PROXY": "http://gateway.ai.svc.cluster.local:8080",
    }
    assert "models" not in section(made)
    assert section(made)["headers"]["Authorization"] == "${ANTHROPIC_HEADER_AUTHORIZATION}"
    assert made.secrets["ANTHROPIC_HEADER_X_OTHER"] == REFERENCE
    assert made.servers == ["http://gateway.ai.svc.cluster.local:8080"]
    assert_sound(made)


def test_vertex_takes_the_place_of_a_key():
    made = told(VERTEX)
    assert section(made)["vertex"] == {
        "region": "global",
        "projectId": "other",
        "serviceKeyFile": "${ANTHROPIC_VERTEX_SERVICE_KEY_FILE}",
        "models": {"claude-b": True, "claude-a": {"deploymentName": "claude-a@20241022"}},
    }
    assert made.secret_files == {"ANTHROPIC_VERTEX_SERVICE_KEY_FILE": SERVICE_ACCOUNT}
    assert "ANTHROPIC_API_KEY" not in made.secrets
    assert "ANTHROPIC_MODELS" not in made.environment
    assert_sound(made)


def test_vertex_needs_a_service_account_and_a_region():
    made = told({"vertex": {"service_account_key_secret": REFERENCE, "region": "eu"}})
    assert section(made)["vertex"] == {"region": "eu", "serviceKeyFile": "${ANTHROPIC_VERTEX_SERVICE_KEY_FILE}"}
    assert made.secret_files == {"ANTHROPIC_VERTEX_SERVICE_KEY_FILE": REFERENCE}
    assert_sound(made)


def test_keys_of_users_are_no_secret():
    made = told({"user_provided": True})
    assert (made.environment, made.secrets) == ({"ANTHROPIC_API_KEY": "user_provided"}, {})


def test_what_is_off_tells_nothing():
    assert told({**DIRECT, "enabled": False}) == Settings()


def test_every_argument_has_a_test():
    others = {"api_key_secret": REFERENCE, "user_provided": True, "vertex": {"service_account_key_secret": REFERENCE}}
    assert forgotten(AnthropicArgs, DIRECT, VERTEX, others) == set()


@pytest.mark.parametrize("everything", [DIRECT, VERTEX], ids=["direct", "vertex"])
def test_every_argument_changes_the_outcome(everything: dict[str, Any]):
    for path in set(given(everything)) - REQUIRED - DEFAULTS:
        assert settings(without(everything, path)) != settings(everything), path  # type: ignore[arg-type]


@whatever_is(parts_of(DIRECT) | parts_of(VERTEX))
def test_whatever_is_given_is_sound(args: dict[str, Any]):
    assert_sound_whatever_is_given(AnthropicArgs, settings, args)


V: dict[str, Any] = {"service_account_key": SERVICE_ACCOUNT, "region": "eu"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"enabled": True}, "missing argument api_key: give one, or vertex, or set user_provided to true"),
        ({"api_key": KEY, "vertex": V}, "api_key and vertex are mutually exclusive: remove one"),
        ({"user_provided": True, "vertex": V}, "user_provided and vertex are mutually exclusive: remove one"),
        ({"vertex": {"region": "eu"}}, "vertex: missing argument: one of service_account_key, service_account_key_sec"),
        ({"vertex": {"service_account_key": SERVICE_ACCOUNT}}, "missing argument vertex.region"),
        (
            {"vertex": {**V, "service_account_key": "{}"}},
            "vertex.service_account_key: expected the JSON key of a Google",
        ),
        ({"vertex": {**V, "service_account_key": "/key.json"}}, "expected the JSON key of a Google service account"),
        ({"vertex": {**V, "service_account_key": "[1]"}}, "got a value of type str"),
        ({"vertex": {**V, "service_account_key_secret": REFERENCE}}, "are mutually exclusive: remove one"),
        (
            {"vertex": {**V, "region": "Frankfurt am Main"}},
            "vertex.region: expected a location of Google Cloud such as",
        ),
        ({"vertex": {**V, "project": ""}}, "vertex.project: expected a name that is not empty"),
        ({"vertex": {**V, "projectId": "p"}}, "unknown argument vertex.projectId (did you mean vertex.project?)"),
        ({"vertex": {**V, "deployments": {"a": "b"}}}, "vertex.deployments has a, which is not among models"),
        ({"models": ["a"], "vertex": {**V, "deployments": {"a": ""}}}, "vertex.deployments: expected a map of models"),
        ({"models": ["a"], "vertex": {**V, "deployments": {}}}, "vertex.deployments: expected a map of models"),
        ({"api_key": KEY, "models": {"default": ["a"]}}, "models: expected a list, got a value of type dict"),
        ({"api_key": KEY, "base_url": "x"}, "base_url: expected a URL such as"),
    ],
)
def test_what_librechat_would_ignore_or_misread_is_an_error(args: dict[str, Any], message: str):
    text = problems(AnthropicArgs, args)
    assert message in text
    assert "hidden" not in text
