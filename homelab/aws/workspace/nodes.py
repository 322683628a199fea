"""Which nodes of a cluster on AWS the pods of a workspace run on: spot or on demand, Graviton or x86."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, cast

from homelab.arguments import constrain
from homelab.arguments.constraints import matching
from homelab.choices import Choice
from homelab.kubernetes import PodsArgs
from homelab.modules.groups import ALL_PODS


class NodeProvisioner(StrEnum):
    """Who creates nodes, and how it labels them."""

    KARPENTER = "karpenter"
    """Karpenter, also that of EKS Auto Mode."""
    NODE_GROUPS = "node-groups"
    """Managed node groups of EKS."""


NodeProvisionerChoice: TypeAlias = Choice[NodeProvisioner, Literal["karpenter", "node-groups"]]


_CAPACITY: Mapping[NodeProvisioner, tuple[str, str, str]] = {
    NodeProvisioner.KARPENTER: ("karpenter.sh/capacity-type", "spot", "on-demand"),
    NodeProvisioner.NODE_GROUPS: ("eks.amazonaws.com/capacityType", "SPOT", "ON_DEMAND"),
}
"""Label of nodes, and its values for spot and on demand."""
INTERRUPTIBLE = ("librechat", "searxng", "firecrawl", "speaches", "admin_panel")
"""Components that end within the two minutes after AWS announces the end of a spot node, and lose nothing: answers of
LibreChat go on through Valkey. The RAG API would lose the files that it is reading."""


@constrain(taint=matching(r"[A-Za-z0-9][-A-Za-z0-9_./]*", "the key of a taint such as 'spot'"))
class NodesArgs(TypedDict):
    """Nodes of a workspace."""

    spot: NotRequired[bool]
    """Prefer spot nodes for what may be interrupted, and use those on demand for databases and the RAG API.
    Default: false."""
    taint: NotRequired[str]
    """Key of a taint of spot nodes, which is tolerated where they are preferred. Default: none."""
    graviton: NotRequired[bool]
    """Use nodes with AWS's own processors (arm64) alone. Default: false."""
    provisioner: NotRequired[NodeProvisionerChoice]
    """Who creates the nodes. Default: karpenter."""


def pods_on(args: NodesArgs, components: Collection[str]) -> dict[str, PodsArgs]:
    """The group ``pods`` of `homelab.AIWorkspace` for these nodes.

    :param components: Names in ``pods`` of what the workspace runs.
    """
    pods: dict[str, PodsArgs] = {}
    if args.get("graviton"):
        pods[ALL_PODS] = {"node_selector": {"kubernetes.io/arch": "arm64"}}
    if args.get("spot"):
        label, spot, on_demand = _CAPACITY[NodeProvisioner(args.get("provisioner", NodeProvisioner.KARPENTER))]
        for component in components:
            is_interruptible = component in INTERRUPTIBLE
            pods[component] = (
                _preferring(label, spot, args) if is_interruptible else {"node_selector": {label: on_demand}}
            )
    return pods


def _preferring(label: str, value: str, args: NodesArgs) -> PodsArgs:
    """Pods that take other nodes as long as there are no such ones."""
    term = {"matchExpressions": [{"key": label, "operator": "In", "values": [value]}]}
    preferred = {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "preference": term}]}
    pods: dict[str, Any] = {"affinity": {"nodeAffinity": preferred}}
    if "taint" in args:
        pods["tolerations"] = [{"key": args["taint"], "operator": "Exists"}]
    return cast(PodsArgs, pods)
