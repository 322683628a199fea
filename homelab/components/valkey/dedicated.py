"""A dedicated Valkey server, for a client that reads address and password from one URL."""

from collections.abc import Iterable
from typing import NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import OBJECT_NAME
from homelab.components.backend import Backend
from homelab.components.base import ComponentArgs
from homelab.components.valkey.args import ValkeyArgs
from homelab.components.valkey.component import Valkey
from homelab.connections import RedisConnection, peer_of
from homelab.kubernetes import Application, EnvironmentValue, ResourcesArgs, StorageArgs, apply

PASSWORD_VARIABLE = "CACHE_PASSWORD"
"""Sorts before all clients' URL variables: Kubernetes expands only variables that are defined earlier."""


@constrain(existing_secret=OBJECT_NAME)
class DedicatedValkeyArgs(TypedDict):
    """A Valkey server with a single client."""

    storage: NotRequired[StorageArgs]
    """Volume of the append-only file. Default: 1Gi, retained."""
    resources: NotRequired[ResourcesArgs]
    """Default: 50m CPU and 64Mi memory, at most 256Mi."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys ``password``, of letters and digits, and ``password.conf`` with the line
    ``requirepass`` and the password; nothing is generated then. Default: none."""


def create_dedicated_valkey(
    client: Application, client_args: ComponentArgs, args: DedicatedValkeyArgs, *, url_variables: Iterable[str]
) -> Backend:
    """Create a Valkey server in its client's namespace, with its client's placement.

    :param url_variables: Variables from which the client reads the URL.
    """
    storage = args.get("storage", {})
    valkey_args: ValkeyArgs = {
        "namespace": client_args["namespace"],
        "placement": client.placement,
        "pods": client.pods,
        "adopt": client_args.get("adopt", False),
        "dns": client_args.get("dns", {}),
        "clients": [client.name],
        **args,
        "resources": _smaller(args.get("resources", {})),
        "storage": storage if "existing_claim" in storage else {"size": "1Gi", **storage},
    }
    valkey = Valkey(f"{client.name}-valkey", valkey_args, pulumi.ResourceOptions(parent=client.parent))
    environment = url_environment(valkey.connection, url_variables)
    return Backend(environment, peer_of(valkey.connection), cast(pulumi.Resource, valkey.workload))


def _smaller(resources: ResourcesArgs) -> ResourcesArgs:
    """Resources with a lower memory limit than that of a server for everything, unless a limit or request is set."""
    amounts = {**resources.get("requests", {}), **resources.get("limits", {})}
    if "memory" in amounts:
        return resources
    return {**resources, "limits": {"memory": "256Mi", **resources.get("limits", {})}}


def url_environment(connection: RedisConnection, variables: Iterable[str]) -> dict[str, EnvironmentValue]:
    """Variables that hold the URL; the kubelet inserts the password from the Secret."""
    if "password" not in connection:
        return dict.fromkeys(variables, connection["uri"])
    url = apply(lambda uri: uri.replace("redis://", f"redis://:$({PASSWORD_VARIABLE})@"), connection["uri"])
    return {PASSWORD_VARIABLE: connection["password"], **dict.fromkeys(variables, url)}
