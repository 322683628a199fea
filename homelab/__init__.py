"""A private AI workspace on Kubernetes, as Pulumi components.

`AIWorkspace` is all of it; every component can also be used alone. Arguments are plain dictionaries with the shape of
the ``...Args`` types; any value in them that Pulumi calls an input may be an Output.
"""

from homelab.arguments import ArgumentError
from homelab.components.credentials import Credentials, CredentialsArgs
from homelab.components.documentdb import DocumentDB, DocumentDBArgs, DocumentDBEngine
from homelab.components.embeddings import EmbeddingsProvider
from homelab.components.librechat import LibreChat
from homelab.components.librechat_args import LibreChatArgs
from homelab.components.meilisearch import Meilisearch, MeilisearchArgs
from homelab.components.pgvector import PgVector, PgVectorArgs
from homelab.components.rag_api import RagApi, RagApiArgs
from homelab.components.valkey import Valkey, ValkeyArgs
from homelab.librechat_config.arguments import STTImplementation, TTSImplementation
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
    "LibreChat",
    "LibreChatArgs",
    "Meilisearch",
    "MeilisearchArgs",
    "PgVector",
    "PgVectorArgs",
    "RagApi",
    "RagApiArgs",
    "STTImplementation",
    "TTSImplementation",
    "Valkey",
    "ValkeyArgs",
]
