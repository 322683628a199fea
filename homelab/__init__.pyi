from .arguments import ArgumentError
from .components.admin_panel import AdminPanel, AdminPanelArgs
from .components.backup import Backup, BackupArgs, BackupStore
from .components.credentials import Credentials, CredentialsArgs
from .components.documentdb import DocumentDB, DocumentDBArgs, DocumentDBEngine
from .components.firecrawl import Firecrawl, FirecrawlArgs, FirecrawlProvider
from .components.librechat.args import LibreChatArgs
from .components.librechat.component import LibreChat
from .components.meilisearch import Meilisearch, MeilisearchArgs
from .components.ollama.args import OllamaArgs
from .components.ollama.component import Ollama
from .components.pgvector import PgVector, PgVectorArgs
from .components.rag_api.component import RagApi, RagApiArgs
from .components.rag_api.embeddings_providers import EmbeddingsProvider
from .components.searxng.args import SearXNGArgs
from .components.searxng.component import SearXNG
from .components.speaches.args import SpeachesArgs
from .components.speaches.component import Speaches
from .components.valkey import Valkey, ValkeyArgs
from .librechat_config.speech import STTImplementation, TTSImplementation
from .librechat_config.types import LibreChatConfig
from .modules.ai_workspace import AIWorkspace
from .modules.ai_workspace_args import AIWorkspaceArgs

__all__ = [
    "AIWorkspace",
    "AIWorkspaceArgs",
    "AdminPanel",
    "AdminPanelArgs",
    "ArgumentError",
    "Backup",
    "BackupArgs",
    "BackupStore",
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
    "LibreChatConfig",
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
