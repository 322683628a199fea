from typing import Any

import pytest

from homelab import ArgumentError
from homelab.arguments import check
from homelab.components.rag_api.embeddings import EmbeddingsArgs, missing, model, needs_full_image
from homelab.components.rag_api.embeddings_providers import PROVIDERS, EmbeddingsProvider

REFERENCE = {"name": "secret", "key": "key"}
WHOLE: dict[str, dict[str, Any]] = {
    "openai": {"api_key": "k"},
    "azure": {"api_key": "k", "base_url": "https://a.openai.azure.com", "api_version": "2024-10-21", "model": "m"},
    "bedrock": {"region": "eu-central-1", "access_key_id": "i", "secret_access_key": "s"},
    "ollama": {"base_url": "http://a:11434"},
    "google": {"api_key": "k"},
    "vertexai": {"project": "p", "service_key": "{}"},
    "huggingface": {},
    "huggingface_tei": {"base_url": "http://a:3000", "model": "BAAI/bge-m3"},
}


def checked(provider: str, **args: Any) -> EmbeddingsArgs:
    return check(EmbeddingsArgs, {"provider": provider, **args}, "embeddings")


@pytest.mark.parametrize("provider", [each.value for each in EmbeddingsProvider])
def test_a_provider_with_what_it_needs_misses_nothing(provider: str):
    assert list(missing(checked(provider, **WHOLE[provider]))) == []


@pytest.mark.parametrize(
    ("provider", "name"), [(each.value, name) for each in EmbeddingsProvider for name in PROVIDERS[each].needed]
)
def test_a_provider_says_what_it_misses(provider: str, name: str):
    args = {argument: value for argument, value in WHOLE[provider].items() if argument != name}
    assert list(missing(checked(provider, **args))) == [f"provider {provider} needs {name}"]


def test_a_server_of_the_workspace_stands_for_the_base_url():
    assert list(missing(checked("ollama"), server=True)) == []
    assert list(missing(checked("openai"), server=True)) == ["provider openai needs api_key"]


@pytest.mark.parametrize(
    ("provider", "key", "args"),
    [("bedrock", "access_key_id", {"region": "eu-central-1"}), ("vertexai", "service_key", {"project": "p"})],
)
def test_a_role_stands_for_a_key(provider: str, key: str, args: dict[str, Any]):
    assert list(missing(checked(provider, **args), role=True)) == []
    needed = f"provider {provider} needs {key}, or the group service_account with a role"
    assert list(missing(checked(provider, **args))) == [needed]
    idle = f"service_account has no effect with {key} of provider {provider}: remove it"
    assert list(missing(checked(provider, **WHOLE[provider]), role=True)) == [idle]


def test_a_role_is_idle_where_nothing_asks_for_it():
    idle = ["service_account has no effect with provider google: remove it"]
    assert list(missing(checked("google", api_key="k"), role=True)) == idle


def test_a_key_can_be_in_a_secret_that_exists():
    assert list(missing(checked("openai", api_key_secret=REFERENCE))) == []
    by_reference = {"region": "r", "access_key_id": "i", "secret_access_key_secret": REFERENCE}
    assert list(missing(checked("bedrock", **by_reference))) == []


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("openai", "text-embedding-3-small"),
        ("bedrock", "amazon.titan-embed-text-v2:0"),
        ("ollama", "nomic-embed-text"),
        ("google", "gemini-embedding-001"),
        ("vertexai", "gemini-embedding-001"),
        ("huggingface", "sentence-transformers/all-MiniLM-L6-v2"),
    ],
)
def test_every_provider_that_can_have_one_has_a_default_model(provider: str, name: str):
    assert model(checked(provider)) == name
    assert model(checked(provider, model="other")) == "other"


def test_the_full_image_is_for_what_is_hugging_faces():
    full = {provider for provider, args in WHOLE.items() if needs_full_image(checked(provider, **args))}
    assert full == {"huggingface", "huggingface_tei"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument provider"),
        (
            {"provider": "titan"},
            "provider: expected one of openai, azure, bedrock, ollama, google, vertexai, huggingface",
        ),
        ({"provider": "openai", "modell": "a"}, r"unknown argument modell \(did you mean model\?\)"),
        ({"provider": "openai", "model": ""}, "model: expected a name that is not empty"),
        ({"provider": "openai", "dimensions": 0}, "dimensions: expected a whole number from 1 to 16000, got 0"),
        ({"provider": "openai", "dimensions": "3"}, "dimensions: expected a whole number"),
        ({"provider": "huggingface", "dimensions": 3}, "dimensions has no effect with provider huggingface: remove"),
        ({"provider": "bedrock", "dimensions": 3}, "dimensions has no effect with provider bedrock"),
        ({"provider": "openai", "region": "a"}, "region has no effect with provider openai"),
        ({"provider": "google", "base_url": "http://a:1"}, "base_url has no effect with provider google"),
        ({"provider": "ollama", "api_key": "k"}, "api_key has no effect with provider ollama"),
        ({"provider": "ollama", "api_key_secret": REFERENCE}, "api_key_secret has no effect with provider ollama"),
        ({"provider": "openai", "api_version": "a"}, "api_version has no effect with provider openai"),
        ({"provider": "google", "inputs_per_request": 3}, "inputs_per_request has no effect with provider google"),
        (
            {"provider": "openai", "api_key": "k", "api_key_secret": REFERENCE},
            "api_key and api_key_secret are mutually",
        ),
        (
            {"provider": "openai", "api_key": ""},
            "api_key: expected a secret that is not empty, got a value of type str",
        ),
        ({"provider": "ollama", "base_url": "ollama:11434"}, "base_url: expected a URL"),
        ({"provider": "bedrock", "access_key_id": "i"}, "access_key_id and secret_access_key need each other"),
        ({"provider": "bedrock", "secret_access_key": "s"}, "access_key_id and secret_access_key need each other"),
        (
            {"provider": "vertexai", "service_key": "{}", "service_key_secret": REFERENCE},
            "service_key and service_key_secret are mutually exclusive",
        ),
        (
            {"provider": "openai", "inputs_per_request": 5000},
            "inputs_per_request: expected a whole number from 1 to 2048",
        ),
    ],
)
def test_refuses(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        check(EmbeddingsArgs, args, "embeddings")
    assert "\n" not in str(caught.value)
