from typing import Any

import pulumi
import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.openai import OpenAIArgs, configuration
from homelab.offline import record
from tests.librechat_config.sound import HIDDEN, assert_sound, checked, refusal

KEY = f"sk-{HIDDEN}"


def configured(args: dict[str, Any]) -> Configuration:
    return configuration(checked(OpenAIArgs, args))


def test_a_key_is_enough():
    made = configured({"api_key": KEY})
    assert made == Configuration(
        {"endpoints": {"openAI": {"titleConvo": True, "titleModel": "current_model"}}},
        Variables(secret={"OPENAI_API_KEY": KEY}),
    )
    assert_sound(made)


def test_models_and_another_address_are_variables():
    made = configured({"user_provided": True, "models": ["a", "b"], "base_url": "https://gateway.example.com/v1"})
    assert made.variables.plain == {
        "OPENAI_API_KEY": "user_provided",
        "OPENAI_MODELS": "a,b",
        "OPENAI_REVERSE_PROXY": "https://gateway.example.com/v1",
    }
    assert_sound(made)


def test_disabled_groups_configure_nothing():
    assert configured({"api_key": KEY, "models": ["a"], "enabled": False}) == Configuration()


def test_a_key_may_be_an_output():
    def program() -> None:
        found = configured({"api_key": pulumi.Output.secret(KEY)}).variables.secret["OPENAI_API_KEY"]
        pulumi.export("key", pulumi.Output.unsecret(pulumi.Output.from_input(found)))

    assert record(program).exports == {"key": KEY}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"base_url": "gateway.example.com"}, "base_url: expected a URL such as 'https://gateway.example.com/v1'"),
        ({"base_url": "ftp://a"}, "base_url: expected a URL"),
        ({"tts": {"voices": ["a"]}}, "unknown argument tts.voices"),
        ({"stt": {"model": ""}}, "stt.model: expected a name that is not empty"),
        ({"title_model": "m"}, "unknown argument title_model"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(OpenAIArgs, {"api_key": KEY, **args})
