from typing import Any

import pytest

from homelab.arguments import check
from homelab.librechat_config.endpoints.openrouter import OpenRouterArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.endpoints.sound import (
    COMPATIBLE,
    COMPATIBLE_SECTION,
    REFERENCE,
    assert_sound,
    assert_sound_whatever_is_given,
    forgotten,
    parts_of,
    problems,
    whatever_is,
)
from tests.librechat_config.leaves import given, without

KEY = "sk-hidden"
EVERYTHING: dict[str, Any] = {
    "enabled": True,
    "api_key": KEY,
    **COMPATIBLE,
    "title_convo": True,
    "models": ["a/b", "c/d"],
}
DEFAULTS = {("enabled",), ("title_convo",)}


def told(args: dict[str, Any]) -> Settings:
    return settings(check(OpenRouterArgs, args, owner="it"))


def test_a_key_is_enough():
    made = told({"api_key": KEY})
    assert made.config["endpoints"]["custom"] == [
        {
            "name": "OpenRouter",
            "apiKey": "${OPENROUTER_KEY}",
            "baseURL": "https://openrouter.ai/api/v1",
            "models": {"default": ["openrouter/auto"], "fetch": True},
            "titleConvo": True,
            "titleModel": "current_model",
            "modelDisplayLabel": "OpenRouter",
        }
    ]
    assert (made.environment, made.secrets) == ({}, {"OPENROUTER_KEY": KEY})
    assert_sound(made)


def test_all_arguments_are_told():
    made = told(EVERYTHING)
    assert made.config["endpoints"]["custom"] == [
        {
            **COMPATIBLE_SECTION,
            "name": "OpenRouter",
            "apiKey": "${OPENROUTER_KEY}",
            "baseURL": "https://openrouter.ai/api/v1",
            "models": {"default": ["a/b", "c/d"], "fetch": False, "userIdQuery": True},
            "modelDisplayLabel": "OpenRouter",
            "headers": {
                "X-Team": "{{LIBRECHAT_USER_EMAIL}}",
                "Authorization": "${OPENROUTER_ENDPOINT_HEADER_AUTHORIZATION}",
                "X-Other": "${OPENROUTER_ENDPOINT_HEADER_X_OTHER}",
            },
        }
    ]
    assert made.secrets == {
        "OPENROUTER_KEY": KEY,
        "OPENROUTER_ENDPOINT_HEADER_AUTHORIZATION": "Bearer hidden",
        "OPENROUTER_ENDPOINT_HEADER_X_OTHER": REFERENCE,
    }
    assert_sound(made)


def test_keys_of_users_are_no_secret():
    made = told({"user_provided": True})
    assert made.config["endpoints"]["custom"][0]["apiKey"] == "user_provided"
    assert (made.environment, made.secrets) == ({}, {})


def test_what_is_off_tells_nothing():
    assert told({**EVERYTHING, "enabled": False}) == Settings()


def test_every_argument_has_a_test():
    assert forgotten(OpenRouterArgs, EVERYTHING, {"api_key_secret": REFERENCE, "user_provided": True}) == set()


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - DEFAULTS))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    if path[0] != "token_config" or path[-1].startswith("cache"):
        assert settings(without(EVERYTHING, path)) != settings(EVERYTHING)  # type: ignore[arg-type]


@whatever_is(parts_of(EVERYTHING))
def test_whatever_is_given_is_sound(args: dict[str, Any]):
    assert_sound_whatever_is_given(OpenRouterArgs, settings, args)


K: dict[str, Any] = {"api_key": KEY}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument api_key: give one, or set user_provided to true"),
        ({**K, "user_provided": True}, "api_key and user_provided are mutually exclusive"),
        ({**K, "base_url": "https://a.b"}, "unknown argument base_url"),
        ({**K, "add_params": {}}, "add_params: expected a map of parameters that is not empty"),
        ({**K, "add_params": {"web_search": "yes"}}, "with web_search true or false if it has that"),
        ({**K, "drop_params": []}, "drop_params: expected a list that is not empty"),
        (
            {**K, "custom_params": {"default_params_endpoint": "openai"}},
            "custom_params.default_params_endpoint: expected one of custom, openAI, azureOpenAI, openrouter, anthropic",
        ),
        ({**K, "custom_params": {"reasoning_format": "effort"}}, "expected one of disabled, reasoning_effort"),
        ({**K, "custom_params": {"reasoning_key": "thoughts"}}, "expected one of reasoning, reasoning_content"),
        ({**K, "custom_params": {"param_definitions": [{"default": 1}]}}, "a list of parameters that each have a key"),
        ({**K, "custom_params": {"param_definitions": []}}, "a list of parameters that each have a key"),
        (
            {**K, "custom_params": {"param_definitions": [{"key": "temprature"}]}},
            "custom_params: param_definitions: custom has no parameter 'temprature' (did you mean temperature?)",
        ),
        (
            {
                **K,
                "custom_params": {"default_params_endpoint": "google", "param_definitions": [{"key": "max_tokens"}]},
            },
            "google has no parameter 'max_tokens'",
        ),
        ({**K, "token_config": {}}, "token_config: expected a map of models that is not empty"),
        ({**K, "token_config": {"m": {"prompt": 1, "completion": 1}}}, "missing argument token_config.m.context"),
        (
            {**K, "token_config": {"m": {"prompt": -1, "completion": 1, "context": 1}}},
            "token_config.m.prompt: expected a number that is not negative, got -1",
        ),
        (
            {**K, "token_config": {"m": {"prompt": 1, "completion": 1, "context": 0}}},
            "token_config.m.context: expected a number above 0, got 0",
        ),
        ({**K, "icon_url": ""}, "icon_url: expected a name that is not empty"),
        ({**K, "fetch_models": "yes"}, "fetch_models: expected true or false, got 'yes'"),
    ],
)
def test_what_librechat_would_refuse_or_ignore_is_an_error(args: dict[str, Any], message: str):
    assert message in problems(OpenRouterArgs, args)
