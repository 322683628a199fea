from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.openrouter import OpenRouterArgs, configuration
from tests.librechat_config.sound import HIDDEN, assert_sound, checked, refusal

KEY = f"sk-{HIDDEN}"


def test_a_key_is_enough():
    made = configuration(checked(OpenRouterArgs, {"api_key": KEY}))
    # OPENROUTER_API_KEY would take over the endpoint openAI.
    assert made.variables.secret == {"OPENROUTER_KEY": KEY}
    (endpoint,) = made.config["endpoints"]["custom"]
    assert (endpoint["name"], endpoint["apiKey"]) == ("OpenRouter", "${OPENROUTER_KEY}")
    assert endpoint["baseURL"] == "https://openrouter.ai/api/v1"
    assert endpoint["models"] == {"default": ["openrouter/auto"], "fetch": True}
    assert_sound(made)


def test_models_and_keys_of_users():
    made = configuration(checked(OpenRouterArgs, {"user_provided": True, "models": ["b", "a"]}))
    (endpoint,) = made.config["endpoints"]["custom"]
    assert (endpoint["apiKey"], endpoint["models"]["default"]) == ("user_provided", ["b", "a"])
    assert list(made.variables.names) == []


def test_disabled_groups_configure_nothing():
    assert configuration(checked(OpenRouterArgs, {"enabled": False})) == Configuration()


def test_a_key_is_needed():
    assert "missing argument api_key: set it, or user_provided to true" in refusal(OpenRouterArgs, {})
