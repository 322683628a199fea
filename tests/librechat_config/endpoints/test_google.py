from typing import Any

import pytest

from homelab.arguments import check
from homelab.librechat_config.endpoints.google import GoogleArgs, settings
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
SAFETY = {
    "sexually_explicit": "BLOCK_LOW_AND_ABOVE",
    "hate_speech": "BLOCK_MEDIUM_AND_ABOVE",
    "harassment": "BLOCK_ONLY_HIGH",
    "dangerous_content": "HARM_BLOCK_THRESHOLD_UNSPECIFIED",
    "civic_integrity": "OFF",
}
DIRECT: dict[str, Any] = {
    "enabled": True,
    "api_key": KEY,
    **AGENT_ENDPOINT,
    "title_convo": True,
    **HEADERS,
    "models": ["gemini-b", "gemini-a"],
    "base_url": "https://gateway.example.com",
    "authorization_header": True,
    "safety_settings": {"enabled": True, **SAFETY},
}
VERTEX: dict[str, Any] = {
    "models": ["gemini-b"],
    "vertex": {"service_account_key": SERVICE_ACCOUNT, "location": "global"},
}
REQUIRED = {("vertex", "service_account_key"), ("api_key",)}
DEFAULTS = {("enabled",), ("title_convo",), ("safety_settings", "enabled")}


def told(args: dict[str, Any]) -> Settings:
    return settings(check(GoogleArgs, args, owner="it"))


def test_a_key_is_enough():
    made = told({"api_key": KEY})
    assert made.config == {"endpoints": {"google": {"titleConvo": True, "titleModel": "current_model"}}}
    assert (made.environment, made.secrets, made.secret_files) == ({}, {"GOOGLE_KEY": KEY}, {})
    assert_sound(made)


def test_all_arguments_are_told():
    made = told(DIRECT)
    assert made.environment == {
        "GOOGLE_MODELS": "gemini-b,gemini-a",
        "GOOGLE_REVERSE_PROXY": "https://gateway.example.com",
        "GOOGLE_AUTH_HEADER": "true",
        "GOOGLE_SAFETY_SEXUALLY_EXPLICIT": "BLOCK_LOW_AND_ABOVE",
        "GOOGLE_SAFETY_HATE_SPEECH": "BLOCK_MEDIUM_AND_ABOVE",
        "GOOGLE_SAFETY_HARASSMENT": "BLOCK_ONLY_HIGH",
        "GOOGLE_SAFETY_DANGEROUS_CONTENT": "HARM_BLOCK_THRESHOLD_UNSPECIFIED",
        "GOOGLE_SAFETY_CIVIC_INTEGRITY": "OFF",
    }
    assert made.config["endpoints"]["google"]["headers"]["X-Other"] == "${GOOGLE_HEADER_X_OTHER}"
    assert made.secrets["GOOGLE_HEADER_X_OTHER"] == REFERENCE
    assert made.servers == ["https://gateway.example.com"]
    assert_sound(made)


def test_vertex_takes_the_place_of_a_key():
    made = told(VERTEX)
    assert made.secret_files == {"GOOGLE_SERVICE_KEY_FILE": SERVICE_ACCOUNT}
    assert made.secrets == {}
    assert made.environment == {"GOOGLE_MODELS": "gemini-b", "GOOGLE_LOC": "global"}
    assert_sound(made)


def test_a_service_account_can_be_in_a_secret_that_exists():
    made = told({"vertex": {"service_account_key_secret": REFERENCE}})
    assert (made.secret_files, made.environment) == ({"GOOGLE_SERVICE_KEY_FILE": REFERENCE}, {})


def test_filters_can_be_left_to_google():
    made = told({"api_key": KEY, "safety_settings": {"enabled": False}})
    assert made.environment == {"GOOGLE_EXCLUDE_SAFETY_SETTINGS": "true"}


def test_keys_of_users_are_no_secret():
    made = told({"user_provided": True})
    assert (made.environment, made.secrets) == ({"GOOGLE_KEY": "user_provided"}, {})


def test_what_is_off_tells_nothing():
    assert told({**DIRECT, "enabled": False}) == Settings()


def test_every_argument_has_a_test():
    others = {"api_key_secret": REFERENCE, "user_provided": True, "vertex": {"service_account_key_secret": REFERENCE}}
    assert forgotten(GoogleArgs, DIRECT, VERTEX, others) == set()


@pytest.mark.parametrize("everything", [DIRECT, VERTEX], ids=["direct", "vertex"])
def test_every_argument_changes_the_outcome(everything: dict[str, Any]):
    for path in set(given(everything)) - REQUIRED - DEFAULTS:
        assert settings(without(everything, path)) != settings(everything), path  # type: ignore[arg-type]


@whatever_is(parts_of(DIRECT) | parts_of(VERTEX))
def test_whatever_is_given_is_sound(args: dict[str, Any]):
    assert_sound_whatever_is_given(GoogleArgs, settings, args)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument api_key: give one, or vertex, or set user_provided to true"),
        ({**VERTEX, "api_key": KEY}, "api_key and vertex are mutually exclusive: remove one"),
        ({**VERTEX, "base_url": "https://a.b"}, "base_url has no effect with vertex: remove one"),
        ({**VERTEX, "authorization_header": True}, "authorization_header has no effect with vertex: remove one"),
        ({"vertex": {}}, "vertex: missing argument: one of service_account_key, service_account_key_secret"),
        ({"vertex": {"service_account_key": "x"}}, "vertex.service_account_key: expected the JSON key of a Google"),
        ({"vertex": {**VERTEX["vertex"], "location": ""}}, "vertex.location: expected a location of Google Cloud"),
        ({"vertex": {**VERTEX["vertex"], "project": "p"}}, "unknown argument vertex.project"),
        (
            {"api_key": KEY, "safety_settings": {"harassment": "BLOCK_ALL"}},
            "safety_settings.harassment: expected one of HARM_BLOCK_THRESHOLD_UNSPECIFIED, BLOCK_LOW_AND_ABOVE",
        ),
        (
            {"api_key": KEY, "safety_settings": {"enabled": False, "hate_speech": "OFF"}},
            "safety_settings: hate_speech has no effect with enabled: false",
        ),
        ({"api_key": KEY, "safety_settings": {"violence": "OFF"}}, "unknown argument safety_settings.violence"),
        ({"api_key": KEY, "safety": {}}, "unknown argument safety"),
    ],
)
def test_what_librechat_would_ignore_or_misread_is_an_error(args: dict[str, Any], message: str):
    text = problems(GoogleArgs, args)
    assert message in text
    assert "hidden" not in text
