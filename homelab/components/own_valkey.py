"""The Valkey that belongs to one server alone, and that the server wants to know as one URL with the password in it."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import IMAGE
from homelab.components.base import ComponentArgs
from homelab.components.valkey import Valkey, ValkeyArgs
from homelab.connections import RedisConnection
from homelab.kubernetes import EnvironmentValue, ResourcesArgs, StorageArgs, combine

PASSWORD_VARIABLE = "CACHE_PASSWORD"
"""Sorts before the variables of all servers that have it in their URL: Kubernetes puts in only what stands before."""


@constrain(image=IMAGE)
class OwnValkeyArgs(TypedDict):
    """A Valkey with one client."""

    storage: NotRequired[StorageArgs]
    """Volume of the append-only file. Default: 1Gi, kept."""
    resources: NotRequired[ResourcesArgs]
    """Default: 50m CPU and 64Mi memory, at most 256Mi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with valkey-server and valkey-cli. Default: the one of `homelab.images`."""


def own_valkey(parent: pulumi.Resource, client: str, args: ComponentArgs, given: OwnValkeyArgs) -> Valkey:
    """The Valkey of the workload called ``client``, beside it."""
    valkey: ValkeyArgs = {
        "namespace": args["namespace"],
        "clients": [client],
        "storage": {"size": "1Gi", **given.get("storage", {})},
        "adopt": args.get("adopt", False),
    }
    if "placement" in args:
        valkey["placement"] = args["placement"]
    if "resources" in given:
        valkey["resources"] = given["resources"]
    if "image" in given:
        valkey["image"] = given["image"]
    return Valkey(f"{client}-valkey", valkey, pulumi.ResourceOptions(parent=parent))


def url_environment(connection: RedisConnection, *variables: str) -> dict[str, EnvironmentValue]:
    """``variables`` with the URL, whose password the kubelet takes from the Secret."""
    if "password" not in connection:
        return dict.fromkeys(variables, connection["uri"])
    url = combine(lambda uri: uri.replace("redis://", f"redis://:$({PASSWORD_VARIABLE})@"), connection["uri"])
    return {PASSWORD_VARIABLE: connection["password"], **dict.fromkeys(variables, url)}
