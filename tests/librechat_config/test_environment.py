from homelab.librechat_config.arguments import STTImplementation, TTSImplementation
from homelab.librechat_config.environment import (
    Providers,
    custom_endpoint_key,
    people_environment,
    provider_environment,
    provider_secrets,
)

NO_SPEECH = (STTImplementation.NONE, TTSImplementation.NONE)


def test_nothing_switched_on_sets_nothing():
    assert provider_environment(Providers()) == {}
    assert provider_secrets(Providers(), *NO_SPEECH) == {}


def test_models_go_into_the_environment_because_the_yaml_has_no_place_for_them():
    providers = Providers(
        openai={"api_key": "k", "models": ["a", "b"]},
        google={"api_key": "k", "models": ["c"]},
        anthropic={"api_key": "k"},
    )
    assert provider_environment(providers) == {"OPENAI_MODELS": "a,b", "GOOGLE_MODELS": "c"}


def test_keys_that_users_enter_are_said_in_the_environment_and_are_no_secret():
    providers = Providers(
        openai={"user_provided": True}, anthropic={"user_provided": True}, google={"user_provided": True}
    )
    assert provider_environment(providers) == {
        "OPENAI_API_KEY": "user_provided",
        "ANTHROPIC_API_KEY": "user_provided",
        "GOOGLE_KEY": "user_provided",
    }
    assert provider_secrets(providers, *NO_SPEECH) == {}


def test_each_key_has_the_variable_that_its_reader_knows():
    providers = Providers(
        openai={"api_key": "1"},
        anthropic={"api_key": "2"},
        google={"api_key": "3"},
        openrouter={"api_key": "4"},
        jinaai={"api_key": "5"},
        custom_endpoints=[{"name": "My vLLM", "base_url": "http://a", "api_key": "6", "models": ["m"]}],
    )
    assert provider_secrets(providers, *NO_SPEECH) == {
        "OPENAI_API_KEY": "1",
        "ANTHROPIC_API_KEY": "2",
        "GOOGLE_KEY": "3",
        "OPENROUTER_KEY": "4",
        "JINA_API_KEY": "5",
        "MY_VLLM_ENDPOINT_KEY": "6",
    }


def test_speech_by_openai_gets_openais_key():
    keys = provider_secrets(Providers(openai={"api_key": "1"}), STTImplementation.OPENAI, TTSImplementation.OPENAI)
    assert keys == {"OPENAI_API_KEY": "1", "STT_API_KEY": "1", "TTS_API_KEY": "1"}


def test_a_gateway_takes_openais_place():
    providers = Providers(openai={"api_key": "1", "base_url": "https://gateway.example.com/v1"})
    assert provider_environment(providers) == {"OPENAI_REVERSE_PROXY": "https://gateway.example.com/v1"}


def test_nobody_registers_unless_asked_for():
    assert people_environment({}, {})["ALLOW_REGISTRATION"] == "false"
    assert people_environment({"enabled": True}, {})["ALLOW_REGISTRATION"] == "true"


def test_sessions_are_told_in_milliseconds():
    environment = people_environment({}, {"expiry_minutes": 30, "refresh_days": 2})
    assert environment["SESSION_EXPIRY"] == "1800000"
    assert environment["REFRESH_TOKEN_EXPIRY"] == "172800000"


def test_custom_endpoint_keys_are_names_of_variables():
    assert custom_endpoint_key("Ollama (big) 2") == "OLLAMA_BIG_2_ENDPOINT_KEY"
