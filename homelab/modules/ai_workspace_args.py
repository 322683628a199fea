"""Arguments of `homelab.modules.ai_workspace.AIWorkspace`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, no_effect_with, rules
from homelab.arguments.constraints import NAMESPACE, OBJECT_NAME, OBJECT_NAMES, REGISTRY, unique, url
from homelab.arguments.suggestions import did_you_mean
from homelab.components.admin_panel import AdminPanelServerArgs
from homelab.components.backup.args import WorkspaceBackupArgs
from homelab.components.base import ADOPTION_NEEDS_A_PLAIN_NAMESPACE, NOT_SECRET
from homelab.components.documentdb import DocumentDBServerArgs
from homelab.components.firecrawl.args import FirecrawlServerArgs
from homelab.components.meilisearch import MeilisearchServerArgs
from homelab.components.monitoring.args import MonitoringArgs
from homelab.components.ollama.args import OllamaServerArgs
from homelab.components.pgvector import PgVectorServerArgs
from homelab.components.proxy import ProxyArgs
from homelab.components.rag_api.component import RagApiServerArgs
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.searxng.args import SearXNGServerArgs
from homelab.components.speaches.args import SpeachesServerArgs
from homelab.components.valkey import ValkeyServerArgs
from homelab.kubernetes import AllowedClientArgs, DnsArgs, PodsArgs
from homelab.kubernetes.labels import ADDITIONAL_LABELS
from homelab.librechat_config.providers.anthropic import AnthropicArgs
from homelab.librechat_config.providers.bedrock import BedrockArgs
from homelab.librechat_config.providers.custom import CustomEndpointArgs
from homelab.librechat_config.providers.google import GoogleArgs
from homelab.librechat_config.providers.jinaai import JinaAIArgs
from homelab.librechat_config.providers.ollama import OllamaEndpointArgs
from homelab.librechat_config.providers.openai import OpenAIArgs
from homelab.librechat_config.providers.openrouter import OpenRouterArgs
from homelab.modules.canary_args import CanaryArgs
from homelab.modules.external_secrets_args import ExternalSecretsArgs
from homelab.modules.groups import COMPONENTS
from homelab.modules.librechat_args import WorkspaceLibreChatArgs
from homelab.modules.presets import PresetChoice
from homelab.modules.privacy_args import PrivacyArgs


@constrain(url=url("http", "https", example="http://rag-api.ai.svc.cluster.local:8000"))
class ExternalRagApiArgs(TypedDict):
    """A RAG API outside of the workspace. It needs LibreChat's JWT_SECRET: see ``librechat.security``."""

    url: pulumi.Input[str]
    """Base URL."""


@rules(no_effect_with("external", *RagApiServerArgs.__annotations__, "embeddings"))
class RagArgs(RagApiServerArgs):
    """The RAG API in a workspace."""

    enabled: NotRequired[bool]
    """Whether to deploy the RAG API. Default: true if a provider of embeddings is available."""
    embeddings: NotRequired[EmbeddingsArgs]
    """Embedding model. Default: that of the first available provider of openai, bedrock, ollama and google."""
    external: NotRequired[ExternalRagApiArgs]
    """External server to use; no server is created then. Default: none."""


class WorkspaceOllamaArgs(OllamaServerArgs, OllamaEndpointArgs):
    """Ollama in a workspace: the server, and the models that LibreChat offers."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""


class WorkspaceValkeyArgs(ValkeyServerArgs):
    """Valkey in a workspace."""

    enabled: NotRequired[bool]
    """Without it, sessions of OpenID Connect and SAML and unfinished answers end with LibreChat's pod, there can be one
    replica alone, and scheduled chats need ``SCHEDULES_SINGLE_PROCESS: true`` in ``librechat.env``. Default: true."""


class WorkspaceMeilisearchArgs(MeilisearchServerArgs):
    """Meilisearch in a workspace."""

    enabled: NotRequired[bool]
    """Without it, there is no search over conversations and messages. Default: true."""


class WorkspaceSearXNGArgs(SearXNGServerArgs):
    """SearXNG in a workspace."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""


