"""Arguments of `homelab.components.librechat.LibreChat`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Contradiction, constrain, refuse
from homelab.components.base import ComponentArgs
from homelab.components.librechat_storage import FileStorageArgs, is_shared
from homelab.connections import (
    HttpConnection,
    LibreChatCredentials,
    MeilisearchConnection,
    MongoConnection,
    RedisConnection,
)
from homelab.constraints import DOMAIN, ENVIRONMENT, IMAGE, URLS, whole_number
from homelab.kubernetes import IngressArgs, ResourcesArgs, RouteArgs


def _replicas_share_what_they_need(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("replicas", 1) > 1 and not is_shared(group.get("storage", {})):
        yield (
            f"replicas {group['replicas']} and storage on a ReadWriteOnce volume exclude each other: "
            "use storage.type s3, or storage.local.access_mode ReadWriteMany"
        )


def ingress_is_enabled(group: Mapping[str, Any]) -> bool:
    """Whether an Ingress was asked for."""
    return "ingress" in group and group["ingress"].get("enabled", True)


def _ways_in(group: Mapping[str, Any]) -> Iterable[str]:
    if ingress_is_enabled(group) and "route" in group:
        yield "ingress and route exclude each other: take one away"


@refuse(
    Contradiction(("replicas", "storage"), _replicas_share_what_they_need),
    Contradiction(("ingress", "route"), _ways_in),
)
@constrain(domain=DOMAIN, replicas=whole_number(1, 100), image=IMAGE, trust_proxy=whole_number(1, 10), allow_to=URLS)
class LibreChatServerArgs(TypedDict):
    """LibreChat's server."""

    domain: pulumi.Input[str]
    """Name under which people reach it; ``localhost`` for ``kubectl port-forward`` alone."""
    replicas: NotRequired[int]
    """Pods. More than one needs storage that they share. Default: 1."""
    image: NotRequired[pulumi.Input[str]]
    """Image with LibreChat, of upstream's kind ``librechat``. Default: the one of `homelab.images`."""
    storage: NotRequired[FileStorageArgs]
    """Where uploaded files go. Default: a volume of 10Gi."""
    ingress: NotRequired[IngressArgs]
    """An Ingress in front. Default: none."""
    route: NotRequired[RouteArgs]
    """A Gateway API route in front. Default: none."""
    trust_proxy: NotRequired[pulumi.Input[int]]
    """Proxies between people and LibreChat; with a wrong number everyone counts as one client. Default: 1."""
    allow_to: NotRequired[list[str]]
    """Further servers that LibreChat may connect to, as URLs, for example of MCP servers. Default: none."""


def _replicas_share_a_cache(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("replicas", 1) > 1 and "valkey" not in group:
        yield f"replicas {group['replicas']} needs valkey: without it replicas share neither sessions nor streams"


@refuse(Contradiction(("replicas", "valkey"), _replicas_share_a_cache))
@constrain(environment=ENVIRONMENT, secret_environment=ENVIRONMENT, largest_upload_megabytes=whole_number(1, 1024))
class LibreChatArgs(ComponentArgs, LibreChatServerArgs):
    """Arguments of `LibreChat`."""

    config_yaml: pulumi.Input[str]
    """Text of librechat.yaml."""
    credentials: LibreChatCredentials
    """LibreChat's own secrets, for example a `Credentials`' connection."""
    documentdb: MongoConnection
    """Database."""
    valkey: NotRequired[RedisConnection]
    """Cache, sessions and streams. Default: none, the pod's memory."""
    meilisearch: NotRequired[MeilisearchConnection]
    """Search over conversations. Default: none."""
    rag_api: NotRequired[HttpConnection]
    """Search over files. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Default: 250m CPU and 768Mi memory, at most 1536Mi. LibreChat takes 575 MB at rest."""
    largest_upload_megabytes: NotRequired[int]
    """What an nginx ingress lets through. Default: 100."""
    environment: NotRequired[dict[str, pulumi.Input[str]]]
    """Further variables; they win over the component's own. Default: none."""
    secret_environment: NotRequired[dict[str, pulumi.Input[str]]]
    """Further variables that are kept in a Secret; they win over all others. Default: none."""
