"""Embeddings: who turns text into vectors for rag_api, and what it has to be told for that."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Contradiction, constrain, refuse
from homelab.constraints import NAME, secret, url, whole_number
from homelab.kubernetes import Application, EnvironmentValue, Peer, combine, internet, server_at


class EmbeddingsProvider(StrEnum):
    """Who turns text into vectors."""

    OPENAI = "openai"
    """OpenAI, or any server with its API at ``base_url``."""
    GOOGLE = "google"
    """Google's Gemini API."""
    OLLAMA = "ollama"
    """An Ollama server at ``base_url``."""
    HUGGINGFACE = "huggingface"
    """A model in rag_api's own process, downloaded at the first start; needs no key, but the full image and memory."""


DEFAULT_MODELS: Mapping[EmbeddingsProvider, str] = {
    EmbeddingsProvider.OPENAI: "text-embedding-3-small",
    EmbeddingsProvider.GOOGLE: "gemini-embedding-001",
    EmbeddingsProvider.OLLAMA: "nomic-embed-text",
    EmbeddingsProvider.HUGGINGFACE: "sentence-transformers/all-MiniLM-L6-v2",
}
"""rag_api v0.9.0's own, written out so that an upgrade cannot change the model of a filled collection."""
_UPSTREAM_NAMES = {EmbeddingsProvider.GOOGLE: "google_genai"}
_KEY_VARIABLES = {
    EmbeddingsProvider.OPENAI: "RAG_OPENAI_API_KEY",
    EmbeddingsProvider.GOOGLE: "RAG_GOOGLE_API_KEY",
    EmbeddingsProvider.HUGGINGFACE: "HF_TOKEN",
}
_URL_VARIABLES = {
    EmbeddingsProvider.OPENAI: "RAG_OPENAI_BASEURL",
    EmbeddingsProvider.OLLAMA: "OLLAMA_BASE_URL",
}


def _provider_needs(group: Mapping[str, Any]) -> Iterable[str]:
    provider = EmbeddingsProvider(group["provider"])
    if "base_url" in group and provider not in _URL_VARIABLES:
        yield f"base_url has no effect beside provider {provider}: take it away"
    if provider == EmbeddingsProvider.OLLAMA and "base_url" not in group:
        yield "provider ollama needs base_url"
    if "api_key" in group and provider not in _KEY_VARIABLES:
        yield f"api_key has no effect beside provider {provider}: take it away"
    if "dimensions" in group and provider != EmbeddingsProvider.OPENAI:
        yield f"dimensions has no effect beside provider {provider}: take it away"


@refuse(Contradiction(("provider", "base_url", "api_key", "dimensions"), _provider_needs))
@constrain(
    model=NAME,
    dimensions=whole_number(1, 16000),
    base_url=url("http", "https", example="http://ollama.ai.svc.cluster.local:11434"),
    api_key=secret(),
)
class EmbeddingsArgs(TypedDict):
    """Which model makes the vectors. Changing it makes a filled collection useless: name another collection then."""

    provider: EmbeddingsProvider
    """Who makes the vectors."""
    model: NotRequired[pulumi.Input[str]]
    """Name of the model. Default: text-embedding-3-small, gemini-embedding-001, nomic-embed-text or
    sentence-transformers/all-MiniLM-L6-v2, by provider."""
    dimensions: NotRequired[pulumi.Input[int]]
    """Length of the vectors, for openai. Default: the model's own."""
    base_url: NotRequired[str]
    """Server to ask, for openai and ollama. Default: OpenAI's own."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key for openai and google; for huggingface a token for closed models. Default: in a workspace the provider's."""


def in_process(embeddings: EmbeddingsArgs) -> bool:
    """Whether the model runs in rag_api itself."""
    return embeddings["provider"] == EmbeddingsProvider.HUGGINGFACE


def servers(embeddings: EmbeddingsArgs) -> list[Peer]:
    """Whom rag_api has to reach."""
    return [server_at(embeddings["base_url"])] if "base_url" in embeddings else [internet(443)]


def environment(app: Application, embeddings: EmbeddingsArgs) -> dict[str, EnvironmentValue]:
    """The variables that rag_api reads; a key goes into a Secret."""
    provider = embeddings["provider"]
    variables: dict[str, EnvironmentValue] = {
        "EMBEDDINGS_PROVIDER": _UPSTREAM_NAMES.get(provider, provider.value),
        "EMBEDDINGS_MODEL": embeddings.get("model", DEFAULT_MODELS[provider]),
    }
    if "dimensions" in embeddings:
        variables["EMBEDDINGS_DIMENSIONS"] = combine(str, embeddings["dimensions"])
    if "base_url" in embeddings:
        variables[_URL_VARIABLES[provider]] = embeddings["base_url"]
    if "api_key" in embeddings:
        variables[_KEY_VARIABLES[provider]] = app.secret_value("embeddings-key", embeddings["api_key"])
    if in_process(embeddings):
        variables["HF_HOME"] = "/tmp/huggingface"
    return variables
