"""The language model behind what Firecrawl extracts from pages, and what it has to be told for that."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url
from homelab.components.passwords import given_secret
from homelab.kubernetes import Application, EnvironmentValue, Peer, SecretReference, server_at


class FirecrawlProvider(StrEnum):
    """Who answers Firecrawl's own questions about pages."""

    OPENAI = "openai"
    """OpenAI, or any server with its API at ``base_url``."""
    OLLAMA = "ollama"
    """An Ollama server at ``base_url``."""
    NONE = "none"
    """Nobody: pages become text, which is all that LibreChat asks for."""


def _provider_needs(group: Mapping[str, Any]) -> Iterable[str]:
    provider = FirecrawlProvider(group["provider"])
    has_key = bool(group.keys() & {"api_key", "api_key_secret"})
    if provider is FirecrawlProvider.NONE:
        settings = ("model", "embedding_model", "base_url", "api_key", "api_key_secret")
        yield from (f"{name} has no effect with provider none: remove it" for name in settings if name in group)
    if provider is FirecrawlProvider.OPENAI and not has_key:
        yield "provider openai needs api_key or api_key_secret"
    if provider is FirecrawlProvider.OLLAMA:
        yield from (f"provider ollama needs {name}" for name in ("base_url", "model") if name not in group)
        if has_key:
            yield "api_key has no effect with provider ollama: remove it"


@rules(
    mutually_exclusive("api_key", "api_key_secret"),
    Rule(("provider", "model", "embedding_model", "base_url", "api_key", "api_key_secret"), _provider_needs),
)
@constrain(
    model=NAME,
    embedding_model=NAME,
    base_url=url("http", "https", example="http://ollama.ai.svc.cluster.local:11434"),
    api_key=secret(),
)
class FirecrawlModelsArgs(TypedDict):
    """The language model for JSON extraction and summaries, which LibreChat does not ask for."""

    provider: FirecrawlProvider
    """Who answers."""
    model: NotRequired[pulumi.Input[str]]
    """Name of the chat model, for all of Firecrawl's questions. Default: for openai Firecrawl's own choice."""
    embedding_model: NotRequired[pulumi.Input[str]]
    """Name of the embedding model. Default: Firecrawl's own choice."""
    base_url: NotRequired[str]
    """Server to ask: for openai with ``/v1``, for ollama without a path. Default: OpenAI's own."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key for openai."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""


def environment(app: Application, models: FirecrawlModelsArgs) -> dict[str, EnvironmentValue]:
    """The variables that Firecrawl reads; a key goes into a Secret."""
    variables: dict[str, EnvironmentValue] = {}
    if "model" in models:
        variables["MODEL_NAME"] = models["model"]
    if "embedding_model" in models:
        variables["MODEL_EMBEDDING_NAME"] = models["embedding_model"]
    if models["provider"] is FirecrawlProvider.OPENAI:
        variables["OPENAI_API_KEY"] = given_secret(app, "openai-key", models, "api_key")
    if "base_url" in models:
        # Ollama's address is also what tells Firecrawl to ask Ollama.
        is_ollama = models["provider"] is FirecrawlProvider.OLLAMA
        address = models["base_url"].rstrip("/")
        variables["OLLAMA_BASE_URL" if is_ollama else "OPENAI_BASE_URL"] = f"{address}/api" if is_ollama else address
    return variables


def servers(models: FirecrawlModelsArgs) -> list[Peer]:
    """Whom Firecrawl has to reach, beside the internet."""
    return [server_at(models["base_url"])] if "base_url" in models else []
