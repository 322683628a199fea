"""Arguments of `homelab.components.valkey.Valkey`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, IMAGE, OBJECT_NAME, PEM, password, secret, uris, values_as_text
from homelab.components.base import replaceable
from homelab.components.minimum_memory import enough_memory
from homelab.components.monitoring.component_args import MonitoredServerArgs
from homelab.kubernetes import ResourcesArgs, SecretReference, StorageArgs


@rules(mutually_exclusive("password", "password_secret"))
@constrain(uri=uris("redis", "rediss", example="rediss://cache.example.com:6379"), password=secret(), ca_pem=PEM)
class ExternalValkeyArgs(TypedDict):
    """A Redis-compatible server outside of the workspace: ElastiCache, MemoryDB, or a self-hosted one."""

    uri: pulumi.Input[str]
    """``redis://`` or ``rediss://`` with host and port, without credentials; for a cluster, URIs of several nodes,
    separated by commas. LibreChat does not support Sentinel: use the server itself, or a proxy."""
    username: NotRequired[pulumi.Input[str]]
    """User. Default: the default user."""
    password: NotRequired[pulumi.Input[str]]
    """Password. Default: none."""
    password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the password, instead of ``password``. Default: none."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust. Default: the system's."""
    cluster: NotRequired[bool]
    """Whether the server is a cluster. Default: false."""
    cluster_safe_delete: NotRequired[bool]
    """Delete keys one by one, as ElastiCache Serverless requires. Default: false."""
    alternative_dns_lookup: NotRequired[bool]
    """Resolve names as ElastiCache's TLS clusters require. Default: false."""


_SETTINGS = Constraint(
    "a map of Valkey's settings such as maxmemory: 1gb",
    lambda value: all(re.fullmatch(r"[a-z][-a-z0-9]*", name) for name in value),
    {"additionalProperties": {"type": ["string", "number", "boolean"]}},
    normalise=values_as_text,
)
_OWN_SETTINGS = ("appendonly", "bind", "dir", "include", "port", "requirepass")


def _own_settings(group: Mapping[str, Any]) -> Iterable[str]:
    for name in _OWN_SETTINGS:
        if name in group.get("settings", {}):
            yield f"settings.{name} is set by the component: remove it"


def _there_is_a_previous_password(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("accept_previous_password") and ("password" in group or not group.get("password_rotation")):
        yield "accept_previous_password needs password_rotation, and a generated password: remove it"


@replaceable(
    no_effect_with("existing_secret", "password", "password_rotation", "accept_previous_password"),
    Rule(("password", "password_rotation", "accept_previous_password"), _there_is_a_previous_password),
    Rule(("settings",), _own_settings),
    enough_memory("Valkey"),
)
@constrain(
    image=IMAGE, settings=_SETTINGS, password=password(16), password_rotation=COUNTER, existing_secret=OBJECT_NAME
)
class ValkeyServerArgs(TypedDict):
    """A Valkey server, or an external one to use instead."""

    storage: NotRequired[StorageArgs]
    """Volume of the append-only file. Default: 4Gi, retained."""
    resources: NotRequired[ResourcesArgs]
    """Default: 50m CPU and 64Mi memory, at most 512Mi, of which data takes two fifths: a rewrite of the append-only
    file needs it twice."""
    settings: NotRequired[dict[str, pulumi.Input[str]]]
    """Valkey's own settings, such as ``maxmemory: 1gb``, which is two fifths of the memory limit less 16Mi otherwise.
    Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with valkey-server and valkey-cli. Default: the one in `homelab.images`."""
    password: NotRequired[pulumi.Input[str]]
    """At least 16 letters and digits. Default: 32 generated ones."""
    password_rotation: NotRequired[int]
    """A new number generates a new password; server and clients restart. Default: 0."""
    accept_previous_password: NotRequired[bool]
    """Whether the server accepts the password of the rotation before, too: clients that still have it go on until they
    are replaced. Set it together with a new ``password_rotation``, and remove it afterwards. Default: false."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys ``password`` and ``password.conf``, the line ``requirepass PASSWORD``; nothing is
    generated then. Default: none."""
    external: NotRequired[ExternalValkeyArgs]
    """External server to use; no server is created then. Default: none."""


class ValkeyArgs(MonitoredServerArgs, ValkeyServerArgs):
    """Arguments of `Valkey`."""
