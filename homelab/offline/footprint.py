"""What a program's pods and volumes take of a cluster, per component and in sum."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

from homelab.kubernetes.quantity import exact_bytes
from homelab.offline.objects import KubernetesObject
from homelab.offline.resources import RecordedResource, component_names
from homelab.offline.workloads import Workload, claim_size, claim_templates

_BYTES = ("memory", "ephemeral-storage", "storage")
_MUST_BE_STATED = ("cpu", "memory")
"""Resources of which a quota refuses every container that does not state them."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Pods, and what they take together."""

    pods: int = 0
    requests: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    """Requests by resource: cores, bytes, or units."""
    limits: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    """Limits by resource, of pods that have one."""

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(self.pods + other.pods, _sum(self.requests, other.requests), _sum(self.limits, other.limits))

    @classmethod
    def of(cls, workload: Workload, pods: int) -> "Amounts":
        """Those of a number of pods of ``workload``."""
        requests, limits = (
            {name: amount * pods for name, amount in each.items()} for each in (workload.requests, workload.limits)
        )
        return cls(pods, requests, limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What a component takes, or several of them."""

    name: str
    minimum: Amounts = Amounts()
    """With as few pods as autoscalers permit; without Jobs."""
    maximum: Amounts = Amounts()
    """With as many pods as autoscalers permit; without Jobs."""
    peak: Amounts = Amounts()
    """At the maximum, while every workload is replaced and every Job runs."""
    claims: int = 0
    """Number of volumes."""
    storage: Decimal = Decimal(0)
    """Bytes in volumes."""

    def __add__(self, other: "Footprint") -> "Footprint":
        return Footprint(
            name=self.name,
            minimum=self.minimum + other.minimum,
            maximum=self.maximum + other.maximum,
            peak=self.peak + other.peak,
            claims=self.claims + other.claims,
            storage=self.storage + other.storage,
        )


def footprints(
    resources: Sequence[RecordedResource], objects: Sequence[KubernetesObject], workloads: Sequence[Workload]
) -> list[Footprint]:
    """One for each component with pods or volumes, in the order of ``resources``.

    :param workloads: Those of ``objects``.
    """
    component_of = component_names(resources)
    parts = [
        *(_of_workload(each, component_of[each.object.resource.urn]) for each in workloads),
        *(
            Footprint(name=component_of[object_.resource.urn], claims=1, storage=claim_size(object_.manifest))
            for object_ in objects
            if object_.kind == "PersistentVolumeClaim"
        ),
    ]
    names = dict.fromkeys(component_of.values())
    found = {name: [part for part in parts if part.name == name] for name in names}
    return [total(own, name) for name, own in found.items() if own]


def total(parts: Iterable[Footprint], name: str = "total") -> Footprint:
    """All of them together."""
    return reduce(Footprint.__add__, parts, Footprint(name=name))


def resource_quota(peak: Footprint, workloads: Sequence[Workload]) -> dict[str, str]:
    """The ``hard`` limits of the smallest ResourceQuota that never refuses a pod or volume.

    CPU and memory that a container does not state are left out, as a quota would refuse its pod.
    """
    hard = {"pods": str(peak.peak.pods)}
    for kind, amounts in (("requests", peak.peak.requests), ("limits", peak.peak.limits)):
        for resource in sorted(amounts):
            is_stated = all(resource in (each.requests if kind == "requests" else each.limits) for each in workloads)
            is_quantity = resource in (*_MUST_BE_STATED, "ephemeral-storage")
            # There is no quota of the limits of other resources, which are their requests.
            if (is_stated or resource not in _MUST_BE_STATED) and (is_quantity or kind == "requests"):
                hard[f"{kind}.{resource}"] = quantity(resource, amounts[resource])
    return {**hard, "persistentvolumeclaims": str(peak.claims), "requests.storage": exact_bytes(peak.storage)}


def quantity(resource: str, amount: Decimal) -> str:
    """An amount as Kubernetes writes it, exact or rounded up to what Kubernetes counts."""
    if resource in _BYTES:
        return exact_bytes(amount)
    thousandths = math.ceil(amount * 1000)
    return f"{thousandths}m" if thousandths % 1000 else str(thousandths // 1000)


def _of_workload(workload: Workload, component: str) -> Footprint:
    peak = Amounts.of(workload, workload.most_replicas + workload.surge)
    if not workload.runs_always:
        return Footprint(name=component, peak=peak)
    templates = claim_templates(workload.object) * workload.most_replicas
    return Footprint(
        name=component,
        minimum=Amounts.of(workload, workload.replicas),
        maximum=Amounts.of(workload, workload.most_replicas),
        peak=peak,
        claims=len(templates),
        storage=sum(map(claim_size, templates), Decimal(0)),
    )


def _sum(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: one.get(name, Decimal(0)) + other.get(name, Decimal(0)) for name in (*one, *other)}
