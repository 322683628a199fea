from typing import Any

import pytest

from homelab.librechat_config.merge import merge
from homelab.librechat_config.origin import location

DERIVED: dict[str, Any] = {
    "endpoints": {
        "openAI": {"titleConvo": True},
        "custom": [{"name": "Ollama", "baseURL": "http://o"}, {"name": "vLLM", "baseURL": "http://v"}],
    },
    "speech": {"stt": {"openai": {"model": "m"}}},
}
OWN: dict[str, Any] = {
    "endpoints": {
        "openAI": {"streamRate": 1},
        "custom": [{"name": "vLLM", "iconURL": "x"}, {"name": "new", "headers": {"A": "a"}}],
        "agents": {"capabilities": ["a", "b"]},
        "azureOpenAI": {"groups": [{"group": "g", "models": {"gpt": True}}]},
    },
    "modelSpecs": {"list": [{"label": "without a name"}]},
}
MERGED = merge(DERIVED, OWN)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("endpoints", "openAI", "streamRate"), "librechat.config.endpoints.openAI.streamRate"),
        (("endpoints", "agents", "capabilities", 1), "librechat.config.endpoints.agents.capabilities.1"),
        (("modelSpecs", "list", 0, "label"), "librechat.config.modelSpecs.list.0.label"),
        # Items of keyed lists have an index of their own in the user's file.
        (("endpoints", "custom", 1, "iconURL"), "librechat.config.endpoints.custom.0.iconURL"),
        (("endpoints", "custom", 2, "headers", "A"), "librechat.config.endpoints.custom.1.headers.A"),
        # What is missing, or derived, in a map of the user's is named there.
        (("endpoints", "custom", 2, "apiKey"), "librechat.config.endpoints.custom.1.apiKey"),
        (("endpoints", "openAI", "titleConvo"), "librechat.config.endpoints.openAI.titleConvo"),
        (
            ("endpoints", "azureOpenAI", "groups", 0, "models", "gpt", "version"),
            "librechat.config.endpoints.azureOpenAI.groups.0.models.gpt.version",
        ),
        # Nothing of the user's is near.
        (("endpoints", "custom", 0, "baseURL"), "librechat.yaml.endpoints.custom.0.baseURL"),
        (("speech", "stt", "openai", "model"), "librechat.yaml.speech.stt.openai.model"),
        (("speech",), "librechat.yaml.speech"),
        (("endpoints", "agents", "capabilities", 7), "librechat.yaml.endpoints.agents.capabilities.7"),
        ((), "librechat.config"),
    ],
)
def test_paths_are_those_in_the_user_s_document(keys: tuple[Any, ...], expected: str):
    assert location(keys, MERGED, OWN, "librechat.config") == expected


@pytest.mark.parametrize("own", [{}, {"endpoints": None}, {"endpoints": 5}, {"endpoints": {"custom": "a"}}])
def test_malformed_documents_have_no_urls(own: dict[str, Any]):
    keys = ("endpoints", "custom", 0, "name")
    assert location(keys, DERIVED, own, "config") == "librechat.yaml.endpoints.custom.0.name"
