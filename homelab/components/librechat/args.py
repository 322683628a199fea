"""Arguments of `homelab.components.librechat.component.LibreChat`."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import (
    ABSOLUTE_PATH,
    DESTINATIONS,
    DNS_LABEL,
    DOMAIN,
    ENVIRONMENT,
    IMAGE,
    OBJECT_NAME,
    RELATIVE_PATH,
    unique,
    whole_number,
)
from homelab.choices import Choice
from homelab.components.base import ComponentArgs
from homelab.components.exposure import INGRESS_OR_ROUTE
from homelab.components.librechat.first_admin_args import FirstAdminArgs
from homelab.components.librechat.own_folders import hidden_by
from homelab.components.librechat.scaling import ONE_DECIDES, memory_rule, scale
from homelab.components.librechat.storage.args import FileStorageArgs, roleless
from homelab.components.minimum_memory import enough_memory
from homelab.components.monitoring.component_args import MonitoredArgs
from homelab.components.proxy import ProxiedArgs
from homelab.connections import (
    HttpConnection,
    LibreChatCredentials,
    MeilisearchConnection,
    MongoConnection,
    RedisConnection,
)
from homelab.kubernetes import (
    QUANTITY,
    AllowedClientArgs,
    IngressArgs,
    LibreChatAutoscalingArgs,
    PublicServiceArgs,
    ResourcesArgs,
    RouteArgs,
)
from homelab.kubernetes.service_account import ServiceAccountArgs
from homelab.kubernetes.variables import EnvFromSecretsArgs, VariablesArgs
from homelab.librechat_config.email import EmailArgs
from homelab.librechat_config.files import FilesArgs
from homelab.librechat_config.model_specs import ModelSpecsArgs
from homelab.librechat_config.sign_in.auth import AuthArgs
from homelab.librechat_config.types import LibreChatConfig


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
    """An existing or empty volume, mounted into a container of LibreChat's pod."""

    name: str
    """Name of the volume in the pod; containers that use the same name share it."""
    mount_path: str
    """Mount path in the container."""
    config_map: NotRequired[pulumi.Input[str]]
    """Name of a ConfigMap, whose keys become files. One of this, ``secret``, ``claim`` and ``size_limit``."""
    secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret, whose keys become files."""
    claim: NotRequired[pulumi.Input[str]]
    """Name of a PersistentVolumeClaim."""
    size_limit: NotRequired[str]
    """Size limit of an empty volume, which is deleted with the pod."""
    sub_path: NotRequired[str]
    """Folder or file of the volume to mount. Default: all of it."""


def _variables_once(group: Mapping[str, Any]) -> Iterable[str]:
    for name in group.get("env_from", {}).get("variables", {}):
        if name in group.get("env", {}):
            yield f"env.{name} and env_from.variables.{name} are mutually exclusive: remove one"


@rules(Rule(("env", "env_from"), _variables_once))
@constrain(name=DNS_LABEL, image=IMAGE, env=ENVIRONMENT)
class SidecarArgs(TypedDict):
    """A sidecar container, which starts before LibreChat's container and stops after it.

    It runs unprivileged, with a read-only root file system and LibreChat's user.
    """

    name: str
    """Name of the container."""
    image: pulumi.Input[str]
    """Container image."""
    command: NotRequired[list[pulumi.Input[str]]]
    """Command. Default: the image's."""
    args: NotRequired[list[pulumi.Input[str]]]
    """Arguments of the command. Default: the image's."""
    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Environment variables. Default: none."""
    env_from: NotRequired[EnvFromSecretsArgs]
    """Environment variables from existing Secrets. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Default: 50m CPU and 64Mi memory, with a limit of 256Mi."""
    volumes: NotRequired[list[ExtraVolumeArgs]]
    """Volumes. Default: none."""


def _names_and_paths_are_free(group: Mapping[str, Any]) -> Iterable[str]:
    taken = ("tmp", "files", "uploads", "images", "config", "home", "secret-files")
    for volume in group.get("extra_volumes", []):
        path, name = volume["mount_path"], volume["name"]
        if hidden := next(hidden_by(path, single_file="sub_path" in volume), None):
            own = f"{path} is LibreChat's own" if path == hidden else f"{path} would hide {hidden}, LibreChat's own"
            yield f"extra_volumes: {own}: mount {name} elsewhere"
        if volume["name"] in taken:
            yield f"extra_volumes: the name {volume['name']} is taken by LibreChat's own volume: choose another one"
    if any(sidecar["name"] == "librechat" for sidecar in group.get("sidecars", [])):
        yield "sidecars: the name librechat is taken by LibreChat's own container: choose another one"


class LibreChatMigration(StrEnum):
    """Migrations of LibreChat's database that its releases ask for; none changes what it has migrated already."""

    AGENT_PERMISSIONS = "agent-permissions"
    """Owners of agents from before v0.8.0, and who may see them."""
    PROMPT_PERMISSIONS = "prompt-permissions"
    """Owners of prompts from before v0.8.0, and who may see them."""
    SHARED_LINK_PERMISSIONS = "shared-link-permissions"
    """Who may open shared links."""
    TERMS_TIMESTAMP = "terms-timestamp"
    """When the terms of service were accepted."""
    ORPHANED_AGENT_FILES = "orphaned-agent-files"
    """Removes references of agents to files that are gone."""
    CODE_FILE_DUPLICATES = "code-file-duplicates"
    """Removes duplicates of files of the code interpreter."""
    TENANT_INDEXES = "tenant-indexes"
    """Indexes of v0.8.8 for several tenants."""


