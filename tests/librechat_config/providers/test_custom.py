from typing import Any

import pytest

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.custom import ENDPOINT_NAME, CustomEndpointArgs, configuration
from tests.librechat_config.sound import HIDDEN, assert_sound, checked, refusal

KEY = f"sk-{HIDDEN}"
SERVER: dict[str, Any] = {"name": "My vLLM", "base_url": "http://vllm.ai.svc.cluster.local:8000/v1", "models": ["m"]}


def configured(*args: dict[str, Any]) -> Configuration:
    return configuration([checked(CustomEndpointArgs, each) for each in args])


def test_a_server_and_a_key_are_sufficient():
    made = configured({**SERVER, "api_key": KEY})
    assert made == Configuration.of(
        {
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
        },
        secret_env={"MY_VLLM_ENDPOINT_KEY": KEY},
    )
    assert_sound(made)


@pytest.mark.parametrize(("args", "key"), [({"keyless": True}, "keyless"), ({"user_provided": True}, "user_provided")])
def test_a_keyless_server_gets_a_placeholder_key(args: dict[str, Any], key: str):
    made = configured({**SERVER, **args})
    assert made.config["endpoints"]["custom"][0]["apiKey"] == key
    assert list(made.variables.names) == []
    assert_sound(made)


def test_endpoints_keep_their_order_and_those_that_are_off_are_left_out():
    made = configured(
        {**SERVER, "name": "b", "keyless": True},
        {**SERVER, "name": "off", "enabled": False},
        {**SERVER, "name": "a", "keyless": True},
    )
    assert [endpoint["name"] for endpoint in made.config["endpoints"]["custom"]] == ["b", "a"]
    assert configured() == Configuration()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument api_key: set it or keyless, or user_provided to true"),
        ({"keyless": False}, "missing argument api_key: set it or keyless, or user_provided to true"),
        ({"api_key": KEY, "keyless": True}, "api_key and keyless are mutually exclusive: remove one"),
        ({"keyless": True, "models": []}, "models: expected a list of different models that is not empty"),
        *(
            ({"keyless": True, "name": name}, "name: expected a name with a letter or digit that is none")
            for name in ("openAI", "OpenRouter", "bedrock", "---")
        ),
        ({"keyless": True, "base_url": "vllm:8000"}, "base_url: expected a URL such as 'http://vllm.ai.svc.cluster"),
        ({"keyless": True, "base_ur": "http://a"}, "unknown argument base_ur (did you mean base_url?)"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(CustomEndpointArgs, {**SERVER, **args})


@pytest.mark.parametrize("missing", SERVER)
def test_name_address_and_models_are_needed(missing: str):
    args = {name: value for name, value in SERVER.items() if name != missing}
    assert f"missing argument {missing}" in refusal(CustomEndpointArgs, {**args, "keyless": True})


def test_names_of_librechats_own_endpoints_are_refused():
    assert all(map(ENDPOINT_NAME.accepts, ("vLLM", "Ollama 1")))
    assert not any(map(ENDPOINT_NAME.accepts, ("openAI", "bedrock", "OpenRouter", "--", "")))
