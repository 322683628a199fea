"""A pod that Pod Security "restricted" admits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.constraints import LABELS, REGISTRY
from homelab.kubernetes.container import Container

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import PodSpecArgsDict, VolumeArgsDict


@dataclass(frozen=True)
class Identity:
    """The user and group that a pod's processes run as; the group owns the pod's volumes."""

    user: int
    group: int


class TolerationArgs(TypedDict):
    """Lets pods run on nodes with a matching taint."""

    key: NotRequired[pulumi.Input[str]]
    """Key of the taint. Default: every key."""
    operator: NotRequired[pulumi.Input[str]]
    """``Exists`` or ``Equal``. Default: Kubernetes' own, ``Equal``."""
    value: NotRequired[pulumi.Input[str]]
    """Value of the taint, for ``Equal``. Default: none."""
    effect: NotRequired[pulumi.Input[str]]
    """``NoSchedule``, ``PreferNoSchedule`` or ``NoExecute``. Default: every effect."""


@constrain(image_registry=REGISTRY, node_selector=LABELS, labels=LABELS)
class PlacementArgs(TypedDict):
    """Where pods run, and where their images come from."""

    image_registry: NotRequired[str]
    """Registry that mirrors the images of the library's own table, by their paths. Default: each image's own."""
    image_pull_secrets: NotRequired[list[pulumi.Input[str]]]
    """Names of Secrets for pulling images. Default: none."""
    node_selector: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels that a node must have. Default: none."""
    tolerations: NotRequired[list[TolerationArgs]]
    """Taints that the pods tolerate. Default: none."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Further labels for every object. Default: none."""


def pod_spec(
    containers: Sequence[Container],
    identity: Identity,
    *,
    placement: PlacementArgs,
    stop_within: int,
    init_containers: Sequence[Container] = (),
    restart_policy: str | None = None,
) -> "PodSpecArgsDict":
    """Describe a hardened pod: a fixed user that is not root, no token, no variables for other Services.

    :param stop_within: Seconds from the signal to stop until the kill.
    """
    spec: PodSpecArgsDict = {
        "automount_service_account_token": False,
        # A Service named "rag" would otherwise set RAG_PORT=tcp://..., which rag_api cannot parse.
        "enable_service_links": False,
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": identity.user,
            "run_as_group": identity.group,
            "fs_group": identity.group,
            "fs_group_change_policy": "OnRootMismatch",
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
        "termination_grace_period_seconds": stop_within,
        "containers": [each.definition for each in containers],
        "volumes": _volumes([*init_containers, *containers]),
    }
    if init_containers:
        spec["init_containers"] = [each.definition for each in init_containers]
    if restart_policy:
        spec["restart_policy"] = restart_policy
    if names := placement.get("image_pull_secrets"):
        spec["image_pull_secrets"] = [{"name": name} for name in names]
    if "node_selector" in placement:
        spec["node_selector"] = placement["node_selector"]
    if "tolerations" in placement:
        spec["tolerations"] = [{**toleration} for toleration in placement["tolerations"]]
    return spec


def _volumes(containers: Sequence[Container]) -> "list[VolumeArgsDict]":
    by_name = {str(volume.definition["name"]): volume.definition for each in containers for volume in each.volumes}
    return [by_name[name] for name in sorted(by_name)]
