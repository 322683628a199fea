from typing import Any

import pytest

from homelab.arguments import ArgumentError
from homelab.components.firecrawl import Firecrawl
from tests.components.recorded import environment, objects

VARIABLES = {"OPENAI_API_KEY", "OPENAI_BASE_URL", "OLLAMA_BASE_URL", "MODEL_NAME", "MODEL_EMBEDDING_NAME"}
OLLAMA = {"provider": "ollama", "base_url": "http://llm.models.svc.cluster.local:11434"}
MODEL = {"MODEL_NAME": "llama3.2:3b"}


def firecrawl(models: Any, **env: str):
    args: Any = {"namespace": "ai", **({"models": models} if models else {}), **({"env": env} if env else {})}
    return objects(lambda: Firecrawl("fc", args))


def variables(models: Any, **env: str) -> dict[str, Any]:
    made = environment(firecrawl(models, **env), "Deployment", "fc")
    return {name: value for name, value in made.items() if name in VARIABLES}


@pytest.mark.parametrize("models", [None, {"provider": "none"}])
def test_nobody_is_asked_by_default(models: Any):
    assert variables(models) == {}


def test_openai_gets_its_key_from_a_secret():
    made = firecrawl({"provider": "openai", "api_key": "sk-hidden"})
    assert environment(made, "Deployment", "fc")["OPENAI_API_KEY"] == "openai-key"
    assert made["Secret", "fc-openai-key"]["stringData"] == {"openai-key": "sk-hidden"}


def test_openai_can_be_another_server_with_other_models():
    assert variables(
        {
            "provider": "openai",
            "api_key_secret": {"name": "n", "key": "theirs"},
            "base_url": "https://gateway.example.com/v1/",
        },
        MODEL_NAME="m",
        MODEL_EMBEDDING_NAME="e",
    ) == {
        "OPENAI_API_KEY": "theirs",
        "OPENAI_BASE_URL": "https://gateway.example.com/v1",
        "MODEL_NAME": "m",
        "MODEL_EMBEDDING_NAME": "e",
    }


def test_ollama_is_asked_below_api():
    assert variables(OLLAMA, **MODEL) == {
        "OLLAMA_BASE_URL": "http://llm.models.svc.cluster.local:11434/api",
        "MODEL_NAME": "llama3.2:3b",
    }


def test_a_server_of_the_cluster_can_be_reached():
    egress = firecrawl(OLLAMA, **MODEL)["NetworkPolicy", "fc"]["spec"]["egress"]
    models = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "models"}}}
    assert [models] in [rule["to"] for rule in egress]


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ({"provider": "openai"}, "models: provider openai needs api_key or api_key_secret"),
        ({"provider": "ollama"}, "models: provider ollama needs base_url"),
        (OLLAMA, "models.provider ollama needs env.MODEL_NAME"),
        ({**OLLAMA, "api_key": "k"}, "models: api_key has no effect with provider ollama"),
        ({"provider": "none", "base_url": "http://a"}, "models: base_url has no effect with provider none"),
        (
            {"provider": "openai", "api_key": "k", "api_key_secret": {"name": "n", "key": "k"}},
            "models: api_key and api_key_secret are mutually exclusive",
        ),
        ({"provider": "anthropic"}, "models.provider: expected one of openai, ollama, none, got 'anthropic'"),
        ({"base_url": "http://a"}, "missing argument models.provider"),
    ],
)
def test_what_cannot_be_is_refused(models: Any, message: str):
    with pytest.raises(ArgumentError, match=message):
        firecrawl(models)


@pytest.mark.parametrize("models", [None, {"provider": "none"}])
@pytest.mark.parametrize("name", ["MODEL_NAME", "MODEL_EMBEDDING_NAME"])
def test_a_model_that_nobody_is_asked_for_is_refused(models: Any, name: str):
    with pytest.raises(ArgumentError, match=f"env.{name} has no effect without models.provider openai or ollama"):
        firecrawl(models, **{name: "m"})
