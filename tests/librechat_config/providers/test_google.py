from typing import Any

import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.google import GoogleArgs, configuration
from tests.librechat_config.sound import HIDDEN, SERVICE_ACCOUNT, assert_sound, checked, refusal

KEY = f"sk-{HIDDEN}"
VERTEX = {"service_account_key": SERVICE_ACCOUNT, "location": "global"}
CONFIG = {"endpoints": {"google": {"titleConvo": True, "titleModel": "current_model"}}}


def configured(args: dict[str, Any]) -> Configuration:
    return configuration(checked(GoogleArgs, args))


def test_a_key_is_enough():
    made = configured({"api_key": KEY})
    assert made == Configuration(CONFIG, Variables(secret={"GOOGLE_KEY": KEY}))
    assert_sound(made)


def test_models_and_another_address_are_variables():
    made = configured({"user_provided": True, "models": ["b", "a"], "base_url": "https://gateway.example.com"})
    assert made.variables.plain == {
        "GOOGLE_KEY": "user_provided",
        "GOOGLE_MODELS": "b,a",
        "GOOGLE_REVERSE_PROXY": "https://gateway.example.com",
    }
    assert_sound(made)


def test_vertex_replaces_a_key():
    made = configured({"vertex": VERTEX, "models": ["b"]})
    assert made == Configuration(
        CONFIG,
        Variables({"GOOGLE_MODELS": "b", "GOOGLE_LOC": "global"}, files={"GOOGLE_SERVICE_KEY_FILE": SERVICE_ACCOUNT}),
    )
    assert_sound(made)


def test_disabled_groups_configure_nothing():
    assert configured({"api_key": KEY, "enabled": False}) == Configuration()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument api_key: set it or vertex, or user_provided to true"),
        ({"vertex": VERTEX, "api_key": KEY}, "api_key and vertex are mutually exclusive: remove one"),
        ({"vertex": VERTEX, "base_url": "https://a.b"}, "base_url has no effect with vertex: remove one"),
        ({"vertex": {}}, "vertex: missing argument: one of service_account_key, service_account_key_secret"),
        ({"vertex": {**VERTEX, "location": ""}}, "vertex.location: expected a location of Google Cloud"),
        ({"vertex": {**VERTEX, "project": "p"}}, "unknown argument vertex.project"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(GoogleArgs, args)
