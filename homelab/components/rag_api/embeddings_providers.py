"""Who makes embeddings for rag_api v0.9.0, and by which variables it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EmbeddingsProvider(StrEnum):
    """Who turns text into vectors."""

    OPENAI = "openai"
    """OpenAI, or any server with its API at ``base_url``."""
    AZURE = "azure"
    """A deployment in Azure OpenAI, at ``base_url``."""
    BEDROCK = "bedrock"
    """Amazon Bedrock, by key or by the role of rag_api's ServiceAccount."""
    OLLAMA = "ollama"
    """An Ollama server at ``base_url``."""
    GOOGLE = "google"
    """Google's Gemini API."""
    VERTEXAI = "vertexai"
    """Google's Vertex AI, by a service account's key or by GKE's Workload Identity."""
    HUGGINGFACE = "huggingface"
    """A model in rag_api's own process, downloaded at the first start; needs no key, but the full image and memory."""
    HUGGINGFACE_TEI = "huggingface_tei"
    """A server of Hugging Face's text-embeddings-inference at ``base_url``; needs the full image."""


# State of 2026-11-21.
DEFAULT_MODELS: Mapping[EmbeddingsProvider, str] = {
    EmbeddingsProvider.OPENAI: "text-embedding-3-small",
    EmbeddingsProvider.BEDROCK: "amazon.titan-embed-text-v2:0",
    EmbeddingsProvider.GOOGLE: "gemini-embedding-001",
    EmbeddingsProvider.VERTEXAI: "gemini-embedding-001",
    EmbeddingsProvider.OLLAMA: "nomic-embed-text",
    EmbeddingsProvider.HUGGINGFACE: "sentence-transformers/all-MiniLM-L6-v2",
}
"""rag_api v0.9.0's own but for Bedrock, written out so that an upgrade cannot change the model of a filled collection.
A deployment in Azure and a server of text-embeddings-inference have names that only their owner knows."""


@dataclass(frozen=True)
class Provider:
    """What rag_api is told of a provider."""

    name: str
    """rag_api's name for it."""
    needed: tuple[str, ...] = ()
    """Arguments that it cannot work without."""
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    """The variables that rag_api reads, by the argument whose value they hold."""


_OPENAI_VARIABLES = {"dimensions": "EMBEDDINGS_DIMENSIONS", "inputs_per_request": "EMBEDDINGS_CHUNK_SIZE"}
PROVIDERS: Mapping[EmbeddingsProvider, Provider] = {
    EmbeddingsProvider.OPENAI: Provider(
        "openai",
        ("api_key",),
        {**_OPENAI_VARIABLES, "api_key": "RAG_OPENAI_API_KEY", "base_url": "RAG_OPENAI_BASEURL"},
    ),
    EmbeddingsProvider.AZURE: Provider(
        "azure",
        ("api_key", "base_url", "api_version", "model"),
        {
            **_OPENAI_VARIABLES,
            "api_key": "RAG_AZURE_OPENAI_API_KEY",
            "base_url": "RAG_AZURE_OPENAI_ENDPOINT",
            "api_version": "RAG_AZURE_OPENAI_API_VERSION",
        },
    ),
    EmbeddingsProvider.BEDROCK: Provider(
        "bedrock",
        ("region",),
        {
            "region": "AWS_DEFAULT_REGION",
            "access_key_id": "AWS_ACCESS_KEY_ID",
            "secret_access_key": "AWS_SECRET_ACCESS_KEY",
        },
    ),
    EmbeddingsProvider.OLLAMA: Provider("ollama", ("base_url",), {"base_url": "OLLAMA_BASE_URL"}),
    EmbeddingsProvider.GOOGLE: Provider("google_genai", ("api_key",), {"api_key": "RAG_GOOGLE_API_KEY"}),
    EmbeddingsProvider.VERTEXAI: Provider(
        "vertexai",
        ("project",),
        {
            "project": "GOOGLE_CLOUD_PROJECT",
            "region": "GOOGLE_CLOUD_LOCATION",
            "service_key": "GOOGLE_APPLICATION_CREDENTIALS",
        },
    ),
    EmbeddingsProvider.HUGGINGFACE: Provider("huggingface", (), {"api_key": "HF_TOKEN"}),
    # The model's variable holds the server's address; what it serves is up to the server.
    EmbeddingsProvider.HUGGINGFACE_TEI: Provider(
        "huggingfacetei", ("base_url", "model"), {"base_url": "EMBEDDINGS_MODEL", "api_key": "HF_TOKEN"}
    ),
}
