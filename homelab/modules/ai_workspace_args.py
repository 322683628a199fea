"""Arguments of `homelab.modules.ai_workspace.AIWorkspace`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Contradiction, constrain, refuse
from homelab.components.base import ADOPTION_NEEDS_A_PLAIN_NAMESPACE
from homelab.components.credentials import SecurityArgs
from homelab.components.documentdb import DocumentDBServerArgs
from homelab.components.embeddings import EmbeddingsArgs
from homelab.components.librechat_args import LibreChatServerArgs
from homelab.components.meilisearch import MeilisearchServerArgs
from homelab.components.pgvector import PgVectorServerArgs
from homelab.components.rag_api import RagApiServerArgs
from homelab.components.valkey import ValkeyServerArgs
from homelab.constraints import DNS_LABEL, ENVIRONMENT, LABELS, OBJECT_NAME, REGISTRY, unique
from homelab.kubernetes import ResourcesArgs, TolerationArgs
from homelab.librechat_config.arguments import (
    InterfaceArgs,
    LimitsArgs,
    RegistrationArgs,
    SessionArgs,
    SpeechToTextArgs,
    TextToSpeechArgs,
)
from homelab.librechat_config.providers import (
    AnthropicArgs,
    CustomEndpointArgs,
    GoogleArgs,
    JinaAIArgs,
    OpenAIArgs,
    OpenRouterArgs,
)
from homelab.modules.settings import embeddings_of, is_enabled


class LibreChatResourcesArgs(TypedDict):
    """Resources of LibreChat's two servers."""

    api: NotRequired[ResourcesArgs]
    """LibreChat itself. Default: 250m CPU and 768Mi memory, at most 1536Mi."""
    rag: NotRequired[ResourcesArgs]
    """The RAG API. Default: 100m CPU and 384Mi memory, at most 1Gi; for huggingface 250m and 1Gi, at most 4Gi."""


@constrain(extra_env=ENVIRONMENT, extra_secret_env=ENVIRONMENT)
class WorkspaceLibreChatArgs(LibreChatServerArgs):
    """LibreChat in a workspace."""

    enabled: NotRequired[bool]
    """Whether there is a LibreChat; the backends stay without it. Default: true."""
    resources: NotRequired[LibreChatResourcesArgs]
    """Default: the components' own."""
    stt: NotRequired[SpeechToTextArgs]
    """Speech input. Default: none."""
    tts: NotRequired[TextToSpeechArgs]
    """Speech output. Default: none."""
    registration: NotRequired[RegistrationArgs]
    """Who may make an account. Default: nobody."""
    session: NotRequired[SessionArgs]
    """How long people stay logged in. Default: 15 minutes a token, 7 days without a visit."""
    limits: NotRequired[LimitsArgs]
    """Sizes of what people upload. Default: 100 MB a file, 5 MB an avatar."""
    interface: NotRequired[InterfaceArgs]
    """What people see. Default: LibreChat's own."""
    security: NotRequired[SecurityArgs]
    """LibreChat's own secrets. Default: generated."""
    config: NotRequired[dict[str, Any]]
    """Merged over librechat.yaml at last, key by key; null takes a key away. Default: nothing."""
    extra_env: NotRequired[dict[str, pulumi.Input[str]]]
    """Further variables; they win over the workspace's own. Default: none."""
    extra_secret_env: NotRequired[dict[str, pulumi.Input[str]]]
    """Further variables that are kept in a Secret; they win over all others. Default: none."""


class RagArgs(RagApiServerArgs):
    """The RAG API in a workspace."""

    enabled: NotRequired[bool]
    """Default: true wherever embeddings can be made."""
    embeddings: NotRequired[EmbeddingsArgs]
    """Default: openai, else google, where that provider has a key of the workspace."""


def _speech_needs_a_key(group: Mapping[str, Any]) -> Iterable[str]:
    openai = group.get("openai")
    has_key = openai is not None and is_enabled(openai) and "api_key" in openai
    for direction in ("stt", "tts"):
        implementation = group["librechat"].get(direction, {}).get("implementation")
        if implementation == "openai" and not has_key:
            yield f"librechat.{direction}.implementation openai needs openai.api_key"


def _speech_is_used(group: Mapping[str, Any]) -> Iterable[str]:
    for direction in ("stt", "tts"):
        implementation = group["librechat"].get(direction, {}).get("implementation", "none")
        if direction in group.get("openai", {}) and implementation != "openai":
            yield f"openai.{direction} has no effect beside librechat.{direction} {implementation}: take it away"


def _embeddings_can_be_made(group: Mapping[str, Any]) -> Iterable[str]:
    rag, embeddings = group.get("rag", {}), embeddings_of(group)
    if rag.get("enabled") and embeddings is None:
        yield "rag.enabled needs rag.embeddings, or openai or google with an api_key"
    if embeddings is not None and embeddings["provider"] in ("openai", "google") and "api_key" not in embeddings:
        provider = embeddings["provider"]
        yield f"rag.embeddings.provider {provider} needs {provider}.api_key or rag.embeddings.api_key"
    if embeddings is None:
        unused = [name for name in ("pgvector", "rag") if group.get(name, {}).keys() - {"enabled"}]
        unused += ["librechat.resources.rag"] if "rag" in group["librechat"].get("resources", {}) else []
        yield from (f"{name} has no effect without embeddings: set rag.embeddings, or take it away" for name in unused)


@refuse(
    Contradiction(("librechat", "openai"), _speech_needs_a_key),
    Contradiction(("librechat", "openai"), _speech_is_used),
    Contradiction(("librechat", "rag", "pgvector", "openai", "google"), _embeddings_can_be_made),
    ADOPTION_NEEDS_A_PLAIN_NAMESPACE,
)
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
    openrouter: NotRequired[OpenRouterArgs]
    """Default: off."""
    jinaai: NotRequired[JinaAIArgs]
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
