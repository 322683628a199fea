"""Scheduling of pods: tolerations and GPUs."""

import re
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import LABELS, OBJECT_NAME, whole_number

EXTENDED_RESOURCE = Constraint(
    "the name of an extended resource such as 'nvidia.com/gpu'",
    lambda value: (
        re.fullmatch(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?", value) is not None
    ),
)


class TolerationArgs(TypedDict):
    """Toleration of a node's taint."""

    key: NotRequired[pulumi.Input[str]]
    """Key of the taint. Default: every key."""
    operator: NotRequired[pulumi.Input[str]]
    """``Exists`` or ``Equal``. Default: Kubernetes' own, ``Equal``."""
    value: NotRequired[pulumi.Input[str]]
    """Value of the taint, for ``Equal``. Default: none."""
    effect: NotRequired[pulumi.Input[str]]
    """``NoSchedule``, ``PreferNoSchedule`` or ``NoExecute``. Default: every effect."""


@constrain(count=whole_number(1, 64), resource=EXTENDED_RESOURCE, runtime_class=OBJECT_NAME, node_selector=LABELS)
class GpuArgs(TypedDict):
    """GPUs of a container, and the nodes that have them."""

    count: NotRequired[pulumi.Input[int]]
    """Number of GPUs. Default: 1."""
    resource: NotRequired[str]
    """Resource name of the nodes' device plugin, for example ``amd.com/gpu``. Default: nvidia.com/gpu."""
    runtime_class: NotRequired[pulumi.Input[str]]
    """RuntimeClass of the pod, for example ``nvidia``, if the nodes' default runtime does not support GPUs.
    Default: none."""
    node_selector: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels that a node must have, in addition to those for every pod. Default: none."""
    tolerations: NotRequired[list[TolerationArgs]]
    """Taints that the pod tolerates, in addition to those for every pod. Default: none."""
    supplemental_groups: NotRequired[list[int]]
    """Ids of the groups that own the devices on the nodes; AMD's belong to ``render`` and ``video``. Default: none."""
