"""Providers of embeddings of rag_api v0.9.0, and their variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from homelab.choices import Choice


class EmbeddingsProvider(StrEnum):
    """Provider of embeddings."""

    OPENAI = "openai"
    """OpenAI, or any OpenAI-compatible server at RAG_OPENAI_BASEURL."""
    AZURE = "azure"
    """A deployment in Azure OpenAI, at RAG_AZURE_OPENAI_ENDPOINT."""
    BEDROCK = "bedrock"
    """Amazon Bedrock, by key or by the role of the RAG API's ServiceAccount."""
    OLLAMA = "ollama"
    """The workspace's Ollama, or a server at OLLAMA_BASE_URL."""
    GOOGLE = "google"
    """Google's Gemini API."""
    VERTEXAI = "vertexai"
    """Google's Vertex AI, by a key in GOOGLE_APPLICATION_CREDENTIALS, or by GKE's Workload Identity."""
    HUGGINGFACE = "huggingface"
    """A model in the RAG API's process, downloaded at first start; needs no key, but the full image and more memory."""
    HUGGINGFACE_TEI = "huggingface_tei"
    """A server with Hugging Face's text-embeddings-inference, whose URL is EMBEDDINGS_MODEL; needs the full image."""


EmbeddingsProviderChoice: TypeAlias = Choice[
    EmbeddingsProvider,
    Literal["openai", "azure", "bedrock", "ollama", "google", "vertexai", "huggingface", "huggingface_tei"],
]


# State of 2026-11-21.
DEFAULT_MODELS: Mapping[EmbeddingsProvider, str] = {
    EmbeddingsProvider.OPENAI: "text-embedding-3-small",
    EmbeddingsProvider.BEDROCK: "amazon.titan-embed-text-v2:0",
    EmbeddingsProvider.GOOGLE: "gemini-embedding-001",
    EmbeddingsProvider.VERTEXAI: "gemini-embedding-001",
    EmbeddingsProvider.OLLAMA: "nomic-embed-text",
    EmbeddingsProvider.HUGGINGFACE: "sentence-transformers/all-MiniLM-L6-v2",
}
"""Defaults of rag_api v0.9.0, except for Bedrock, pinned so that an upgrade cannot change the model of a collection.
Azure deployments and servers with text-embeddings-inference have no default."""


@dataclass(frozen=True)
class Provider:
    """Provider of embeddings in rag_api."""

    name: str
    """Name in rag_api."""
    needed: tuple[str, ...] = ()
    """Required variables."""
    url: str | None = None
    """Variable with the URL of the server; without a value the provider is on the internet."""
    key: str | None = None
    """Variable with a key that a role can replace."""
    needs_model: bool = False
    """Whether the model has no default."""


PROVIDERS: Mapping[EmbeddingsProvider, Provider] = {
    EmbeddingsProvider.OPENAI: Provider("openai", ("RAG_OPENAI_API_KEY",), url="RAG_OPENAI_BASEURL"),
    EmbeddingsProvider.AZURE: Provider(
        "azure",
        ("RAG_AZURE_OPENAI_API_KEY", "RAG_AZURE_OPENAI_ENDPOINT", "RAG_AZURE_OPENAI_API_VERSION"),
        url="RAG_AZURE_OPENAI_ENDPOINT",
        needs_model=True,
    ),
    EmbeddingsProvider.BEDROCK: Provider("bedrock", ("AWS_DEFAULT_REGION",), key="AWS_ACCESS_KEY_ID"),
    EmbeddingsProvider.OLLAMA: Provider("ollama", ("OLLAMA_BASE_URL",), url="OLLAMA_BASE_URL"),
    EmbeddingsProvider.GOOGLE: Provider("google_genai", ("RAG_GOOGLE_API_KEY",)),
    EmbeddingsProvider.VERTEXAI: Provider("vertexai", ("GOOGLE_CLOUD_PROJECT",), key="GOOGLE_APPLICATION_CREDENTIALS"),
    EmbeddingsProvider.HUGGINGFACE: Provider("huggingface"),
    # The variable of the model holds the server's URL; the server decides which model it serves.
    EmbeddingsProvider.HUGGINGFACE_TEI: Provider(
        "huggingfacetei", ("EMBEDDINGS_MODEL",), url="EMBEDDINGS_MODEL", needs_model=True
    ),
}