class WorkspaceFirecrawlArgs(FirecrawlServerArgs):
    """Firecrawl in a workspace. Its pods request 2Gi of memory in total, with limits of 7.75Gi."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""


class WorkspaceSpeachesArgs(SpeachesServerArgs):
    """Speaches in a workspace."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""


class WorkspaceAdminPanelArgs(AdminPanelServerArgs):
    """LibreChat's admin panel in a workspace."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""


class LoadArgs(TypedDict):
    """What load tests need; see ``homelab load``."""

    fake_model: NotRequired[bool]
    """Whether to run a model that costs nothing, and offer it as the endpoint "Load test": it answers everything alike,
    after 0.3 seconds with 30 tokens a second, and computes embeddings. Default: false."""


class NetworkArgs(TypedDict):
    """The cluster's network."""

    dns: NotRequired[DnsArgs]
    """The cluster's DNS. Default: CoreDNS in ``kube-system``, on OpenShift its own."""
    allow_from: NotRequired[list[AllowedClientArgs]]
    """Pods that may connect to LibreChat, in addition to the ingress controller or gateway. Default: none."""
    ipv6: NotRequired[bool]
    """Whether servers listen on IPv6 as well as on IPv4. False for nodes that are booted with ``ipv6.disable=1``, where
    they would not start otherwise. Default: true."""


def _known_components(group: Mapping[str, Any]) -> Iterable[str]:
    for name in group.get("pods", {}):
        if name not in COMPONENTS:
            yield f"pods.{name}: expected {', '.join(COMPONENTS)}{did_you_mean(name, COMPONENTS)}"


def _default_namespace(group: Mapping[str, Any]) -> Iterable[str]:
    if group["namespace"] == "default" and group.get("create_namespace", True):
        yield (
            "namespace default is shared by all that name none: choose another one, or permit it with "
            "create_namespace: false"
        )


