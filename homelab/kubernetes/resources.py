"""CPU and memory of a container."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.kubernetes.inputs import combine, is_known
from homelab.kubernetes.quantity import QUANTITY, parse_quantity
from homelab.kubernetes.scheduling import GpuArgs

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import ResourceRequirementsArgsDict


@constrain(cpu=QUANTITY, memory=QUANTITY)
class CpuAndMemoryArgs(TypedDict):
    """An amount of CPU and memory."""

    cpu: NotRequired[pulumi.Input[str]]
    """Cores, for example ``500m``. Default: the component's request; no limit, as throttling fails probes."""
    memory: NotRequired[pulumi.Input[str]]
    """Bytes, for example ``1Gi``. Default: the component's."""


def _requests_over_limits(group: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    requests, limits = group.get("requests", {}), group.get("limits", {})
    for name in sorted(requests.keys() & limits.keys()):
        request, limit = requests[name], limits[name]
        if is_known((request, limit)) and parse_quantity(request) > parse_quantity(limit):
            yield f"requests.{name} {request} exceeds limits.{name} {limit}"


@rules(Rule(("requests", "limits"), _requests_over_limits))
class ResourcesArgs(TypedDict):
    """What the scheduler reserves for a container, and what the container may use at most."""

    requests: NotRequired[CpuAndMemoryArgs]
    """Reserved. Default: the component's, lowered to a lower limit."""
    limits: NotRequired[CpuAndMemoryArgs]
    """At most used. Default: the component's memory limit, raised to a higher request."""


@dataclass(frozen=True)
class Resources:
    """Requests and limits, complete; CPU has no limit by default, as throttling fails probes."""

    cpu: pulumi.Input[str]
    memory: pulumi.Input[str]
    memory_limit: pulumi.Input[str]
    cpu_limit: pulumi.Input[str] | None = None

    def changed_by(self, given: ResourcesArgs) -> "Resources":
        """``given`` over these defaults, such that a default never contradicts what was given."""
        requests, limits = given.get("requests", {}), given.get("limits", {})
        cpu, cpu_limit = requests.get("cpu", self.cpu), limits.get("cpu", self.cpu_limit)
        memory, memory_limit = requests.get("memory", self.memory), limits.get("memory", self.memory_limit)
        return Resources(
            cpu=cpu if "cpu" in requests or cpu_limit is None else combine(_smaller, cpu, cpu_limit),
            memory=memory if "memory" in requests else combine(_smaller, memory, memory_limit),
            memory_limit=memory_limit if "memory" in limits else combine(_larger, memory, memory_limit),
            cpu_limit=cpu_limit,
        )

    def memory_limit_share(self, share: str) -> pulumi.Input[int]:
        """A share such as ``"0.75"`` of the memory limit in whole bytes: what a program may be told to use at most."""
        return combine(lambda limit: int(parse_quantity(limit) * Decimal(share)), self.memory_limit)

    def requirements(self, gpu: GpuArgs | None = None) -> "ResourceRequirementsArgsDict":
        """The ``resources`` of a container, with its GPUs if it has any."""
        limits: dict[str, pulumi.Input[str]] = {"memory": self.memory_limit}
        if self.cpu_limit is not None:
            limits = {"cpu": self.cpu_limit, **limits}
        if gpu is not None:
            limits[gpu.get("resource", "nvidia.com/gpu")] = combine(str, gpu.get("count", 1))
        return {"requests": {"cpu": self.cpu, "memory": self.memory}, "limits": limits}


def _larger(one: str, other: str) -> str:
    return max(one, other, key=parse_quantity)


def _smaller(one: str, other: str) -> str:
    return min(one, other, key=parse_quantity)
