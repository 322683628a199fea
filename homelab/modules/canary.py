"""Canary of a workspace: a second LibreChat with another image, and what both share."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pulumi

from homelab import images
from homelab.components.exposure import ingress_is_enabled, is_encrypted
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.component import Canary, LibreChat
from homelab.components.librechat.indexes import SUFFIX as INDEXES
from homelab.components.librechat.smoke_test import SUFFIX as SMOKE_TEST
from homelab.components.librechat.smoke_test import is_tested
from homelab.components.librechat.storage.args import FileStorageArgs, is_shared, strategies
from homelab.kubernetes import CanaryTraffic, is_plain, names
from homelab.kubernetes.ingress import routes_canaries
from homelab.kubernetes.service_account import ServiceAccountArgs
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.modules.canary_args import DEFAULT_COOKIE, DEFAULT_HEADER, CanaryArgs
from homelab.modules.groups import enabled_group, is_enabled

SUFFIX = "canary"
MAX_NAME_LENGTH = names.MAX_NAME_LENGTH - len(f"-librechat-{SUFFIX}-{INDEXES}")
"""Of a workspace with a canary."""
_OWN = {
    # Each pod of LibreChat sweeps expired files and compares the search index with the database: the canary's version
    # leaves both to the stable one.
    "FILE_RETENTION_SWEEP_INTERVAL_MS": "0",
    "MEILI_NO_SYNC": "true",
}
_NOT_OF_CANARIES = ("autoscaling", "first_admin", "service")
_VERSION = re.compile(r"[:/]v?(\d+)\.(\d+)\.(\d+)(?:-[\w.]+)?(?:@sha256:[0-9a-f]{64})?$")


def canary_group(args: Mapping[str, Any]) -> CanaryArgs | None:
    """The group ``canary``, if there is one to deploy."""
    return enabled_group(args, "canary")


def librechat_clients(name: str, args: Mapping[str, Any]) -> list[str]:
    """Workloads that connect to what LibreChat connects to.

    :param name: LibreChat's.
    """
    servers = [name, *([f"{name}-{SUFFIX}"] if canary_group(args) else [])]
    tests = [f"{each}-{SMOKE_TEST}" for each in servers] if is_tested(args["librechat"]) else []
    return [*servers, *tests]


def canary_jobs(name: str, args: Mapping[str, Any]) -> list[str]:
    """Workloads of the canary that connect to the database alone.

    :param name: LibreChat's.
    """
    return [f"{name}-{SUFFIX}-{INDEXES}"] if canary_group(args) else []


def canary_traffic(name: str, args: Mapping[str, Any]) -> CanaryTraffic | None:
    """The part of the requests that goes to the canary.

    :param name: LibreChat's.
    """
    if (canary := canary_group(args)) is None:
        return None
    return CanaryTraffic(
        service=f"{name}-{SUFFIX}",
        weight=canary.get("weight", 0),
        header=canary.get("header", DEFAULT_HEADER),
        cookie=canary.get("cookie", DEFAULT_COOKIE),
        is_encrypted=is_encrypted(args["librechat"]),
    )


def workspace_canary(
    parent: pulumi.Resource, name: str, args: Mapping[str, Any], stable: LibreChatArgs, configuration: Configuration
) -> Canary | None:
    """The workspace's canary, if there is one.

    :param name: The stable LibreChat's.
    :param stable: Arguments of the stable one.
    :param configuration: Final configuration of the stable one.
    """
    group, traffic = canary_group(args), canary_traffic(name, args)
    if group is None or traffic is None:
        return None
    own = Variables({**_OWN, "REDIS_KEY_PREFIX": name})
    final = Configuration(configuration.config, configuration.variables.overridden_by(own))

    def create(workload: pulumi.Resource) -> pulumi.Resource:
        # The stable one has created the volume and the indexes.
        options = pulumi.ResourceOptions(parent=parent, depends_on=[workload])
        its_args = canary_librechat_args(name, group, stable)
        return LibreChat(traffic.service, its_args, options, configuration=final, is_canary=True).tested

    return Canary(traffic, create)


def canary_librechat_args(name: str, group: CanaryArgs, stable: LibreChatArgs) -> LibreChatArgs:
    """Arguments of the second LibreChat: those of the first, with its volume and ServiceAccount."""
    args = {key: value for key, value in stable.items() if key not in _NOT_OF_CANARIES}
    args |= {"image": group["image"], "replicas": group.get("replicas", 1)}
    if "service_account" in stable:
        args["service_account"] = _shared_account(name, stable["service_account"])
    args["storage"] = _shared_storage(name, stable.get("storage", {}))
    return cast(LibreChatArgs, args)


def _shared_storage(name: str, storage: FileStorageArgs) -> FileStorageArgs:
    local = storage.get("local", {})
    claim = {"existing_claim": local.get("existing_claim", f"{name}-files")}
    kept = {key: value for key, value in local.items() if key not in ("size", "storage_class", "retain")}
    shared = {**storage, "local": {**kept, **claim}} if "local" in storage else {**storage}
    if "service_account" in storage:
        shared["service_account"] = _shared_account(name, storage["service_account"])
    return cast(FileStorageArgs, shared)


def _shared_account(name: str, account: ServiceAccountArgs) -> ServiceAccountArgs:
    return {"name": account.get("name", name)}


def canary_violations(name: str, args: Mapping[str, Any], configuration: Configuration) -> Iterator[str]:
    """Reasons why there cannot be a canary.

    :param name: The workspace's.
    :param configuration: LibreChat's final configuration.
    """
    group, chat = canary_group(args), args["librechat"]
    if group is None:
        return
    if not is_enabled(chat):
        yield "canary has no effect with librechat.enabled: false: remove it"
    if len(name) > MAX_NAME_LENGTH:
        yield f"canary needs a workspace's name of at most {MAX_NAME_LENGTH} characters, got {name!r} with {len(name)}"
    if not is_enabled(args.get("valkey", {})):
        yield "canary needs valkey, by which both versions share sessions and streams: remove valkey.enabled: false"
    storage = chat.get("storage", {})
    if not is_shared(storage, strategies(configuration.config)):
        yield (
            "canary and files on a ReadWriteOnce volume are mutually exclusive: use librechat.storage.type s3, or "
            "librechat.storage.local.access_mode ReadWriteMany"
        )
    if group["image"] == stable_image(args):
        yield f"canary.image {group['image']} is LibreChat's own image already: name another one, or remove canary"
    yield from _traffic_violations(group, chat)


def _traffic_violations(group: CanaryArgs, chat: Mapping[str, Any]) -> Iterator[str]:
    if "route" in chat:
        return
    if ingress_is_enabled(chat):
        if not routes_canaries(chat["ingress"]):
            yield (
                "canary needs librechat.ingress.controller: nginx, for ingress-nginx, as no other controller has "
                "annotations for it: set it, or use librechat.route"
            )
        return
    without_effect = [field for field in ("weight", "header", "cookie") if field in group]
    for field in without_effect:
        yield f"canary.{field} has no effect without librechat.route or librechat.ingress: remove it"


def stable_image(args: Mapping[str, Any]) -> object:
    """LibreChat's image, which may be an Output."""
    return images.LIBRECHAT.reference(
        {"image_registry": args["image_registry"]} if "image_registry" in args else {},
        args["librechat"].get("image"),
    )


