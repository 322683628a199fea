"""Arguments of the components of a workspace: their groups, and what connects them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import pulumi

from homelab.components.credentials import CredentialsArgs
from homelab.components.librechat.args import LibreChatArgs, LibreChatServerArgs
from homelab.components.rag_api.args import RagApiArgs, RagApiServerArgs
from homelab.connections import (
    HttpConnection,
    LibreChatCredentials,
    MeilisearchConnection,
    MongoConnection,
    PostgresConnection,
    RedisConnection,
)
from homelab.kubernetes import SecretReference
from homelab.librechat_config import files
from homelab.librechat_config.mcp import servers as mcp
from homelab.librechat_config.settings import SecretValue, Settings
from homelab.librechat_config.sign_in.auth import needs_session_secret
from homelab.modules import settings

if TYPE_CHECKING:
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs


@dataclass(frozen=True)
class Backends:
    """What LibreChat keeps its data in."""

    credentials: LibreChatCredentials
    documentdb: MongoConnection
    valkey: RedisConnection
    meilisearch: MeilisearchConnection
    rag_api: HttpConnection | None


def credentials_args(args: "AIWorkspaceArgs") -> CredentialsArgs:
    """LibreChat's own secrets."""
    return {
        **args["librechat"].get("security", {}),
        **settings.place_of(args),
        "retain": settings.keeps_documents(args),
        "signs_sessions": needs_session_secret(args["librechat"].get("auth", {})),
    }


def server_args(args: "AIWorkspaceArgs", group_name: str, *, clients: Sequence[str]) -> Any:
    """A server: its group, the workspace's place, and who may connect to it if it is created.

    They are of the component's own type, which depends on ``group_name``; the component checks them.
    """
    group = settings.completed_group(args, group_name)
    # Who may connect to a server outside is not ours to say.
    return {**group, **settings.place_of(args), **({} if "external" in group else {"clients": list(clients)})}


def rag_api_args(
    args: "AIWorkspaceArgs",
    *,
    clients: Sequence[str],
    database: PostgresConnection,
    jwt_secret: SecretReference,
    ollama: HttpConnection | None,
) -> RagApiArgs:
    """The RAG API, whose embeddings there have to be."""
    embeddings = settings.embeddings_of(args)
    if embeddings is None:
        raise ValueError("no embeddings can be made")
    server = cast(RagApiServerArgs, settings.only(RagApiServerArgs, args.get("rag", {})))
    rag_args: RagApiArgs = {
        **server,
        **settings.place_of(args),
        "clients": [*clients],
        "database": database,
        "jwt_secret": jwt_secret,
        "embeddings": embeddings,
        "resources": args["librechat"].get("resources", {}).get("rag", {}),
    }
    if ollama is not None and settings.uses_own_ollama(args, embeddings):
        rag_args["embeddings_server"] = ollama
    return rag_args


def librechat_args(
    args: "AIWorkspaceArgs", told: Settings, config_yaml: pulumi.Input[str], backends: Backends
) -> LibreChatArgs:
    """LibreChat, with all that it is told."""
    chat = args["librechat"]
    server = cast(LibreChatServerArgs, settings.only(LibreChatServerArgs, chat))
    librechat: LibreChatArgs = {
        **server,
        **settings.place_of(args),
        "config_yaml": config_yaml,
        "credentials": backends.credentials,
        "documentdb": backends.documentdb,
        "valkey": backends.valkey,
        "meilisearch": backends.meilisearch,
        "resources": chat.get("resources", {}).get("api", {}),
        "largest_upload_megabytes": files.upload_megabytes(chat.get("files", {}), chat.get("limits", {})),
        "environment": {**told.environment, **chat.get("extra_env", {})},
        "secret_environment": {**_values(told.secrets), **chat.get("extra_secret_env", {})},
        "existing_secrets": {**_references(told.secrets), **chat.get("existing_secrets", {})},
        "secret_files": _values(told.secret_files),
        "existing_secret_files": _references(told.secret_files),
        "allow_to": [*told.servers, *chat.get("allow_to", [])],
        "connect_to": [*told.connections],
        "runs_commands": mcp.needs_writable_home(chat.get("mcp_servers", [])),
        "retain_first_admin": settings.keeps_documents(args),
    }
    if "first_admin" in chat:
        librechat["first_admin"] = chat["first_admin"]
    if (rag_api := backends.rag_api or _external_rag_api(args)) is not None:
        librechat["rag_api"] = rag_api
    return librechat


def _external_rag_api(args: "AIWorkspaceArgs") -> HttpConnection | None:
    external = args.get("rag", {}).get("external")
    if external is None:
        return None
    address = urlsplit(external["url"])
    return {"url": external["url"].rstrip("/"), "port": address.port or (443 if address.scheme == "https" else 80)}


def _values(secrets: Mapping[str, SecretValue]) -> dict[str, pulumi.Input[str]]:
    return {name: value for name, value in secrets.items() if not isinstance(value, Mapping)}


def _references(secrets: Mapping[str, SecretValue]) -> dict[str, SecretReference]:
    return {name: value for name, value in secrets.items() if isinstance(value, Mapping)}
