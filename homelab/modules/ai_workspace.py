"""AIWorkspace: LibreChat and everything behind it, wired."""

from collections.abc import Callable
from typing import Any, TypeVar

import pulumi

from homelab.arguments import ArgumentError, check
from homelab.components.credentials import Credentials
from homelab.components.documentdb import DocumentDB
from homelab.components.firecrawl import Firecrawl
from homelab.components.librechat import access as librechat_access
from homelab.components.librechat.component import LibreChat
from homelab.components.librechat.first_admin import SUFFIX as ADMIN
from homelab.components.librechat.indexes import SUFFIX as INDEXES
from homelab.components.meilisearch import Meilisearch
from homelab.components.ollama.component import Ollama
from homelab.components.pgvector import PgVector
from homelab.components.rag_api.component import RagApi
from homelab.components.searxng.component import SearXNG
from homelab.components.speaches.component import Speaches
from homelab.components.valkey import Valkey
from homelab.kubernetes import check_name
from homelab.librechat_config.yaml import librechat_config, librechat_yaml
from homelab.modules import settings
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.component_args import Backends, credentials_args, librechat_args, rag_api_args, server_args
from homelab.modules.librechat_check import check_librechat
from homelab.modules.librechat_settings import Servers, librechat_settings
from homelab.modules.namespace import create_namespace

Component = TypeVar("Component", bound=pulumi.ComponentResource)
MAX_NAME_LENGTH = 32
"""The longest name made of it is that of ``<name>-documentdb-postgres``."""