def canary_warnings(args: Mapping[str, Any]) -> Iterator[str]:
    """Reasons why the versions may not work with one database."""
    group = canary_group(args)
    if group is None:
        return
    stable, canary = _version(stable_image(args)), _version(group["image"])
    if stable is None or canary is None:
        return
    if canary < stable:
        yield (
            f"canary.image {_text(canary)} is older than LibreChat's own {_text(stable)}, whose database it may not "
            "understand"
        )
    elif not _are_neighbours(stable, canary):
        yield (
            f"canary.image {_text(canary)} is not the version after LibreChat's own {_text(stable)}: both work with "
            "one database, so take one version at a time"
        )


def _are_neighbours(stable: tuple[int, ...], canary: tuple[int, ...]) -> bool:
    """Whether no release is between them; before 1.0, the last number counts releases."""
    if stable[0] != canary[0]:
        return canary == (stable[0] + 1, 0, 0)
    if stable[1] != canary[1]:
        return canary[1] == stable[1] + 1 and (stable[0] > 0 or canary[2] == 0)
    return stable[0] > 0 or canary[2] - stable[2] <= 1


def _version(image: object) -> tuple[int, ...] | None:
    found = _VERSION.search(image) if isinstance(image, str) and is_plain(image) else None
    return tuple(map(int, found.groups())) if found else None


def _text(version: tuple[int, ...]) -> str:
    return f"v{'.'.join(map(str, version))}"
