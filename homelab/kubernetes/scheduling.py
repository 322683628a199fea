"""GPUs of containers."""

import re
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import whole_number

EXTENDED_RESOURCE = Constraint(
    "the name of an extended resource such as 'nvidia.com/gpu'",
    lambda value: (
        re.fullmatch(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?", value) is not None
    ),
)


@constrain(count=whole_number(1, 64), resource=EXTENDED_RESOURCE)
class GpuArgs(TypedDict):
    """GPUs of a container. Which nodes have them is said by the arguments of its pods."""

    count: NotRequired[pulumi.Input[int]]
    """Number of GPUs. Default: 1."""
    resource: NotRequired[str]
    """Resource name of the nodes' device plugin, for example ``amd.com/gpu``. Default: nvidia.com/gpu."""
    supplemental_groups: NotRequired[list[int]]
    """Ids of the groups that own the devices on the nodes; AMD's belong to ``render`` and ``video``. Default: none."""
