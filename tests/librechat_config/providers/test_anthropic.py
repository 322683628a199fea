from typing import Any

import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.anthropic import AnthropicArgs, configuration
from tests.librechat_config.sound import HIDDEN, REFERENCE, SERVICE_ACCOUNT, assert_sound, checked, refusal

KEY = f"sk-{HIDDEN}"
VERTEX = {"service_account_key": SERVICE_ACCOUNT, "region": "global"}
TITLES = {"titleConvo": True, "titleModel": "current_model"}


def configured(args: dict[str, Any]) -> Configuration:
    return configuration(checked(AnthropicArgs, args))


def test_a_key_is_enough_and_models_are_a_variable():
    made = configured({"api_key": KEY, "models": ["b", "a"], "base_url": "https://gateway.example.com"})
    assert made == Configuration(
        {"endpoints": {"anthropic": TITLES}},
        Variables(
            {"ANTHROPIC_MODELS": "b,a", "ANTHROPIC_REVERSE_PROXY": "https://gateway.example.com"},
            {"ANTHROPIC_API_KEY": KEY},
        ),
    )
    assert_sound(made)


def test_vertex_replaces_a_key_and_lists_models_in_the_document():
    made = configured({"vertex": VERTEX, "models": ["b", "a"]})
    assert made == Configuration(
        {
            "endpoints": {
                "anthropic": {
                    **TITLES,
                    "vertex": {
                        "region": "global",
                        "serviceKeyFile": "${ANTHROPIC_VERTEX_SERVICE_KEY_FILE}",
                        "models": {"b": True, "a": True},
                    },
                }
            }
        },
        # Google's own variable would switch Google's models on.
        Variables(files={"ANTHROPIC_VERTEX_SERVICE_KEY_FILE": SERVICE_ACCOUNT}),
    )
    assert list(made.config["endpoints"]["anthropic"]["vertex"]["models"]) == ["b", "a"]
    assert_sound(made)


def test_a_service_account_s_key_may_be_in_an_existing_secret():
    made = configured({"vertex": {"service_account_key_secret": REFERENCE, "region": "eu"}})
    assert made.variables.files == {"ANTHROPIC_VERTEX_SERVICE_KEY_FILE": REFERENCE}


def test_disabled_groups_configure_nothing():
    assert configured({"vertex": VERTEX, "enabled": False}) == Configuration()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument api_key: set it or vertex, or user_provided to true"),
        ({"api_key": KEY, "vertex": VERTEX}, "api_key and vertex are mutually exclusive: remove one"),
        ({"vertex": {"region": "eu"}}, "vertex: missing argument: one of service_account_key, service_account_key_sec"),
        ({"vertex": {"service_account_key": SERVICE_ACCOUNT}}, "missing argument vertex.region"),
        ({"vertex": {**VERTEX, "region": "Europe"}}, "vertex.region: expected a location of Google Cloud such as"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(AnthropicArgs, args)
