from typing import Any

import pytest

from homelab.arguments import ArgumentError
from homelab.modules.resolve import resolve
from tests.modules.workspaces import workspace

OLLAMA = {"models": ["llama3.2:3b", "qwen3"]}
NO_RAG = {"rag": {"enabled": False}}


def with_config(**config: Any) -> dict[str, Any]:
    return {"ollama": OLLAMA, "librechat": {"config": config}}


def spec(model: str) -> dict[str, Any]:
    return {"list": [{"name": "a", "label": "A", "preset": {"endpoint": "Ollama", "model": model}}]}


@pytest.mark.parametrize(
    ("groups", "path"),
    [
        ({"ollama": {**OLLAMA, "chat_models": ["mistral"]}}, "ollama.chat_models.0"),
        (with_config(modelSpecs=spec("mistral")), "librechat.config.modelSpecs.list.0.preset.model"),
        (
            with_config(endpoints={"custom": [{"name": "Ollama", "titleModel": "mistral"}]}),
            "librechat.config.endpoints.custom.0.titleModel",
        ),
        (
            with_config(endpoints={"custom": [{"name": "Ollama", "models": {"default": ["mistral"]}}]}),
            "librechat.config.endpoints.custom.0.models.default.0",
        ),
        (
            with_config(memory={"agent": {"enabled": True, "provider": "Ollama", "model": "mistral"}}),
            "librechat.config.memory.agent.model",
        ),
        (
            with_config(endpoints={"agents": {"titleEndpoint": "Ollama", "titleModel": "mistral"}}),
            "librechat.config.endpoints.agents.titleModel",
        ),
        (
            {
                "ollama": OLLAMA,
                "custom_endpoints": [
                    {
                        "name": "Local",
                        "base_url": "http://ws-ollama.ai.svc.cluster.local:11434/v1/",
                        "keyless": True,
                        "models": ["mistral"],
                    }
                ],
            },
            "librechat.config.endpoints.custom.1.models.default.0",
        ),
    ],
)
def test_a_model_that_nobody_pulls_is_refused_wherever_it_is_named(groups: dict[str, Any], path: str):
    with pytest.raises(ArgumentError) as caught:
        resolve("ws", workspace(**groups, **NO_RAG), "x")
    assert str(caught.value) == (
        f"x: {path} mistral: Ollama does not pull it; it pulls llama3.2:3b, qwen3 (ollama.models): "
        "add it to ollama.models"
    )


def test_the_embedding_model_is_named_beside_those_that_were_asked_for():
    with pytest.raises(ArgumentError) as caught:
        resolve("ws", workspace(ollama={**OLLAMA, "chat_models": ["mistral"]}), "x")
    assert str(caught.value) == (
        "x: ollama.chat_models.0 mistral: Ollama does not pull it; it pulls "
        "llama3.2:3b, qwen3 (ollama.models) and nomic-embed-text (rag.embeddings): add it to ollama.models"
    )


EXTERNAL = {"external": {"url": "http://10.0.0.5:11434"}}


@pytest.mark.parametrize("server", [OLLAMA, {**OLLAMA, **EXTERNAL}])
def test_a_preset_has_the_name_that_ollama_lists_as_librechat_compares_whole_names(server: dict[str, Any]):
    groups = {"ollama": server, "librechat": {"config": {"modelSpecs": spec("qwen3")}}}
    with pytest.raises(ArgumentError) as caught:
        resolve("ws", workspace(**groups, **NO_RAG), "x")
    assert str(caught.value) == (
        "x: librechat.config.modelSpecs.list.0.preset.model qwen3: Ollama lists it with its tag "
        "(did you mean qwen3:latest?)"
    )


def test_a_preset_of_chosen_models_has_one_of_their_whole_names():
    chosen = {**with_config(modelSpecs=spec("qwen3")), "ollama": {**OLLAMA, "chat_models": ["qwen3"]}}
    with pytest.raises(ArgumentError, match=r"there is no model of Ollama called 'qwen3'.*; there are: qwen3:latest"):
        resolve("ws", workspace(**chosen, **NO_RAG), "x")


@pytest.mark.parametrize(
    "groups",
    [
        with_config(modelSpecs=spec("qwen3:latest")),
        with_config(endpoints={"custom": [{"name": "Ollama", "titleModel": "current_model"}]}),
        {"ollama": {**EXTERNAL, "chat_models": ["mistral"]}},
        # LibreChat compares with the list that is written here, and Ollama takes the name.
        with_config(
            endpoints={"custom": [{"name": "Ollama", "models": {"default": ["qwen3"], "fetch": False}}]},
            modelSpecs=spec("qwen3"),
        ),
        {"ollama": {**OLLAMA, "chat_models": ["qwen3"]}},
    ],
)
def test_models_that_are_there_are_accepted(groups: dict[str, Any]):
    resolve("ws", workspace(**groups, **NO_RAG), "x")
