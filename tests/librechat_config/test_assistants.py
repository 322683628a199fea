from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.assistants import AssistantsArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints, shown
from tests.librechat_config.leaves import given, leaves, without

REFERENCE = {"name": "existing", "key": "token"}
EVERYTHING: dict[str, Any] = {
    "enabled": True,
    "api_key": "hunter2",
    "base_url": "http://gateway.ai.svc:8080/v1",
    "models": ["gpt-4o", "gpt-4o-mini"],
    "capabilities": ["tools", "retrieval"],
    "disable_builder": True,
    "supported_ids": ["asst_1"],
    "private_assistants": True,
    "retrieval_models": ["gpt-4o"],
    "poll_interval_milliseconds": 750,
    "timeout_seconds": 180,
}


def _settings(args: dict[str, Any]) -> Settings:
    return settings(check(AssistantsArgs, args, "assistants"))


def test_everything_is_rendered_as_librechat_knows_it():
    told = _settings(EVERYTHING)
    assert complaints(told) == []
    assert told.config == {
        "endpoints": {
            "assistants": {
                "disableBuilder": True,
                "capabilities": ["tools", "retrieval"],
                "supportedIds": ["asst_1"],
                "privateAssistants": True,
                "retrievalModels": ["gpt-4o"],
                "pollIntervalMs": 750,
                "timeoutMs": 180_000,
            }
        }
    }
    assert told.environment == {
        "ASSISTANTS_BASE_URL": "http://gateway.ai.svc:8080/v1",
        "ASSISTANTS_MODELS": "gpt-4o,gpt-4o-mini",
    }
    assert told.secrets == {"ASSISTANTS_API_KEY": "hunter2"}
    assert told.servers == ["http://gateway.ai.svc:8080"]


def test_every_argument_is_tried():
    elsewhere = {("user_provided",), ("excluded_ids",), ("api_key_secret", "name"), ("api_key_secret", "key")}
    assert set(given(EVERYTHING)) | elsewhere == set(leaves(AssistantsArgs))


@pytest.mark.parametrize("path", [path for path in given(EVERYTHING) if path != ("enabled",)])
def test_every_argument_makes_a_difference(path: tuple[str, ...]):
    fewer: Any = without(EVERYTHING, path)
    assert settings(fewer) != _settings(EVERYTHING)


def test_a_key_says_enough_and_is_not_shown():
    told = _settings({"api_key": "hunter2"})
    assert told == Settings(secrets={"ASSISTANTS_API_KEY": "hunter2"}, servers=[])
    assert "hunter2" not in shown(told)


def test_the_key_can_be_in_a_secret_that_exists():
    assert _settings({"api_key_secret": REFERENCE}).secrets == {"ASSISTANTS_API_KEY": REFERENCE}


def test_users_can_enter_keys_of_their_own():
    told = _settings({"user_provided": True, "excluded_ids": ["asst_2"]})
    assert told.environment == {"ASSISTANTS_API_KEY": "user_provided"}
    assert told.secrets == {}
    assert told.config["endpoints"]["assistants"] == {"excludedIds": ["asst_2"]}
    assert complaints(told) == []


def test_what_is_switched_off_says_nothing():
    assert _settings({**EVERYTHING, "enabled": False}) == Settings()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument: one of api_key, api_key_secret, or user_provided: true"),
        ({"user_provided": False}, "missing argument: one of api_key, api_key_secret, or user_provided: true"),
        ({"api_key": "hunter2", "user_provided": True}, "api_key and user_provided are mutually exclusive"),
        (
            {"api_key_secret": REFERENCE, "user_provided": True},
            "api_key_secret and user_provided are mutually exclusive",
        ),
        ({"api_key": "hunter2", "api_key_secret": REFERENCE}, "api_key and api_key_secret are mutually exclusive"),
        ({"api_key": ""}, "api_key: expected a secret that is not empty, got a value of type str"),
        ({"api_key": "hunter2", "models": []}, "models: expected a list that is not empty"),
        ({"api_key": "hunter2", "supported_ids": ["a"], "excluded_ids": ["b"]}, "excluded_ids has no effect with"),
        ({"api_key": "hunter2", "capabilities": ["web_search"]}, "capabilities.0: expected one of actions, code_int"),
        ({"api_key": "hunter2", "base_url": "gateway"}, "base_url: expected a URL"),
        ({"api_key": "hunter2", "timeout_seconds": 0}, "timeout_seconds: expected a whole number from 1 to 3600"),
        (
            {"api_key": "hunter2", "poll_interval_milliseconds": 1},
            "poll_interval_milliseconds: expected a whole number",
        ),
        ({"api_key": "hunter2", "model": ["a"]}, r"unknown argument model \(did you mean models\?\)"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as refusal:
        _settings(args)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("models", []),
        ("supported_ids", []),
        ("excluded_ids", []),
        ("retrieval_models", []),
        ("poll_interval_milliseconds", 99),
        ("poll_interval_milliseconds", 60001),
        ("timeout_seconds", 0),
        ("timeout_seconds", 3601),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"{path}: expected"):
        _settings({"api_key": "hunter2", path: value})
