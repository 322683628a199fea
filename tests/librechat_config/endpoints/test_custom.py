from typing import Any

import pytest
from hypothesis import given as arguments
from hypothesis import strategies as st

from homelab.arguments import check
from homelab.librechat_config.endpoints.custom import CustomEndpointArgs, custom_endpoint_key, settings
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
SERVER: dict[str, Any] = {"name": "My vLLM", "base_url": "http://vllm.ai.svc.cluster.local:8000/v1", "models": ["m"]}
EVERYTHING: dict[str, Any] = {
    **SERVER,
    "enabled": True,
    "api_key": KEY,
    **COMPATIBLE,
    "title_convo": True,
    "provider": "anthropic",
    "direct_endpoint": True,
    "model_display_label": "We",
}
REQUIRED = {("name",), ("base_url",), ("models",)}
DEFAULTS = {("enabled",), ("title_convo",)}


def told(*args: dict[str, Any]) -> Settings:
    return settings([check(CustomEndpointArgs, each, owner="it") for each in args])


def test_a_server_and_a_key_are_enough():
    made = told({**SERVER, "api_key": KEY})
    assert made.config == {
        "endpoints": {
            "custom": [
                {
                    "name": "My vLLM",
                    "apiKey": "${MY_VLLM_ENDPOINT_KEY}",
                    "baseURL": "http://vllm.ai.svc.cluster.local:8000/v1",
                    "models": {"default": ["m"], "fetch": True},
                    "titleConvo": True,
                    "titleModel": "current_model",
                    "modelDisplayLabel": "My vLLM",
                }
            ]
        }
    }
    assert (made.environment, made.secrets) == ({}, {"MY_VLLM_ENDPOINT_KEY": KEY})
    assert made.servers == ["http://vllm.ai.svc.cluster.local:8000/v1"]
    assert_sound(made)


def test_all_arguments_are_told():
    made = told(EVERYTHING)
    assert made.config["endpoints"]["custom"] == [
        {
            **COMPATIBLE_SECTION,
            "name": "My vLLM",
            "apiKey": "${MY_VLLM_ENDPOINT_KEY}",
            "baseURL": "http://vllm.ai.svc.cluster.local:8000/v1",
            "models": {"default": ["m"], "fetch": False, "userIdQuery": True},
            "modelDisplayLabel": "We",
            "provider": "anthropic",
            "directEndpoint": True,
            "headers": {
                "X-Team": "{{LIBRECHAT_USER_EMAIL}}",
                "Authorization": "${MY_VLLM_ENDPOINT_HEADER_AUTHORIZATION}",
                "X-Other": "${MY_VLLM_ENDPOINT_HEADER_X_OTHER}",
            },
        }
    ]
    assert_sound(made)


def test_openais_api_needs_no_word():
    assert told({**SERVER, "api_key": KEY, "provider": "openai"}) == told({**SERVER, "api_key": KEY})


def test_servers_without_keys_get_one_that_is_no_secret():
    made = told({**SERVER, "keyless": True})
    assert made.config["endpoints"]["custom"][0]["apiKey"] == "keyless"
    assert made.secrets == {}
    assert_sound(made)


def test_keys_of_users_are_no_secret():
    made = told({**SERVER, "user_provided": True})
    assert made.config["endpoints"]["custom"][0]["apiKey"] == "user_provided"
    assert (made.environment, made.secrets) == ({}, {})


def test_endpoints_keep_their_order_and_those_that_are_off_tell_nothing():
    made = told(
        {**SERVER, "name": "b", "keyless": True},
        {"name": "off", "base_url": "http://off.example.com", "models": ["m"], "enabled": False},
        {**SERVER, "name": "a", "keyless": True},
    )
    assert [endpoint["name"] for endpoint in made.config["endpoints"]["custom"]] == ["b", "a"]
    assert len(made.servers) == 2
    assert told() == settings([])
    assert told().config == {}


def test_keys_are_names_of_variables():
    assert custom_endpoint_key("Ollama (big) 2") == "OLLAMA_BIG_2_ENDPOINT_KEY"
    assert custom_endpoint_key("3090 box") == "_3090_BOX_ENDPOINT_KEY"


@arguments(st.tuples(st.text(), st.sampled_from("aZ09"), st.text()).map("".join))
def test_whatever_a_name_is_its_key_is_a_variable(name: str):
    variable = custom_endpoint_key(name)
    assert variable.isidentifier()
    assert variable.isascii()


def test_every_argument_has_a_test():
    others = {"api_key_secret": REFERENCE, "user_provided": True, "keyless": True}
    assert forgotten(CustomEndpointArgs, EVERYTHING, others) == set()


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - DEFAULTS - REQUIRED))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    if path[0] != "token_config" or path[-1].startswith("cache"):
        changed: Any = without(EVERYTHING, path)
        everything: Any = EVERYTHING
        assert settings([changed]) != settings([everything])


@whatever_is(parts_of(EVERYTHING))
def test_whatever_is_given_is_sound(args: dict[str, Any]):
    assert_sound_whatever_is_given(CustomEndpointArgs, lambda checked: settings([checked]), args)


K: dict[str, Any] = {**SERVER, "api_key": KEY}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (SERVER, "missing argument api_key: give one, or keyless, or set user_provided to true"),
        ({**SERVER, "keyless": False}, "missing argument api_key: give one, or keyless, or set user_provided to true"),
        ({**K, "keyless": True}, "api_key and keyless are mutually exclusive: remove one"),
        ({**SERVER, "keyless": True, "user_provided": True}, "user_provided and keyless are mutually exclusive"),
        (without(K, ("models",)), "missing argument models"),
        (without(K, ("name",)), "missing argument name"),
        (without(K, ("base_url",)), "missing argument base_url"),
        ({**K, "models": []}, "models: expected a list of different models that is not empty"),
        ({**K, "name": "openAI"}, "name: expected a name with a letter or digit that is none of openAI, google"),
        ({**K, "name": "OpenRouter"}, "name: expected a name with a letter or digit that is none of openAI, google"),
        ({**K, "name": "bedrock"}, "name: expected a name with a letter or digit that is none of openAI, google"),
        ({**K, "name": "---"}, "name: expected a name with a letter or digit that is none of openAI, google"),
        (
            {**K, "base_url": "vllm:8000/v1"},
            "base_url: expected a URL such as 'http://vllm.ai.svc.cluster.local:8000/v1'",
        ),
        ({**K, "provider": "google"}, "provider: expected one of openai, anthropic, got 'google'"),
        ({**K, "direct_endpoint": "no"}, "direct_endpoint: expected true or false, got 'no'"),
        ({**K, "model_display_label": " "}, "model_display_label: expected a name that is not empty"),
        ({**K, "base_ur": "http://a"}, "unknown argument base_ur (did you mean base_url?)"),
    ],
)
def test_what_librechat_would_refuse_or_ignore_is_an_error(args: dict[str, Any], message: str):
    text = problems(CustomEndpointArgs, args)
    assert message in text
    assert "hidden" not in text
