"""AIWorkspace: LibreChat and everything behind it, wired."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import ArgumentError, check
from homelab.components.credentials import Credentials, CredentialsArgs
from homelab.components.documentdb import DocumentDB
from homelab.components.embeddings import EmbeddingsArgs
from homelab.components.librechat import LibreChat
from homelab.components.librechat_args import LibreChatArgs, LibreChatServerArgs
from homelab.components.librechat_indexes import SUFFIX as INDEXES
from homelab.components.meilisearch import Meilisearch
from homelab.components.pgvector import PgVector
from homelab.components.rag_api import RagApi, RagApiArgs, RagApiServerArgs
from homelab.components.valkey import Valkey
from homelab.kubernetes import check_name
from homelab.kubernetes.retention import NAMESPACE
from homelab.librechat_config.yaml import librechat_yaml, upload_megabytes
from homelab.modules import settings
from homelab.modules.ai_workspace_args import AIWorkspaceArgs

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
    """Address of the RAG API inside the cluster; empty without one."""
    namespace: pulumi.Output[str]
    """Namespace of everything."""
    librechat_yaml: pulumi.Output[str]
    """Text of librechat.yaml."""

    def __init__(self, name: str, args: AIWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        check_name("AIWorkspace", name, max_length=MAX_NAME_LENGTH)
        args = check(AIWorkspaceArgs, args, f"AIWorkspace {name!r}")
        super().__init__("homelab:index:AIWorkspace", name, {}, opts)
        chat, rag, indexes = f"{name}-librechat", f"{name}-rag-api", f"{name}-librechat-{INDEXES}"
        self._name = name
        self._namespace_object = self._create_namespace(args)

        self.credentials = Credentials(f"{name}-credentials", _credentials_args(args), self._after())
        self.documentdb = DocumentDB(
            f"{name}-documentdb",
            settings.backend_args(args, "documentdb", clients=[chat, indexes]),
            self._after(),
        )
        self.valkey = Valkey(
            f"{name}-valkey", settings.backend_args(args, "valkey", clients=[chat, indexes]), self._after()
        )
        self.meilisearch = Meilisearch(
            f"{name}-meilisearch", settings.backend_args(args, "meilisearch", clients=[chat]), self._after()
        )
        self._pgvector: PgVector | None = None
        self._rag_api: RagApi | None = None
        if embeddings := settings.embeddings_of(args):
            self._pgvector = PgVector(
                f"{name}-pgvector", settings.backend_args(args, "pgvector", clients=[rag]), self._after()
            )
            self._rag_api = RagApi(
                rag, self._rag_api_args(args, embeddings, clients=[chat]), self._after(self._pgvector.workload)
            )
        self.librechat_yaml = pulumi.Output.from_input(
            librechat_yaml(settings.librechat_settings(args), args["librechat"].get("config", {}))
        )
        self._librechat: LibreChat | None = None
        if settings.is_enabled(args["librechat"]):
            backends = [self.documentdb.workload, self.valkey.workload, self.meilisearch.workload]
            self._librechat = LibreChat(chat, self._librechat_args(args), self._after(*backends))

        self.namespace = pulumi.Output.from_input(args["namespace"])
        self.url = self._librechat.url if self._librechat else pulumi.Output.from_input("")
        self.rag_api_url = self._rag_api.url if self._rag_api else pulumi.Output.from_input("")
        self.register_outputs(
            {
                "url": self.url,
                "rag_api_url": self.rag_api_url,
                "namespace": self.namespace,
                "librechat_yaml": self.librechat_yaml,
            }
        )

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

    def _made(self, component: Component | None, reason: str) -> Component:
        if component is None:
            raise ArgumentError(f"AIWorkspace {self._name!r} has no {reason}")
        return component

    def _after(self, *workloads: pulumi.Resource | None) -> pulumi.ResourceOptions:
        """Options of a child that starts once the namespace and ``workloads`` are there."""
        first = [self._namespace_object, *workloads]
        return pulumi.ResourceOptions(parent=self, depends_on=[each for each in first if each is not None])

    def _create_namespace(self, args: AIWorkspaceArgs) -> pulumi.Resource | None:
        if not args.get("create_namespace", True):
            return None
        modes = ("enforce", "audit", "warn")
        adopted_id = str(args["namespace"]) if args.get("adopt") else None
        keep = settings.keeps_anything(args)
        return k8s.core.v1.Namespace(
            f"{self._name}-namespace",
            metadata={
                "name": args["namespace"],
                "labels": {
                    **args.get("labels", {}),
                    **{f"pod-security.kubernetes.io/{mode}": "restricted" for mode in modes},
                },
            },
            # Deleting it would delete the volumes that are to outlive the stack.
            opts=pulumi.ResourceOptions(parent=self, **NAMESPACE.options(adopted_id, retain=keep)),
        )

    def _rag_api_args(self, args: AIWorkspaceArgs, embeddings: EmbeddingsArgs, *, clients: list[str]) -> RagApiArgs:
        rag = cast(RagApiServerArgs, _only(RagApiServerArgs, args.get("rag", {})))
        return {
            **rag,
            **settings.place_of(args),
            "clients": [*clients],
            "database": self.pgvector.connection,
            "jwt_secret": self.credentials.connection["jwt_secret"],
            "embeddings": embeddings,
            "resources": args["librechat"].get("resources", {}).get("rag", {}),
        }

    def _librechat_args(self, args: AIWorkspaceArgs) -> LibreChatArgs:
        librechat = args["librechat"]
        server = cast(LibreChatServerArgs, _only(LibreChatServerArgs, librechat))
        librechat_args: LibreChatArgs = {
            **server,
            **settings.place_of(args),
            "storage": settings.file_storage_args(args),
            "allow_to": settings.server_urls(args),
            "config_yaml": self.librechat_yaml,
            "credentials": self.credentials.connection,
            "documentdb": self.documentdb.connection,
            "valkey": self.valkey.connection,
            "meilisearch": self.meilisearch.connection,
            "resources": librechat.get("resources", {}).get("api", {}),
            "largest_upload_megabytes": upload_megabytes(librechat.get("limits", {})),
            "environment": settings.librechat_environment(args),
            "secret_environment": settings.librechat_secrets(args),
        }
        if self._rag_api:
            librechat_args["rag_api"] = self._rag_api.connection
        return librechat_args


def _credentials_args(args: AIWorkspaceArgs) -> CredentialsArgs:
    return {
        **args["librechat"].get("security", {}),
        **settings.place_of(args),
        "retain": settings.keeps_documents(args),
    }


def _only(args_type: type, group: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a group that a component takes as it is."""
    return {name: group[name] for name in args_type.__annotations__ if name in group}
