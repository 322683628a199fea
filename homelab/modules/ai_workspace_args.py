"""Arguments of `homelab.modules.ai_workspace.AIWorkspace`."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, no_effect_with, rules
from homelab.arguments.constraints import DNS_LABEL, LABELS, OBJECT_NAME, REGISTRY, unique, url
from homelab.components.base import ADOPTION_NEEDS_A_PLAIN_NAMESPACE
from homelab.components.documentdb import DocumentDBServerArgs
from homelab.components.firecrawl.args import FirecrawlServerArgs
from homelab.components.meilisearch import MeilisearchServerArgs
from homelab.components.ollama.args import OllamaServerArgs
from homelab.components.pgvector import PgVectorServerArgs
from homelab.components.rag_api.component import RagApiServerArgs
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.searxng.args import SearXNGServerArgs
from homelab.components.speaches.args import SpeachesServerArgs
from homelab.components.valkey import ValkeyServerArgs
from homelab.kubernetes import TolerationArgs
from homelab.librechat_config.endpoints import (
    AnthropicArgs,
    AzureOpenAIArgs,
    BedrockArgs,
    CustomEndpointArgs,
    GoogleArgs,
    OllamaEndpointArgs,
    OpenAIArgs,
    OpenRouterArgs,
)
from homelab.librechat_config.web_search.arguments import JinaAIArgs
from homelab.modules.contradictions import WORKSPACE
from homelab.modules.workspace_librechat_args import WorkspaceLibreChatArgs


@constrain(url=url("http", "https", example="http://rag-api.ai.svc.cluster.local:8000"))
class ExternalRagApiArgs(TypedDict):
    """A rag_api server outside of the workspace. It has to know LibreChat's JWT_SECRET: see ``librechat.security``."""

    url: str
    """Base URL."""


@rules(no_effect_with("external", *(name for name in RagApiServerArgs.__annotations__), "embeddings"))
class RagArgs(RagApiServerArgs):
    """The RAG API in a workspace."""

    enabled: NotRequired[bool]
    """Default: true wherever embeddings can be made."""
    embeddings: NotRequired[EmbeddingsArgs]
    """Default: openai, else bedrock, ollama or google, whichever can."""
    external: NotRequired[ExternalRagApiArgs]
    """Server to use instead; no server is created then. Default: none."""


class WorkspaceOllamaArgs(OllamaServerArgs, OllamaEndpointArgs):
    """Ollama in a workspace: the server, and its models in chats."""

    enabled: NotRequired[bool]
    """Default: true, where the group is given."""


class WorkspaceSearXNGArgs(SearXNGServerArgs):
    """SearXNG in a workspace."""

    enabled: NotRequired[bool]
    """Default: true, where the group is given."""


class WorkspaceFirecrawlArgs(FirecrawlServerArgs):
    """Firecrawl in a workspace. All together it requests 2Gi of memory, and takes up to 7.75Gi."""

    enabled: NotRequired[bool]
    """Default: true, where the group is given."""


class WorkspaceSpeachesArgs(SpeachesServerArgs):
    """Speaches in a workspace."""

    enabled: NotRequired[bool]
    """Default: true, where the group is given."""


@rules(*WORKSPACE, ADOPTION_NEEDS_A_PLAIN_NAMESPACE)
@constrain(
    namespace=DNS_LABEL,
    image_registry=REGISTRY,
    storage_class=OBJECT_NAME,
    node_selector=LABELS,
    labels=LABELS,
    custom_endpoints=unique("name"),
)
class AIWorkspaceArgs(TypedDict):
    """A private AI workspace."""

    namespace: pulumi.Input[str]
    """Namespace for everything."""
    create_namespace: NotRequired[bool]
    """Whether the namespace is created, with Pod Security "restricted" enforced in it. Default: true."""
    image_registry: NotRequired[str]
    """Registry that mirrors the images of the library's own table, by their paths. Default: each image's own."""
    image_pull_secrets: NotRequired[list[pulumi.Input[str]]]
    """Names of Secrets for pulling images. Default: none."""
    storage_class: NotRequired[pulumi.Input[str]]
    """StorageClass of all volumes that name none. Default: the cluster's default class."""
    node_selector: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels that a node must have. Default: none."""
    tolerations: NotRequired[list[TolerationArgs]]
    """Taints that the pods tolerate. Default: none."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Further labels for every object. Default: none."""
    retain: NotRequired[bool]
    """Keep volumes, the namespace that holds them and the passwords that open them when the stack is destroyed. False
    gives all of that up: set it, run ``up``, then ``destroy``. Default: true."""
    adopt: NotRequired[bool]
    """Take over what a destroyed stack of the same workspace has kept: namespace, volumes and passwords; all of them
    have to be there. For the first ``up``; take it out afterwards. Default: false."""

    librechat: WorkspaceLibreChatArgs
    """The chat."""
    rag: NotRequired[RagArgs]
    """Search over files. Default: on, wherever embeddings can be made."""

    openai: NotRequired[OpenAIArgs]
    """Default: off."""
    anthropic: NotRequired[AnthropicArgs]
    """Default: off."""
    google: NotRequired[GoogleArgs]
    """Default: off."""
    azure_openai: NotRequired[AzureOpenAIArgs]
    """Default: off."""
    bedrock: NotRequired[BedrockArgs]
    """Default: off."""
    openrouter: NotRequired[OpenRouterArgs]
    """Default: off."""
    jinaai: NotRequired[JinaAIArgs]
    """Default: off."""
    ollama: NotRequired[WorkspaceOllamaArgs]
    """Default: off."""
    custom_endpoints: NotRequired[list[CustomEndpointArgs]]
    """Further servers with OpenAI's API. Default: none."""

    documentdb: NotRequired[DocumentDBServerArgs]
    """LibreChat's database. Default: FerretDB."""
    pgvector: NotRequired[PgVectorServerArgs]
    """The RAG API's database. Default: Postgres with pgvector."""
    valkey: NotRequired[ValkeyServerArgs]
    """Cache, sessions and streams. Default: Valkey."""
    meilisearch: NotRequired[MeilisearchServerArgs]
    """Search over conversations. Default: Meilisearch."""

    searxng: NotRequired[WorkspaceSearXNGArgs]
    """Search of the web. Default: off."""
    firecrawl: NotRequired[WorkspaceFirecrawlArgs]
    """Fetches pages for the search. Default: off."""
    speaches: NotRequired[WorkspaceSpeachesArgs]
    """Speech input and output. Default: off."""
