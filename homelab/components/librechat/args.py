"""Arguments of `homelab.components.librechat.component.LibreChat`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import (
    ABSOLUTE_PATH,
    DNS_LABEL,
    DOMAIN,
    ENVIRONMENT,
    IMAGE,
    OBJECT_NAME,
    RELATIVE_PATH,
    SECRET_ENVIRONMENT,
    URLS,
    unique,
    whole_number,
)
from homelab.components.base import ComponentArgs
from homelab.components.librechat.first_admin_args import FirstAdminArgs
from homelab.components.librechat.storage import FileStorageArgs, is_shared
from homelab.connections import (
    HttpConnection,
    LibreChatCredentials,
    MeilisearchConnection,
    MongoConnection,
    RedisConnection,
)
from homelab.kubernetes import QUANTITY, IngressArgs, ResourcesArgs, RouteArgs, SecretReference
from homelab.kubernetes.service_account import ServiceAccountArgs


@rules(mutually_exclusive("config_map", "secret", "claim", "size_limit", required=True))
@constrain(
    name=DNS_LABEL,
    mount_path=ABSOLUTE_PATH,
    sub_path=RELATIVE_PATH,
    config_map=OBJECT_NAME,
    secret=OBJECT_NAME,
    claim=OBJECT_NAME,
    size_limit=QUANTITY,
)
class ExtraVolumeArgs(TypedDict):
    """A volume that exists already, or an empty one, in a container of LibreChat's pod."""

    name: str
    """Name of the volume in the pod; containers that name the same one share it."""
    mount_path: str
    """Where the container sees it."""
    config_map: NotRequired[pulumi.Input[str]]
    """Name of a ConfigMap, whose keys become files. One of this, ``secret``, ``claim`` and ``size_limit``."""
    secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret, whose keys become files."""
    claim: NotRequired[pulumi.Input[str]]
    """Name of a PersistentVolumeClaim."""
    size_limit: NotRequired[str]
    """Size that an empty volume may grow to; it lives as long as the pod."""
    sub_path: NotRequired[str]
    """Folder or file of the volume to mount. Default: all of it."""


@constrain(name=DNS_LABEL, image=IMAGE, environment=ENVIRONMENT, existing_secrets=ENVIRONMENT)
class SidecarArgs(TypedDict):
    """A container that starts before LibreChat's and ends after it.

    It has no privileges, a read-only root file system, and LibreChat's user.
    """

    name: str
    """Name of the container."""
    image: pulumi.Input[str]
    """Its image."""
    command: NotRequired[list[pulumi.Input[str]]]
    """Program to run. Default: the image's."""
    args: NotRequired[list[pulumi.Input[str]]]
    """What the program is told. Default: what the image says."""
    environment: NotRequired[dict[str, pulumi.Input[str]]]
    """Variables. Default: none."""
    existing_secrets: NotRequired[dict[str, SecretReference]]
    """Variables whose values keys of existing Secrets hold. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Default: 50m CPU and 64Mi memory, at most 256Mi."""
    volumes: NotRequired[list[ExtraVolumeArgs]]
    """Volumes. Default: none."""


def _volumes_do_not_cover_librechats_own(group: Mapping[str, Any]) -> Iterable[str]:
    own = ("/app", "/etc/librechat", "/etc/librechat-secrets", "/etc/ssl/database", "/etc/ssl/cache", "/tmp")
    taken = ("tmp", "files", "uploads", "images", "config", "home", "secret-files")
    for volume in group.get("extra_volumes", []):
        if volume["mount_path"] in own:
            yield f"extra_volumes: {volume['mount_path']} is LibreChat's own: mount {volume['name']} elsewhere"
        if volume["name"] in taken:
            yield f"extra_volumes: the name {volume['name']} is taken by LibreChat's own volume: choose another one"
    if any(sidecar["name"] == "librechat" for sidecar in group.get("sidecars", [])):
        yield "sidecars: the name librechat is taken by LibreChat's own container: choose another one"


def _replicas_share_what_they_need(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("replicas", 1) > 1 and not is_shared(group.get("storage", {})):
        yield (
            f"replicas {group['replicas']} and storage on a ReadWriteOnce volume are mutually exclusive: "
            "use storage.type s3, or storage.local.access_mode ReadWriteMany"
        )


def _one_service_account(group: Mapping[str, Any]) -> Iterable[str]:
    if "service_account" in group and "service_account" in group.get("storage", {}):
        yield "service_account and storage.service_account are mutually exclusive, as a pod has one: remove one"


def ingress_is_enabled(group: Mapping[str, Any]) -> bool:
    """Whether an Ingress was asked for."""
    return "ingress" in group and group["ingress"].get("enabled", True)


def _ways_in(group: Mapping[str, Any]) -> Iterable[str]:
    if ingress_is_enabled(group) and "route" in group:
        yield "ingress and route are mutually exclusive: remove one"


@rules(
    Rule(("replicas", "storage"), _replicas_share_what_they_need),
    Rule(("ingress", "route"), _ways_in),
    Rule(("service_account", "storage"), _one_service_account),
    Rule(("extra_volumes", "sidecars"), _volumes_do_not_cover_librechats_own),
)
@constrain(
    domain=DOMAIN,
    replicas=whole_number(1, 100),
    image=IMAGE,
    trust_proxy=whole_number(1, 10),
    allow_to=URLS,
    extra_volumes=unique("mount_path"),
    sidecars=unique("name"),
    existing_secrets=ENVIRONMENT,
)
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
    existing_secrets: NotRequired[dict[str, SecretReference]]
    """Variables whose values keys of existing Secrets hold; they win over all others. Default: none."""
    service_account: NotRequired[ServiceAccountArgs]
    """ServiceAccount of the pods, whose role opens Amazon Bedrock; one that opens files, too, is that of ``storage``.
    Default: none."""
    extra_volumes: NotRequired[list[ExtraVolumeArgs]]
    """Further volumes of LibreChat's container. Default: none."""
    sidecars: NotRequired[list[SidecarArgs]]
    """Further containers of LibreChat's pod. Default: none."""


def _replicas_share_a_cache(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("replicas", 1) > 1 and "valkey" not in group:
        yield f"replicas {group['replicas']} needs valkey: without it replicas share neither sessions nor streams"


@rules(Rule(("replicas", "valkey"), _replicas_share_a_cache))
@constrain(
    environment=ENVIRONMENT,
    secret_environment=SECRET_ENVIRONMENT,
    secret_files=SECRET_ENVIRONMENT,
    existing_secret_files=ENVIRONMENT,
    largest_upload_megabytes=whole_number(1, 1024),
)
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
    """Further variables that are kept in a Secret; they win over those. Default: none."""
    secret_files: NotRequired[dict[str, pulumi.Input[str]]]
    """Contents of files, each by the variable that holds its path. Default: none."""
    existing_secret_files: NotRequired[dict[str, SecretReference]]
    """Files that keys of existing Secrets hold, each by the variable that holds its path. Default: none."""
    connect_to: NotRequired[list[HttpConnection]]
    """Further servers of the same namespace that LibreChat may connect to. Default: none."""
    first_admin: NotRequired[FirstAdminArgs]
    """An account that is made before the server starts. Default: none; whoever registers first is administrator."""
    retain_first_admin: NotRequired[bool]
    """Keep the first administrator's generated password when the stack is destroyed. Default: true."""
    runs_commands: NotRequired[bool]
    """Whether LibreChat starts MCP servers itself, which need a folder to write to. Default: false."""