LibreChatMigrationChoice: TypeAlias = Choice[
    LibreChatMigration,
    Literal[
        "agent-permissions",
        "prompt-permissions",
        "shared-link-permissions",
        "terms-timestamp",
        "orphaned-agent-files",
        "code-file-duplicates",
        "tenant-indexes",
    ],
]


def _one_service_account(group: Mapping[str, Any]) -> Iterable[str]:
    if "service_account" in group and "service_account" in group.get("storage", {}):
        yield "service_account and storage.service_account are mutually exclusive, as a pod has one: remove one"
    if "service_account" not in group and "service_account" not in group.get("storage", {}):
        yield from roleless(group.get("storage", {}), "storage")


@rules(
    INGRESS_OR_ROUTE,
    ONE_DECIDES,
    Rule(("service_account", "storage"), _one_service_account),
    Rule(("extra_volumes", "sidecars"), _names_and_paths_are_free),
)
@constrain(
    domain=DOMAIN,
    replicas=whole_number(1, 100),
    image=IMAGE,
    trust_proxy=whole_number(1, 10),
    allow_to=DESTINATIONS,
    extra_volumes=unique("mount_path"),
    sidecars=unique("name"),
)
class LibreChatServerArgs(TypedDict):
    """LibreChat's server."""

    domain: pulumi.Input[str]
    """Domain name for users; ``localhost`` for access by ``kubectl port-forward`` only."""
    replicas: NotRequired[int]
    """Number of pods. More than one requires shared storage. Default: 1."""
    autoscaling: NotRequired[LibreChatAutoscalingArgs]
    """Number of pods that follows their load, instead of ``replicas``. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with LibreChat, built like upstream's ``librechat``. Default: the one in `homelab.images`."""
    migrations: NotRequired[list[LibreChatMigrationChoice]]
    """Migrations of LibreChat's own to run once with this image before its pods start, one after the other, each first
    as a trial; see its release notes. Default: none."""
    storage: NotRequired[FileStorageArgs]
    """Storage of uploaded files. Default: a volume of 10Gi."""
    ingress: NotRequired[IngressArgs]
    """Ingress to the server. Default: none."""
    route: NotRequired[RouteArgs]
    """Gateway API route to the server. Default: none."""
    service: NotRequired[PublicServiceArgs]
    """Public Service for users, on port 443, or 80 with ``ingress.tls.enabled: false``. Default: none."""
    trust_proxy: NotRequired[pulumi.Input[int]]
    """Number of proxies in front of LibreChat; if it is wrong, all users count as one client. Default: 1."""
    allow_to: NotRequired[list[pulumi.Input[str]]]
    """Additional servers that LibreChat may connect to, such as MCP servers and those whose URLs are in existing
    Secrets: URLs, and ranges of addresses such as ``10.0.0.0/8``, or ``tcp://10.0.0.0:5432/8`` for one port. Default:
    none."""
    auth: NotRequired[AuthArgs]
    """Sign-in methods. Default: email and password, without registration."""
    email: NotRequired[EmailArgs]
    """Email service. Default: none; LibreChat sends no email."""
    first_admin: NotRequired[FirstAdminArgs]
    """Administrator that is created before the server starts. Default: none; the first user who registers becomes the
    administrator."""
    files: NotRequired[FilesArgs]
    """Upload limits. Default: 100 MB per file."""
    model_specs: NotRequired[ModelSpecsArgs]
    """Model specs, which users select instead of models. Default: none; users select models."""
    service_account: NotRequired[ServiceAccountArgs]
    """ServiceAccount of the pods, whose role grants access to Amazon Bedrock, and to the bucket or storage account of
    ``storage``. Default: none."""
    extra_volumes: NotRequired[list[ExtraVolumeArgs]]
    """Additional volumes of LibreChat's container. Default: none."""
    sidecars: NotRequired[list[SidecarArgs]]
    """Additional containers of LibreChat's pod. Default: none."""
    smoke_test: NotRequired[bool]
    """Whether a change of LibreChat ends with a Job that asks it and the servers that it uses, and fails the update if
    one of them does not work within five minutes; its pods, ``NAME-smoke``, must be clients of these servers. Default:
    false."""


