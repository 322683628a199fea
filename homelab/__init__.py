"""A private AI workspace on Kubernetes, as Pulumi components.

`AIWorkspace` is all of it; every component can also be used alone. Arguments are plain dictionaries with the shape of
the ``...Args`` types; any value in them that Pulumi calls an input may be an Output.
"""

from homelab.arguments import ArgumentError
from homelab.components.credentials import Credentials, CredentialsArgs
from homelab.components.documentdb import DocumentDB, DocumentDBArgs, DocumentDBEngine
from homelab.components.firecrawl import Firecrawl, FirecrawlArgs, FirecrawlProvider
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.component import LibreChat
from homelab.components.meilisearch import Meilisearch, MeilisearchArgs
from homelab.components.ollama.args import OllamaArgs
from homelab.components.ollama.component import Ollama
from homelab.components.pgvector import PgVector, PgVectorArgs
from homelab.components.rag_api.component import RagApi, RagApiArgs
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.components.searxng.args import SearXNGArgs
from homelab.components.searxng.component import SearXNG
from homelab.components.speaches.args import SpeachesArgs
from homelab.components.speaches.component import Speaches
from homelab.components.valkey import Valkey, ValkeyArgs
from homelab.librechat_config.speech import STTImplementation, TTSImplementation
from homelab.modules.ai_workspace import AIWorkspace
from homelab.modules.ai_workspace_args import AIWorkspaceArgs

__all__ = [
    "AIWorkspace",
    "AIWorkspaceArgs",
    "ArgumentError",
    "Credentials",
    "CredentialsArgs",
    "DocumentDB",
    "DocumentDBArgs",
    "DocumentDBEngine",
    "EmbeddingsProvider",
    "Firecrawl",
    "FirecrawlArgs",
    "FirecrawlProvider",
    "LibreChat",
    "LibreChatArgs",
    "Meilisearch",
    "MeilisearchArgs",
    "Ollama",
    "OllamaArgs",
    "PgVector",
    "PgVectorArgs",
    "RagApi",
    "RagApiArgs",
    "STTImplementation",
    "SearXNG",
    "SearXNGArgs",
    "Speaches",
    "SpeachesArgs",
    "TTSImplementation",
    "Valkey",
    "ValkeyArgs",
]