class AIWorkspace(pulumi.ComponentResource):
    """A private AI workspace: LibreChat, its RAG API, and the databases, cache and search behind them.

    ```python
    AIWorkspace("ai", {
        "namespace": "ai",
        "librechat": {"domain": "chat.example.com"},
        "openai": {"user_provided": True},
    })
    ```
    """

    url: pulumi.Output[str]
    """Address for people; empty without LibreChat."""
    rag_api_url: pulumi.Output[str]
    """Address of the RAG API; empty without one."""
    namespace: pulumi.Output[str]
    """Namespace of everything."""
    librechat_yaml: pulumi.Output[str]
    """Text of librechat.yaml."""
    first_admin_password: pulumi.Output[str]
    """What the first administrator signs in with, a secret; empty where the workspace does not know it."""

    def __init__(self, name: str, args: AIWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        check_name("AIWorkspace", name, max_length=MAX_NAME_LENGTH)
        args = check(AIWorkspaceArgs, args, f"AIWorkspace {name!r}")
        super().__init__("homelab:index:AIWorkspace", name, {}, opts)
        self._name, self._args = name, args
        self._namespace_object = create_namespace(self, f"{name}-namespace", args)
        chat, rag = f"{name}-librechat", f"{name}-rag-api"
        chat_and_jobs = [chat, f"{chat}-{INDEXES}", f"{chat}-{ADMIN}"]

        self.credentials = Credentials(f"{name}-credentials", credentials_args(args), self._after())
        self.documentdb = self._server(DocumentDB, "documentdb", clients=chat_and_jobs)
        self.valkey = self._server(Valkey, "valkey", clients=chat_and_jobs[:2])
        self.meilisearch = self._server(Meilisearch, "meilisearch", clients=[chat])
        self._searxng = self._optional_server(SearXNG, "searxng", clients=[chat])
        self._firecrawl = self._optional_server(Firecrawl, "firecrawl", clients=[chat])
        self._ollama = self._optional_server(Ollama, "ollama", clients=[chat, rag, f"{name}-firecrawl"])
        self._speaches = self._optional_server(Speaches, "speaches", clients=[chat])
        self._pgvector: PgVector | None = None
        self._rag_api: RagApi | None = None
        if settings.embeddings_of(args) is not None:
            self._pgvector = self._server(PgVector, "pgvector", clients=[rag])
            self._rag_api = self._create_rag_api(rag, clients=[chat])
        self._librechat = self._create_librechat(chat)

        self.namespace = pulumi.Output.from_input(args["namespace"])
        self.url = self._librechat.url if self._librechat else pulumi.Output.from_input("")
        self.rag_api_url = self._rag_api.url if self._rag_api else pulumi.Output.from_input(_external_rag_api_url(args))
        self.register_outputs(
            {
                "url": self.url,
                "rag_api_url": self.rag_api_url,
                "namespace": self.namespace,
                "librechat_yaml": self.librechat_yaml,
                "first_admin_password": self.first_admin_password,
            }
        )

    def _server(self, component: Callable[..., Component], group: str, *, clients: list[str]) -> Component:
        return component(f"{self._name}-{group}", server_args(self._args, group, clients=clients), self._after())

    def _optional_server(
        self, component: Callable[..., Component], group: str, *, clients: list[str]
    ) -> Component | None:
        if settings.enabled_group(self._args, group) is None:
            return None
        return self._server(component, group, clients=clients)

    def _create_rag_api(self, name: str, *, clients: list[str]) -> RagApi:
        args = rag_api_args(
            self._args,
            clients=clients,
            database=self.pgvector.connection,
            jwt_secret=self.credentials.connection["jwt_secret"],
            ollama=self._ollama.connection if self._ollama else None,
        )
        needed = [self.pgvector.workload]
        if "embeddings_server" in args:
            needed.append(self.ollama.models_pulled)
        return RagApi(name, args, self._after(*needed))

    def _create_librechat(self, name: str) -> LibreChat | None:
        args, chat = self._args, self._args["librechat"]
        told = librechat_settings(
            args,
            Servers.of(args, self._searxng, self._firecrawl, self._ollama, self._speaches),
            address=librechat_access.address(chat),
            session_secret=self.credentials.connection.get("session_secret"),
        )
        config = librechat_config(told.config, chat.get("config", {}))
        self.librechat_yaml = pulumi.Output.from_input(librechat_yaml(config))
        self.first_admin_password = pulumi.Output.from_input("")
        backends = Backends(
            credentials=self.credentials.connection,
            documentdb=self.documentdb.connection,
            valkey=self.valkey.connection,
            meilisearch=self.meilisearch.connection,
            rag_api=self._rag_api.connection if self._rag_api else None,
        )
        server = librechat_args(args, told, self.librechat_yaml, backends)
        check_librechat(f"AIWorkspace {self._name!r}", config, server, chat)
        if not settings.is_enabled(chat):
            return None
        needed = [self.documentdb.workload, self.valkey.workload, self.meilisearch.workload]
        made = LibreChat(name, server, self._after(*needed))
        self.first_admin_password = made.first_admin_password
        return made

    def _after(self, *workloads: pulumi.Resource | None) -> pulumi.ResourceOptions:
        """Options of a child that starts once the namespace and ``workloads`` are there."""
        first = [self._namespace_object, *workloads]
        return pulumi.ResourceOptions(parent=self, depends_on=[each for each in first if each is not None])

    # What may not be there

    @property
    def librechat(self) -> LibreChat:
        """The chat."""
        return self._made(self._librechat, "LibreChat: librechat.enabled is false")

    @property
    def rag_api(self) -> RagApi:
        """The RAG API."""
        return self._made(self._rag_api, "RAG API: no embeddings can be made, see the argument rag.embeddings")

    @property
    def pgvector(self) -> PgVector:
        """The RAG API's database."""
        return self._made(self._pgvector, "PgVector: no embeddings can be made, see the argument rag.embeddings")

    @property
    def searxng(self) -> SearXNG:
        """The web search."""
        return self._made(self._searxng, "SearXNG: the group searxng is not given")

    @property
    def firecrawl(self) -> Firecrawl:
        """What fetches pages for the web search."""
        return self._made(self._firecrawl, "Firecrawl: the group firecrawl is not given")

    @property
    def ollama(self) -> Ollama:
        """The server of models."""
        return self._made(self._ollama, "Ollama: the group ollama is not given")

    @property
    def speaches(self) -> Speaches:
        """The server of speech."""
        return self._made(self._speaches, "Speaches: the group speaches is not given")

    def _made(self, component: Component | None, reason: str) -> Component:
        if component is None:
            raise ArgumentError(f"AIWorkspace {self._name!r} has no {reason}")
        return component


def _external_rag_api_url(args: AIWorkspaceArgs) -> str:
    external: Any = args.get("rag", {}).get("external", {})
    return external.get("url", "")