class ConfigSchema(StrEnum):
    """Strictness of the checks of librechat.yaml and variables."""

    STRICT = "strict"
    """Everything that LibreChat would reject or ignore is an error."""
    LENIENT = "lenient"
    """Unknown keys and variables are warnings, for a newer LibreChat."""


ConfigSchemaChoice: TypeAlias = Choice[ConfigSchema, Literal["strict", "lenient"]]


class LibreChatSettingsArgs(VariablesArgs):
    """LibreChat's native configuration: keys of librechat.yaml, and environment variables."""

    config: NotRequired[LibreChatConfig]
    """librechat.yaml, merged over the configuration from other arguments: maps recursively; ``endpoints.custom``,
    ``modelSpecs.list`` and ``endpoints.azureOpenAI.groups`` by item; other lists are replaced; null removes a key.
    Default: empty."""
    config_schema: NotRequired[ConfigSchemaChoice]
    """Strictness of the checks of ``config`` and variables. Default: strict."""


def _replicas_share_a_cache(group: Mapping[str, Any]) -> Iterable[str]:
    pods = scale(group)
    if pods.has_replicas and "valkey" not in group:
        yield f"{pods.argument} {pods.largest} needs valkey: without it replicas share neither sessions nor streams"


@rules(
    Rule(("replicas", "autoscaling", "valkey"), _replicas_share_a_cache),
    memory_rule(),
    enough_memory("LibreChat"),
)
class LibreChatArgs(ComponentArgs, MonitoredArgs, ProxiedArgs, LibreChatServerArgs, LibreChatSettingsArgs):
    """Arguments of `LibreChat`."""

    credentials: LibreChatCredentials
    """LibreChat's own secrets, for example the connection of `Credentials`."""
    documentdb: MongoConnection
    """Database."""
    valkey: NotRequired[RedisConnection]
    """Cache, sessions and streams. Default: none; they are in the pod's memory."""
    meilisearch: NotRequired[MeilisearchConnection]
    """Search over conversations. Default: none."""
    rag_api: NotRequired[HttpConnection]
    """Search over files. Default: none."""
    allow_from: NotRequired[list[AllowedClientArgs]]
    """Additional pods that may connect to the server. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Default: 250m CPU and 768Mi memory, with a limit of 1536Mi. LibreChat uses 575 MB when idle."""
    servers: NotRequired[list[HttpConnection]]
    """Servers in the same namespace whose URLs the configuration may contain, so that the network policy allows only
    their pods. Default: none."""
    retain_first_admin: NotRequired[bool]
    """Retain the first administrator's generated password when the stack is destroyed. Default: true."""
