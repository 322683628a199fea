from typing import Any

import pytest

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.bedrock import CREDENTIAL_VARIABLES, BedrockArgs, configuration
from tests.librechat_config.sound import HIDDEN, REFERENCE, assert_sound, checked, refusal

SONNET, NOVA = "eu.anthropic.claude-sonnet-4-6", "amazon.nova-lite-v1:0"
R: dict[str, Any] = {"region": "eu-central-1"}
KEYS: dict[str, Any] = {"access_key_id": "AKIA", "secret_access_key": HIDDEN}


def configured(args: dict[str, Any]) -> Configuration:
    return configuration(checked(BedrockArgs, args))


def test_a_region_is_enough_for_a_role():
    made = configured(R)
    assert made == Configuration.of(
        {"endpoints": {"bedrock": {"titleConvo": True, "titleModel": "current_model"}}},
        env={"BEDROCK_AWS_DEFAULT_REGION": "eu-central-1"},
    )
    assert_sound(made)


def test_models_are_in_the_order_of_preference():
    made = configured({**R, "models": [SONNET, NOVA]})
    assert made.config["endpoints"]["bedrock"]["models"] == [SONNET, NOVA]
    assert_sound(made)


def test_a_base_url_is_stored_without_https():
    url = "https://vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com/"
    made = configured({**R, "base_url": url})
    assert made.variables.plain["BEDROCK_REVERSE_PROXY"] == url.removeprefix("https://").rstrip("/")
    assert_sound(made)


@pytest.mark.parametrize(
    ("credentials", "plain", "secret"),
    [
        ({"bearer_token": HIDDEN}, {}, {"BEDROCK_AWS_BEARER_TOKEN": HIDDEN}),
        ({"bearer_token_secret": REFERENCE}, {}, {"BEDROCK_AWS_BEARER_TOKEN": REFERENCE}),
        (
            {**KEYS, "session_token": HIDDEN + "1"},
            {},
            {
                "BEDROCK_AWS_ACCESS_KEY_ID": "AKIA",
                "BEDROCK_AWS_SECRET_ACCESS_KEY": HIDDEN,
                "BEDROCK_AWS_SESSION_TOKEN": HIDDEN + "1",
            },
        ),
        (
            {"access_key_id_secret": REFERENCE, "secret_access_key_secret": REFERENCE},
            {},
            {"BEDROCK_AWS_ACCESS_KEY_ID": REFERENCE, "BEDROCK_AWS_SECRET_ACCESS_KEY": REFERENCE},
        ),
        (
            {"user_provided": True},
            dict.fromkeys(set(CREDENTIAL_VARIABLES) - {"BEDROCK_AWS_PROFILE"}, "user_provided"),
            {},
        ),
    ],
)
def test_all_sign_in_methods_can_be_combined(
    credentials: dict[str, Any], plain: dict[str, str], secret: dict[str, Any]
):
    made = configured({**R, **credentials})
    assert made.variables.plain == {"BEDROCK_AWS_DEFAULT_REGION": "eu-central-1", **plain}
    assert made.variables.secret == secret
    assert_sound(made)


def test_disabled_groups_configure_nothing():
    assert configured({**R, **KEYS, "enabled": False}) == Configuration()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"region": "Frankfurt"}, "region: expected a region of AWS such as 'eu-central-1', got 'Frankfurt'"),
        ({"models": [SONNET, SONNET]}, "models: expected a list of different models"),
        ({"access_key_id": "a"}, "missing argument secret_access_key: access_key_id and secret_access_key belong"),
        ({"secret_access_key_secret": REFERENCE}, "missing argument access_key_id: access_key_id and secret_acc"),
        ({**KEYS, "access_key_id_secret": REFERENCE}, "access_key_id and access_key_id_secret are mutually exclusive"),
        ({"session_token": "t"}, "session_token has no effect without access_key_id and secret_access_key"),
        ({**KEYS, "bearer_token": "t"}, "access_key_id and bearer_token are mutually exclusive: remove one"),
        ({"bearer_token": "t", "user_provided": True}, "bearer_token and user_provided are mutually exclusive"),
        ({"base_url": "http://a.b"}, "base_url: expected a URL such as 'https://vpce-"),
        ({"role": "arn:aws:iam::1:role/a"}, "unknown argument role"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(BedrockArgs, {**R, **args})


def test_a_region_is_needed():
    assert "missing argument region" in refusal(BedrockArgs, {})
