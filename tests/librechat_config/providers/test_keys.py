from typing import Any

import pytest

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.keys import ProviderArgs, is_enabled, key_configuration, key_reference
from homelab.librechat_config.providers.openai import OpenAIArgs
from tests.librechat_config.sound import HIDDEN, REFERENCE, checked, refusal

KEY: Any = {"api_key": f"sk-{HIDDEN}"}


@pytest.mark.parametrize(
    ("args", "expected", "reference"),
    [
        (KEY, Configuration.of(secret_env={"MY_KEY": KEY["api_key"]}), "${MY_KEY}"),
        ({"api_key_secret": REFERENCE}, Configuration.of(secret_env={"MY_KEY": REFERENCE}), "${MY_KEY}"),
        # A key that each user enters is no secret.
        ({"user_provided": True}, Configuration.of(env={"MY_KEY": "user_provided"}), "user_provided"),
    ],
)
def test_a_key_is_everybody_s_or_each_user_s_own(args: ProviderArgs, expected: Configuration, reference: str):
    assert key_configuration(args, "MY_KEY") == expected
    assert key_reference(args, "MY_KEY") == reference


def test_a_group_that_is_set_is_enabled():
    assert is_enabled({})
    assert not is_enabled({"enabled": False})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument api_key: set it, or user_provided to true"),
        ({"user_provided": False}, "missing argument api_key: set it, or user_provided to true"),
        ({**KEY, "user_provided": True}, "api_key and user_provided are mutually exclusive: remove one"),
        ({**KEY, "api_key_secret": REFERENCE}, "api_key and api_key_secret are mutually exclusive: remove one"),
        ({"api_key_secret": {"name": "a"}}, "missing argument api_key_secret.key"),
        ({"api_key_secret": {"name": "A B", "key": "k"}}, "api_key_secret.name: expected the name of a Kubernetes"),
        ({"api_key": ""}, "api_key: expected a secret that is not empty, on one line"),
        ({"api_key": 5}, "api_key: expected a string"),
        ({"api_kye": KEY["api_key"]}, "unknown argument api_kye (did you mean api_key?)"),
        *(
            ({**KEY, "models": models}, "models: expected a list of different models that is not empty")
            for models in ([], ["a,b"], ["a", "a"], [" a"], [""])
        ),
        ({**KEY, "models": "gpt-4o"}, "models: expected a list, got 'gpt-4o'"),
    ],
)
def test_wrong_keys_and_models_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(OpenAIArgs, args)


def test_a_group_that_is_off_needs_no_key():
    assert checked(OpenAIArgs, {"enabled": False}) == {"enabled": False}
