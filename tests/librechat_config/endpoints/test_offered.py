from typing import Any

import pytest

from homelab.librechat_config.endpoints import contradictions, offered_models
from homelab.librechat_config.offered_models import OfferedModels

KEY = {"api_key": "k"}
CUSTOM: dict[str, Any] = {"name": "My vLLM", "base_url": "http://a", "models": ["m"], "keyless": True}
WORKSPACE: dict[str, Any] = {
    "ollama": {"models": ["llama3.2:3b"]},
    "custom_endpoints": [CUSTOM, {**CUSTOM, "name": "off", "enabled": False}],
    "openrouter": {**KEY, "models": ["a/b"]},
    "bedrock": {"region": "eu-central-1", "models": ["x", "y"], "default_model": "y"},
    "azure_openai": {"groups": [{"models": [{"name": "gpt-4o"}]}, {"models": [{"name": "o1"}]}]},
    "google": KEY,
    "anthropic": {**KEY, "enabled": False},
    "openai": {**KEY, "models": ["gpt-b", "gpt-a"]},
}


def test_endpoints_that_are_on_have_a_place_a_label_and_models():
    assert offered_models(WORKSPACE) == [
        OfferedModels("openAI", "OpenAI", ["gpt-b", "gpt-a"]),
        OfferedModels("google", "Google", []),
        OfferedModels("azureOpenAI", "Azure OpenAI", ["gpt-4o", "o1"]),
        OfferedModels("bedrock", "Amazon Bedrock", ["y", "x"]),
        OfferedModels("OpenRouter", "OpenRouter", ["a/b"]),
        OfferedModels("My vLLM", "My vLLM", ["m"]),
        OfferedModels("Ollama", "Ollama", ["llama3.2:3b"]),
    ]
    assert list(contradictions(WORKSPACE)) == []


def test_nothing_on_offers_nothing():
    assert offered_models({"librechat": {}}) == []
    assert list(contradictions({"librechat": {}})) == []


@pytest.mark.parametrize(
    "ollama", [{"models": []}, {"models": ["e"], "chat_models": []}, {"models": ["e"], "enabled": False}]
)
def test_an_ollama_without_models_for_chats_is_not_among_them(ollama: dict[str, Any]):
    assert offered_models({"ollama": ollama}) == []


@pytest.mark.parametrize(
    ("group", "message"),
    [
        (
            {"openai": {**KEY, "title_endpoint": "OpenAI"}},
            "openai.title_endpoint: there is no endpoint 'OpenAI' (did you mean openAI?); there are: openAI",
        ),
        (
            {"google": {**KEY, "activity_label": {"endpoint": "x"}}},
            "google.activity_label.endpoint: there is no endpoint 'x'; there are: google",
        ),
        (
            {"google": {**KEY, "activity_label": {"phase": {"endpoint": "x"}}}},
            "google.activity_label.phase.endpoint: there is no endpoint 'x'",
        ),
        (
            {"custom_endpoints": [{**CUSTOM, "reasoning_label": {"endpoint": "openAI"}}]},
            "custom_endpoints.0.reasoning_label.endpoint: there is no endpoint 'openAI'; there are: My vLLM",
        ),
        (
            {"custom_endpoints": [{**CUSTOM, "name": "ollama"}], "ollama": {"models": ["a"]}},
            "custom_endpoints.0.name ollama: taken by ollama: choose another name",
        ),
        ({"ollama": {}}, "ollama.models: missing: name at least one, or set chat_models to []"),
        ({"ollama": {"models": []}}, "ollama.models: missing: name at least one, or set chat_models to []"),
        (
            {"openai": {**KEY, "title_endpoint": "anthropic"}, "anthropic": {**KEY, "enabled": False}},
            "openai.title_endpoint: there is no endpoint 'anthropic'; there are: openAI",
        ),
    ],
)
def test_names_that_lead_nowhere_or_twice_are_errors(group: dict[str, Any], message: str):
    (found,) = contradictions(group)
    assert found.startswith(message)


@pytest.mark.parametrize("ollama", [{"models": ["e"], "chat_models": []}, {"chat_models": ["a"]}, {"enabled": False}])
def test_an_ollama_may_be_for_something_else(ollama: dict[str, Any]):
    assert list(contradictions({"ollama": ollama})) == []


def test_titles_may_come_from_another_endpoint():
    others = {"bedrock": {"region": "r", "title_endpoint": "My vLLM"}, "custom_endpoints": [CUSTOM]}
    assert list(contradictions(others)) == []
