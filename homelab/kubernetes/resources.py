"""CPU, memory and other resources of a container."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import values_as_text
from homelab.arguments.suggestions import did_you_mean
from homelab.kubernetes.inputs import apply
from homelab.kubernetes.quantity import QUANTITY, is_positive_quantity, parse_quantity
from homelab.kubernetes.scheduling import GpuArgs

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import ResourceRequirementsArgsDict


_LOCAL = "ephemeral-storage"
_STANDARD_RESOURCES = ("cpu", "memory", _LOCAL)
LOG_STORAGE = "100Mi"
"""What a container's logs may take: the kubelet keeps five files of 10Mi, and looks only now and then."""
_OTHER_RESOURCE = re.compile(r"hugepages-[0-9A-Za-z]+|[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9][-A-Za-z0-9_.]{0,62}")
_QUANTITIES = Constraint(
    "a map of resources such as cpu and memory to quantities",
    json_schema={
        "properties": {name: {"type": ["string", "number"]} for name in _STANDARD_RESOURCES},
        "additionalProperties": {"type": ["string", "number"]},
    },
    normalise=values_as_text,
)


def _names_and_quantities(group: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    for kind, amounts in group.items():
        for name, amount in amounts.items():
            if name not in _STANDARD_RESOURCES and not _OTHER_RESOURCE.fullmatch(name):
                meant = did_you_mean(name, _STANDARD_RESOURCES)
                yield f"{kind}.{name}: expected {', '.join(_STANDARD_RESOURCES)} or an extended resource{meant}"
            elif isinstance(amount, str) and not is_positive_quantity(amount):
                yield f"{kind}.{name}: expected {QUANTITY.expected}, got {amount!r}"


def _requests_over_limits(group: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    requests, limits = group.get("requests", {}), group.get("limits", {})
    for name in sorted(requests.keys() & limits.keys()):
        request, limit = requests[name], limits[name]
        are_quantities = all(isinstance(each, str) and is_positive_quantity(each) for each in (request, limit))
        if are_quantities and parse_quantity(request) > parse_quantity(limit):
            yield f"requests.{name} {request} exceeds limits.{name} {limit}"


@rules(
    Rule(("requests", "limits"), _names_and_quantities),
    Rule(("requests", "limits"), _requests_over_limits),
)
@constrain(requests=_QUANTITIES, limits=_QUANTITIES)
class ResourcesArgs(TypedDict):
    """Resource requests and limits of a container."""

    requests: NotRequired[dict[str, pulumi.Input[str]]]
    """Requests by resource: ``cpu`` in cores, for example ``500m``, ``memory`` in bytes, for example ``1Gi``, and
    others. Default: the component's, or the limit where that is lower."""
    limits: NotRequired[dict[str, pulumi.Input[str]]]
    """Limits by resource. Default: the component's memory limit, or the request where that is higher; no CPU limit, as
    throttling fails probes."""


def with_defaults(args: ResourcesArgs, defaults: ResourcesArgs) -> ResourcesArgs:
    """``args``, completed by ``defaults``, which give way where they contradict ``args``.

    A default request is at most the limit in ``args``, and a default limit at least the request in it.
    """
    requests, limits = args.get("requests", {}), args.get("limits", {})
    return {
        "requests": {
            **{
                name: apply(_smaller, amount, limits[name]) if name in limits else amount
                for name, amount in defaults.get("requests", {}).items()
            },
            **requests,
        },
        "limits": {
            **{
                name: apply(_larger, amount, requests[name]) if name in requests else amount
                for name, amount in defaults.get("limits", {}).items()
            },
            **limits,
        },
    }


@dataclass(frozen=True)
class Resources:
    """Complete requests and limits; CPU has no limit by default, as throttling fails probes."""

    cpu: pulumi.Input[str]
    memory: pulumi.Input[str]
    memory_limit: pulumi.Input[str]
    cpu_limit: pulumi.Input[str] | None = None
    additional: ResourcesArgs = field(default_factory=ResourcesArgs)
    """Requests and limits of other resources."""

    def with_overrides(self, args: ResourcesArgs) -> "Resources":
        """Merge ``args`` over these defaults, adjusting defaults that would contradict an argument."""
        limits = {"memory": self.memory_limit} | ({} if self.cpu_limit is None else {"cpu": self.cpu_limit})
        complete = with_defaults(args, {"requests": {"cpu": self.cpu, "memory": self.memory}, "limits": limits})
        requests, limits = complete.get("requests", {}), complete.get("limits", {})
        return Resources(
            cpu=requests["cpu"],
            memory=requests["memory"],
            memory_limit=limits["memory"],
            cpu_limit=limits.get("cpu"),
            additional={"requests": _without_cpu_and_memory(requests), "limits": _without_cpu_and_memory(limits)},
        )

    def memory_limit_share(self, share: str) -> pulumi.Input[int]:
        """A share of the memory limit, such as ``"0.75"``, in bytes; for programs with their own memory setting."""
        return apply(lambda limit: int(parse_quantity(limit) * Decimal(share)), self.memory_limit)

    def requirements(
        self, gpu: GpuArgs | None = None, *, local_storage: pulumi.Input[str] = LOG_STORAGE
    ) -> "ResourceRequirementsArgsDict":
        """The ``resources`` of a container, with its GPUs if it has any.

        :param local_storage: What its logs and empty directories may take of its node's disk.
        """
        own_requests, own_limits = self.additional.get("requests", {}), self.additional.get("limits", {})
        stored, stored_limit = own_requests.get(_LOCAL, LOG_STORAGE), own_limits.get(_LOCAL, local_storage)
        requests = {
            "cpu": self.cpu,
            "memory": self.memory,
            _LOCAL: stored if _LOCAL in own_requests else apply(_smaller, stored, stored_limit),
            **own_requests,
        }
        limits = {
            "memory": self.memory_limit,
            _LOCAL: stored_limit if _LOCAL in own_limits else apply(_larger, stored, stored_limit),
            **own_limits,
        }
        if self.cpu_limit is not None:
            limits = {"cpu": self.cpu_limit, **limits}
        if gpu is not None:
            limits[gpu.get("resource", "nvidia.com/gpu")] = apply(str, gpu.get("count", 1))
        return {"requests": requests, "limits": limits}


def _without_cpu_and_memory(amounts: Mapping[str, pulumi.Input[str]]) -> dict[str, pulumi.Input[str]]:
    return {name: amount for name, amount in amounts.items() if name not in ("cpu", "memory")}


def _larger(one: str, other: str) -> str:
    return max(one, other, key=parse_quantity)


def _smaller(one: str, other: str) -> str:
    return min(one, other, key=parse_quantity)
