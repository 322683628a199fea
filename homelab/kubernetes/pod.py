"""Hardened pods: admitted by Pod Security "restricted"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import LABELS, OBJECT_NAME, REGISTRY
from homelab.kubernetes.container import Container
from homelab.kubernetes.scheduling import GpuArgs, TolerationArgs

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import PodSecurityContextArgsDict, PodSpecArgsDict, VolumeArgsDict


@dataclass(frozen=True)
class Identity:
    """The user and group that a pod's processes run as; the group owns the pod's volumes."""

    user: int
    group: int


@constrain(image_registry=REGISTRY, storage_class=OBJECT_NAME, node_selector=LABELS, labels=LABELS)
class PlacementArgs(TypedDict):
    """Placement of pods, origin of their images, and defaults of their volumes."""

    image_registry: NotRequired[str]
    """Registry that mirrors the library's images under their own paths. Default: each image's own."""
    image_pull_secrets: NotRequired[list[pulumi.Input[str]]]
    """Names of Secrets for pulling images. Default: none."""
    node_selector: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels that a node must have. Default: none."""
    tolerations: NotRequired[list[TolerationArgs]]
    """Taints that the pods tolerate. Default: none."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional labels of every object. Default: none."""
    storage_class: NotRequired[pulumi.Input[str]]
    """StorageClass of volumes that set none. Default: the cluster's default class."""
    retain: NotRequired[bool]
    """Retain volumes, and the Secrets that open them, when the stack is destroyed; a volume's own ``retain``
    overrides it. Default: true."""


def pod_spec(
    containers: Sequence[Container],
    identity: Identity,
    *,
    placement: PlacementArgs,
    termination_grace_period: int,
    init_containers: Sequence[Container] = (),
    restart_policy: str | None = None,
    service_account: pulumi.Input[str] | None = None,
) -> "PodSpecArgsDict":
    """Describe a hardened pod: a fixed non-root user, no API token, no variables of other Services.

    :param termination_grace_period: Seconds between SIGTERM and SIGKILL.
    :param service_account: Name of the ServiceAccount. Default: the namespace's own, which has no permissions.
    """
    # At most one container of a pod has GPUs.
    gpu: GpuArgs = next((each.gpu for each in containers if each.gpu), {})
    security_context: PodSecurityContextArgsDict = {
        "run_as_non_root": True,
        "run_as_user": identity.user,
        "run_as_group": identity.group,
        "fs_group": identity.group,
        "fs_group_change_policy": "OnRootMismatch",
        "seccomp_profile": {"type": "RuntimeDefault"},
    }
    if "supplemental_groups" in gpu:
        security_context["supplemental_groups"] = [*gpu["supplemental_groups"]]
    spec: PodSpecArgsDict = {
        "automount_service_account_token": False,
        # A Service named "rag" would otherwise set RAG_PORT=tcp://..., which rag_api cannot parse.
        "enable_service_links": False,
        "security_context": security_context,
        "termination_grace_period_seconds": termination_grace_period,
        "containers": [each.definition for each in containers],
        "volumes": _volumes([*init_containers, *containers]),
    }
    if init_containers:
        spec["init_containers"] = [each.definition for each in init_containers]
    if service_account:
        spec["service_account_name"] = service_account
    if restart_policy:
        spec["restart_policy"] = restart_policy
    if names := placement.get("image_pull_secrets"):
        spec["image_pull_secrets"] = [{"name": name} for name in names]
    if "runtime_class" in gpu:
        spec["runtime_class_name"] = gpu["runtime_class"]
    if node_selector := {**placement.get("node_selector", {}), **gpu.get("node_selector", {})}:
        spec["node_selector"] = node_selector
    if tolerations := [*placement.get("tolerations", []), *gpu.get("tolerations", [])]:
        spec["tolerations"] = [{**toleration} for toleration in tolerations]
    return spec


def _volumes(containers: Sequence[Container]) -> "list[VolumeArgsDict]":
    by_name = {str(volume.definition["name"]): volume.definition for each in containers for volume in each.volumes}
    return [by_name[name] for name in sorted(by_name)]
