"""AIWorkspace: LibreChat, its backends and their connections."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, cast

import pulumi

from homelab.arguments import ArgumentError, check
from homelab.components.admin_panel import AdminPanel
from homelab.components.credentials import Credentials, CredentialsArgs
from homelab.components.documentdb import DocumentDB
from homelab.components.fake_model import FakeModel
from homelab.components.firecrawl import Firecrawl
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.component import LibreChat
from homelab.components.meilisearch import Meilisearch
from homelab.components.ollama.component import Ollama
from homelab.components.pgvector import PgVector
from homelab.components.rag_api.args import RagApiArgs, RagApiServerArgs
from homelab.components.rag_api.component import RagApi
from homelab.components.searxng.component import SearXNG
from homelab.components.speaches.component import Speaches
from homelab.components.valkey import Valkey
from homelab.kubernetes import check_name
from homelab.librechat_config import speech
from homelab.modules import admin_panel, fake_model, privacy
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.backup import create_workspace_backup
from homelab.modules.canary import canary_warnings, workspace_canary
from homelab.modules.clients import workspace_clients
from homelab.modules.existing_secrets import credentials_references
from homelab.modules.external_secrets import create_external_secrets, with_external_secrets
from homelab.modules.groups import component_args, enabled_group, is_enabled, proxied_args, retains_database, subset
from homelab.modules.monitoring import component_monitoring, create_workspace_monitoring
from homelab.modules.namespace import create_namespace
from homelab.modules.preset_defaults import left_out, with_preset
from homelab.modules.resolve import (
    ResolvedRagApi,
    ResolvedWorkspace,
    external_rag_api,
    librechat_server_args,
    resolve,
    server_args,
)

Component = TypeVar("Component", bound=pulumi.ComponentResource)
MAX_NAME_LENGTH = 32
"""Limit that leaves room for the longest suffix: ``<name>-documentdb-postgres``."""


class AIWorkspace(pulumi.ComponentResource):
    """A private AI workspace: LibreChat, its RAG API, and their databases, cache and search.

    ```python
    AIWorkspace("ai", {
        "namespace": "ai",
        "librechat": {"domain": "chat.example.com"},
        "openai": {"user_provided": True},
    })
    ```
    """

    url: pulumi.Output[str]
    """URL for users; empty without LibreChat."""
    rag_api_url: pulumi.Output[str]
    """URL of the RAG API; empty without one."""
    namespace: pulumi.Output[str]
    """Namespace of all objects."""
    librechat_yaml: pulumi.Output[str]
    """Text of librechat.yaml."""
    first_admin_password: pulumi.Output[str]
    """Password of the first administrator, as a secret; empty if it is in an existing Secret."""

    def __init__(self, name: str, args: AIWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        owner = f"AIWorkspace {name!r}"
        check_name("AIWorkspace", name, max_length=MAX_NAME_LENGTH)
        own_args = check(AIWorkspaceArgs, args, owner, find_secrets=False)
        args = with_external_secrets(name, with_preset(own_args))
        resolved = resolve(name, args, owner)
        super().__init__("homelab:index:AIWorkspace", name, {}, opts)
        for message in (*left_out(own_args), *privacy.warnings(args), *canary_warnings(args)):
            pulumi.log.warn(message, self)
        self._name, self._args = name, args
        namespace = create_namespace(self, f"{name}-namespace", args)
        self._prerequisites = [
            *([namespace] if namespace else []),
            *create_external_secrets(self, name, args, signs_sessions=resolved.signs_sessions, namespace=namespace),
        ]
        chat, rag = f"{name}-librechat", f"{name}-rag-api"
        clients = workspace_clients(name, args)
        chats = clients.of_librechats_servers

        self.credentials = self._create_credentials(signs_sessions=resolved.signs_sessions)
        self.documentdb = self._create_server(DocumentDB, "documentdb", clients=clients.of_documentdb)
        self._valkey = self._create_server_unless_off(Valkey, "valkey", clients=chats)
        self._meilisearch = self._create_server_unless_off(Meilisearch, "meilisearch", clients=clients.of_meilisearch)
        self._searxng = self._create_optional_server(SearXNG, "searxng", clients=chats)
        self._firecrawl = self._create_optional_server(Firecrawl, "firecrawl", clients=chats)
        self._ollama = self._create_optional_server(Ollama, "ollama", clients=[*chats, rag, f"{name}-firecrawl"])
        self._speaches = self._create_optional_server(Speaches, "speaches", clients=chats)
        self._fake_model = self._create_fake_model(resolved, clients=[*chats, rag])
        self._pgvector: PgVector | None = None
        self._rag_api: RagApi | None = None
        if resolved.rag_api is not None:
            self._pgvector = self._create_server(PgVector, "pgvector", clients=clients.of_pgvector)
            self._rag_api = self._create_rag_api(rag, resolved.rag_api, clients=chats)
        self._librechat = self._create_librechat(chat, resolved) if is_enabled(args["librechat"]) else None
        self._admin_panel = self._create_admin_panel(chat)
        create_workspace_backup(self, name, args, resolved.librechat)
        privacy.create_workspace_cleanup(self, name, args, self.documentdb, self._meilisearch)
        create_workspace_monitoring(self, name, args, has_rag_api=resolved.rag_api is not None)

        empty = pulumi.Output.from_input("")
        self.namespace = pulumi.Output.from_input(args["namespace"])
        self.url = self._librechat.url if self._librechat else empty
        self.librechat_yaml = self._librechat.librechat_yaml if self._librechat else empty
        self.first_admin_password = self._librechat.first_admin_password if self._librechat else empty
        self.rag_api_url = self._rag_api.url if self._rag_api else pulumi.Output.from_input(_external_url(args))
        self.register_outputs(
            {
                "url": self.url,
                "rag_api_url": self.rag_api_url,
                "namespace": self.namespace,
                "librechat_yaml": self.librechat_yaml,
                "first_admin_password": self.first_admin_password,
            }
        )

    def _create_credentials(self, *, signs_sessions: bool) -> Credentials:
        args: CredentialsArgs = {
            **self._args["librechat"].get("security", {}),
            **component_args(self._args),
            "retain": retains_database(self._args),
            "signs_sessions": signs_sessions,
            "existing": credentials_references(self._args),
        }
        return Credentials(f"{self._name}-credentials", args, self.child_options())

    def _create_server(self, component: Callable[..., Component], group: str, *, clients: list[str]) -> Component:
        return component(f"{self._name}-{group}", server_args(self._args, group, clients=clients), self.child_options())

    def _create_optional_server(
        self, component: Callable[..., Component], group: str, *, clients: list[str]
    ) -> Component | None:
        if enabled_group(self._args, group) is None:
            return None
        return self._create_server(component, group, clients=clients)

    def _create_server_unless_off(
        self, component: Callable[..., Component], group: str, *, clients: list[str]
    ) -> Component | None:
        return self._create_server(component, group, clients=clients) if is_enabled(self._args.get(group, {})) else None

    def _create_rag_api(self, name: str, resolved: ResolvedRagApi, *, clients: list[str]) -> RagApi:
        args: RagApiArgs = {
            **cast(RagApiServerArgs, subset(RagApiServerArgs, self._args.get("rag", {}))),
            **component_args(self._args, "rag"),
            **proxied_args(self._args),
            "clients": [*clients],
            "database": self.pgvector.connection,
            "jwt_secret": self.credentials.connection["jwt_secret"],
            "embeddings": resolved.embeddings,
            "resources": self._args["librechat"].get("resources", {}).get("rag", {}),
        }
        dependencies = [self.pgvector.workload]
        if resolved.uses_workspace_ollama:
            args["embeddings_server"] = self.ollama.connection
            dependencies.append(self.ollama.models_pulled)
        return RagApi(name, args, self.child_options(*dependencies), variables=resolved.variables)

    def _create_librechat(self, name: str, resolved: ResolvedWorkspace) -> LibreChat:
        chat = self._args["librechat"]
        generated = {speech.SPEACHES_API_KEY: self.speaches.api_key} if self._speaches and self.speaches.api_key else {}
        args: LibreChatArgs = {
            **librechat_server_args(self._args),
            **component_args(self._args, "librechat"),
            **proxied_args(self._args),
            **component_monitoring(self._args, "librechat"),
            "credentials": self.credentials.connection,
            "documentdb": self.documentdb.connection,
            "resources": chat.get("resources", {}).get("api", {}),
            "servers": resolved.servers.enabled,
            "retain_first_admin": retains_database(self._args),
        }
        if self._valkey is not None:
            args["valkey"] = self._valkey.connection
        if self._meilisearch is not None:
            args["meilisearch"] = self._meilisearch.connection
        panel = [] if enabled_group(self._args, admin_panel.GROUP) is None else [admin_panel.client(self._name)]
        if allowed := [*self._args.get("network", {}).get("allow_from", []), *panel]:
            args["allow_from"] = allowed
        rag_api = self._rag_api.connection if self._rag_api else external_rag_api(self._args)
        if rag_api is not None:
            args["rag_api"] = rag_api
        servers = (self.documentdb, self._valkey, self._meilisearch)
        dependencies = [each.workload for each in servers if each is not None]
        configuration = replace(resolved.librechat, variables=resolved.librechat.variables.resolved(generated))
        canary = workspace_canary(self, name, self._args, args, configuration)
        return LibreChat(name, args, self.child_options(*dependencies), configuration=configuration, canary=canary)

    def _create_fake_model(self, resolved: ResolvedWorkspace, *, clients: list[str]) -> FakeModel | None:
        if resolved.servers.fake_model is None:
            return None
        args = fake_model.component_arguments(self._args, clients=clients)
        return FakeModel(f"{self._name}-{fake_model.SUFFIX}", args, self.child_options())

    def _create_admin_panel(self, librechat: str) -> AdminPanel | None:
        if enabled_group(self._args, admin_panel.GROUP) is None:
            return None
        metrics_secret = self.credentials.connection["metrics_secret"]
        args = admin_panel.component_arguments(self._args, librechat=librechat, metrics_secret=metrics_secret)
        return AdminPanel(f"{self._name}-{admin_panel.SUFFIX}", args, self.child_options())

    def child_options(self, *workloads: pulumi.Resource | None) -> pulumi.ResourceOptions:
        """Options of a child that depends on the namespace, Secrets from a store, and ``workloads``."""
        dependencies = [*self._prerequisites, *workloads]
        return pulumi.ResourceOptions(parent=self, depends_on=[each for each in dependencies if each is not None])

    # Optional components

    @property
    def librechat(self) -> LibreChat:
        """LibreChat."""
        return self._require(self._librechat, "LibreChat: librechat.enabled is false")

    @property
    def rag_api(self) -> RagApi:
        """The RAG API."""
        return self._require(self._rag_api, "RAG API: no provider of embeddings is available, see rag.embeddings")

    @property
    def pgvector(self) -> PgVector:
        """The RAG API's database."""
        return self._require(self._pgvector, "PgVector: no provider of embeddings is available, see rag.embeddings")

    @property
    def valkey(self) -> Valkey:
        """The cache."""
        return self._require(self._valkey, "Valkey: valkey.enabled is false")

    @property
    def meilisearch(self) -> Meilisearch:
        """The search over conversations."""
        return self._require(self._meilisearch, "Meilisearch: meilisearch.enabled is false")

    @property
    def searxng(self) -> SearXNG:
        """SearXNG, for web search."""
        return self._require(self._searxng, "SearXNG: the group searxng is not set")

    @property
    def firecrawl(self) -> Firecrawl:
        """Firecrawl, which scrapes pages for web search."""
        return self._require(self._firecrawl, "Firecrawl: the group firecrawl is not set")

    @property
    def ollama(self) -> Ollama:
        """Ollama."""
        return self._require(self._ollama, "Ollama: the group ollama is not set")

    @property
    def speaches(self) -> Speaches:
        """Speaches, for speech input and output."""
        return self._require(self._speaches, "Speaches: the group speaches is not set")

    @property
    def admin_panel(self) -> AdminPanel:
        """LibreChat's admin panel."""
        return self._require(self._admin_panel, "admin panel: the group admin_panel is not set")

    def _require(self, component: Component | None, reason: str) -> Component:
        if component is None:
            raise ArgumentError(f"AIWorkspace {self._name!r} has no {reason}")
        return component


def _external_url(args: AIWorkspaceArgs) -> pulumi.Input[str]:
    external = external_rag_api(args)
    return external["url"] if external else ""