@rules(
    ADOPTION_NEEDS_A_PLAIN_NAMESPACE,
    Rule(("namespace", "create_namespace"), _default_namespace),
    Rule(("pods",), _known_components),
)
@constrain(
    namespace=NAMESPACE,
    image_registry=REGISTRY,
    image_pull_secrets=OBJECT_NAMES,
    storage_class=OBJECT_NAME,
    labels=ADDITIONAL_LABELS,
    not_secret=NOT_SECRET,
    custom_endpoints=unique("name"),
    pods=Constraint("a map of groups by component", json_schema={"propertyNames": {"enum": list(COMPONENTS)}}),
)
class AIWorkspaceArgs(TypedDict):
    """A private AI workspace."""

    namespace: pulumi.Input[str]
    """Namespace of all objects. None of the cluster's own; ``default`` only with ``create_namespace: false``."""
    create_namespace: NotRequired[bool]
    """Whether to create the namespace, with the Pod Security Standard "restricted" enforced. Default: true."""
    preset: NotRequired[PresetChoice]
    """Size of the workspace: replicas, resources, volumes and spreading, where no argument says otherwise. Volumes
    cannot shrink: from a larger preset to a smaller one, set their sizes. Default: development."""
    image_registry: NotRequired[str]
    """Registry that mirrors the images in `homelab.images`, by their paths. Default: each image's own."""
    image_pull_secrets: NotRequired[list[pulumi.Input[str]]]
    """Names of Secrets for pulling images. Default: none."""
    storage_class: NotRequired[pulumi.Input[str]]
    """StorageClass of volumes without one of their own. Default: the cluster's default class."""
    pods: NotRequired[dict[str, PodsArgs]]
    """Scheduling and settings of pods: those of all components under ``all``, in addition those of one component under
    ``librechat``, ``rag``, ``documentdb``, ``pgvector``, ``valkey``, ``meilisearch``, ``searxng``, ``firecrawl``,
    ``ollama``, ``speaches``, ``admin_panel`` or ``backup``. Default: the cluster's choice."""
    openshift: NotRequired[bool]
    """Whether the cluster is OpenShift: users and groups of pods are then the namespace's own, as restricted-v2
    requires, and network policies name OpenShift's DNS and router. Default: false."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional labels for all objects. Default: none."""
    retain: NotRequired[bool]
    """Retain volumes, their namespace and their passwords when the stack is destroyed. To delete them, set it to false,
    run ``up``, then ``destroy``. Default: true."""
    adopt: NotRequired[bool]
    """Adopt the namespace, volumes and passwords that a destroyed stack of the same workspace retained; all of them
    must exist. For the first ``up``; remove it afterwards. Default: false."""
    not_secret: NotRequired[list[str]]
    """Paths of values that look like secrets but are none, as in the error about them: ``librechat.env.MY_TOKEN``;
    ``*`` matches any text. They are stored in plain text. Default: none."""

    proxy: NotRequired[ProxyArgs]
    """Proxy for connections to the internet. Default: none."""
    network: NotRequired[NetworkArgs]
    """The cluster's network. Default: that of most clusters."""

    librechat: WorkspaceLibreChatArgs
    """LibreChat."""
    rag: NotRequired[RagArgs]
    """RAG API, for search over files. Default: on if a provider of embeddings is available."""

    openai: NotRequired[OpenAIArgs]
    """OpenAI. Default: off."""
    anthropic: NotRequired[AnthropicArgs]
    """Anthropic. Default: off."""
    google: NotRequired[GoogleArgs]
    """Google Gemini. Default: off."""
    bedrock: NotRequired[BedrockArgs]
    """Amazon Bedrock. Default: off."""
    openrouter: NotRequired[OpenRouterArgs]
    """OpenRouter. Default: off."""
    jinaai: NotRequired[JinaAIArgs]
    """Jina AI, as the reranker of web searches. Default: off."""
    ollama: NotRequired[WorkspaceOllamaArgs]
    """Ollama. Default: off."""
    custom_endpoints: NotRequired[list[CustomEndpointArgs]]
    """Additional OpenAI-compatible endpoints. Default: none."""

    documentdb: NotRequired[DocumentDBServerArgs]
    """LibreChat's database. Default: FerretDB."""
    pgvector: NotRequired[PgVectorServerArgs]
    """The RAG API's database. Default: Postgres with pgvector."""
    valkey: NotRequired[WorkspaceValkeyArgs]
    """Cache, sessions and streams. Default: Valkey."""
    meilisearch: NotRequired[WorkspaceMeilisearchArgs]
    """Search over conversations. Default: Meilisearch."""

    searxng: NotRequired[WorkspaceSearXNGArgs]
    """SearXNG, the search provider of web searches. Default: off."""
    firecrawl: NotRequired[WorkspaceFirecrawlArgs]
    """Firecrawl, the scraper of web searches. Default: off."""
    speaches: NotRequired[WorkspaceSpeachesArgs]
    """Speaches, for speech input and output. Default: off."""
    admin_panel: NotRequired[WorkspaceAdminPanelArgs]
    """LibreChat's admin panel. Default: off."""
    load: NotRequired[LoadArgs]
    """Load tests. Default: nothing of them."""

    monitoring: NotRequired[MonitoringArgs]
    """Metrics, alerts, dashboards, logs and traces. Default: off."""
    privacy: NotRequired[PrivacyArgs]
    """How long chats and files are kept. Default: until somebody deletes them; temporary chats for 30 days."""
    backup: NotRequired[WorkspaceBackupArgs]
    """Backups, with what restores them. Default: none, as no default knows where they would go."""
    canary: NotRequired[CanaryArgs]
    """A second version of LibreChat, for some of the people. Default: none."""
    external_secrets: NotRequired[ExternalSecretsArgs]
    """Secrets from a store outside of the cluster, such as Vault. Default: off: they are generated or in arguments."""
