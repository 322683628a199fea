"""Groups of a workspace's arguments."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from homelab.components.base import ComponentArgs
from homelab.components.model_downloads import DownloadingArgs
from homelab.components.proxy import ProxiedArgs
from homelab.kubernetes import PlacementArgs, combined_pods
from homelab.kubernetes.pods_args import on_any_node

if TYPE_CHECKING:
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs


ALL_PODS = "all"
"""Name in ``pods`` that means every component."""
OPTIONAL_SERVERS = ("searxng", "firecrawl", "ollama", "speaches")
"""Servers with connections to the internet that run only if their group is set."""
DOWNLOADING = ("ollama", "speaches")
"""Servers that download models."""
OPTIONAL = (*OPTIONAL_SERVERS, "admin_panel", "backup")
"""Components with pods that run only if their group is set."""
COMPONENTS = (
    ALL_PODS,
    *("librechat", "rag", "documentdb", "pgvector", "valkey", "meilisearch"),
    *OPTIONAL,
)
"""Names in ``pods``."""


def is_enabled(group: Mapping[str, Any] | None) -> bool:
    """Whether a group is set and not disabled."""
    return group is not None and group.get("enabled", True)


def runs_here(group: Mapping[str, Any]) -> bool:
    """Whether the workspace itself has the pods of a group: it is not disabled, and the server not external."""
    return is_enabled(group) and "external" not in group


def enabled_group(args: Mapping[str, Any], name: str) -> Any:
    """Group if it is enabled, else None. Its type is that of the field ``name``."""
    group = args.get(name)
    return group if is_enabled(group) else None


def subset(args_type: type, group: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a group that ``args_type`` has."""
    return {name: group[name] for name in args_type.__annotations__ if name in group}


def component_args(args: "AIWorkspaceArgs", group: str | None = None) -> ComponentArgs:
    """Arguments of every component: namespace, placement, pods and adoption.

    :param group: The component's name in ``pods``; None for one without pods.
    """
    network = args.get("network", {})
    placement = cast(PlacementArgs, {**subset(PlacementArgs, args), **subset(PlacementArgs, network)})
    if not args.get("create_namespace", True):
        placement["allow_default_namespace"] = True
    # The workspace's own check has found secrets already, under paths that the user knows.
    common: ComponentArgs = {"namespace": args["namespace"], "placement": placement, "not_secret": ["*"]}
    if group is not None and "pods" in args:
        common["pods"] = combined_pods(args["pods"].get(ALL_PODS, {}), args["pods"].get(group, {}))
    if "dns" in network:
        common["dns"] = network["dns"]
    return {**common, "adopt": args["adopt"]} if "adopt" in args else common


def downloading_args(args: "AIWorkspaceArgs", group: str) -> DownloadingArgs:
    """Arguments of components that download models: their Job does not need the nodes that the server needs."""
    pods = args.get("pods", {})
    if group not in pods:
        return {}
    return {"download_pods": combined_pods(pods.get(ALL_PODS, {}), on_any_node(pods[group]))}


def proxied_args(args: "AIWorkspaceArgs") -> ProxiedArgs:
    """Arguments of components that connect to the internet."""
    return {"proxy": args["proxy"]} if "proxy" in args else {}


def retains_database(args: "AIWorkspaceArgs") -> bool:
    """Whether LibreChat's database outlives the stack, and with it the keys that decrypt its content."""
    return args.get("documentdb", {}).get("storage", {}).get("retain", args.get("retain", True))


def retains_any_volume(args: "AIWorkspaceArgs") -> bool:
    """Whether any volume outlives the stack, and with it the namespace."""
    return args.get("retain", True) or _sets_retain(cast(Mapping[str, object], args))


def _sets_retain(group: Mapping[str, object]) -> bool:
    """Whether a group, or a group in it, sets ``retain`` to true."""
    return group.get("retain") is True or any(
        _sets_retain(cast(Mapping[str, object], value)) for value in group.values() if isinstance(value, Mapping)
    )
