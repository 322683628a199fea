"""Images, resource requests and storage of a program's workloads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from pulumi.runtime.rpc import UNKNOWN

from homelab.kubernetes.quantity import parse_quantity
from homelab.offline.objects import KubernetesObject, Manifest
from homelab.offline.wire import Path

_POD_TEMPLATES: Mapping[str, Path] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    "DaemonSet": ("spec", "template", "spec"),
    "Deployment": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
    "Pod": ("spec",),
    "ReplicaSet": ("spec", "template", "spec"),
    "StatefulSet": ("spec", "template", "spec"),
}


_AUTOSCALERS = (
    ("HorizontalPodAutoscaler", "scaleTargetRef", "minReplicas"),
    ("ScaledObject", "scaleTargetRef", "minReplicaCount"),
)
"""Kinds of autoscalers, with the fields of their target and of their smallest number of pods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A workload with its images, and the total requests of its replicas, of the fewest if an autoscaler decides."""

    object: KubernetesObject
    images: Sequence[str]
    replicas: int
    cpu: Decimal
    """Cores."""
    memory: Decimal
    """Bytes."""
    storage: Decimal
    """Bytes in its own volumes and in claims that it mounts."""
    runs_always: bool
    """Whether it counts in totals, unlike a Job."""


def workloads(objects: Sequence[KubernetesObject]) -> list[Workload]:
    """Workloads among ``objects``, in their order."""
    claims = {(o.namespace, o.name): _claim_size(o.manifest) for o in objects if o.kind == "PersistentVolumeClaim"}
    smallest = {(o.namespace, target): count for o in objects for target, count in _autoscaled(o)}
    return [_workload(o, claims, smallest.get((o.namespace, o.name), 1)) for o in objects if o.kind in _POD_TEMPLATES]


def _autoscaled(object_: KubernetesObject) -> Iterator[tuple[Any, int]]:
    """The Deployment that an autoscaler is about, and its smallest number of pods."""
    for kind, target, count in _AUTOSCALERS:
        smallest = _at(object_.manifest, ("spec", count))
        if object_.kind == kind and isinstance(smallest, int):
            yield _at(object_.manifest, ("spec", target, "name")), smallest


def total_storage(objects: Sequence[KubernetesObject]) -> Decimal:
    """Bytes in all volumes that ``objects`` claim; shared claims count once."""
    claims = sum((_claim_size(o.manifest) for o in objects if o.kind == "PersistentVolumeClaim"), Decimal(0))
    return sum((_template_storage(o) for o in objects if o.kind == "StatefulSet"), claims)


def _workload(
    object_: KubernetesObject, claims: Mapping[tuple[str | None, str], Decimal], default_replicas: int
) -> Workload:
    pod = _at(object_.manifest, _POD_TEMPLATES[object_.kind])
    replicas = _at(object_.manifest, ("spec", "replicas"))
    replicas = replicas if isinstance(replicas, int) else default_replicas
    mounted = [_at(volume, ("persistentVolumeClaim", "claimName")) for volume in _items(pod, "volumes")]
    claimed = sum((claims.get((object_.namespace, name), Decimal(0)) for name in mounted), Decimal(0))
    return Workload(
        object=object_,
        images=[c["image"] for c in (*_items(pod, "initContainers"), *_items(pod, "containers")) if "image" in c],
        replicas=replicas,
        cpu=replicas * _pod_request(pod, "cpu"),
        memory=replicas * _pod_request(pod, "memory"),
        storage=claimed + _template_storage(object_),
        runs_always=object_.kind not in ("CronJob", "Job"),
    )


def _pod_request(pod: Any, resource: str) -> Decimal:
    """Effective request of a pod: the sum of its containers, or an init container's if that is higher.

    See https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers.
    """
    once, running = [Decimal(0)], Decimal(0)
    for container in _items(pod, "initContainers"):
        request = _amount(_at(container, ("resources", "requests", resource)))
        if container.get("restartPolicy") == "Always":
            running += request
        else:
            once.append(running + request)
    running += sum(_amount(_at(c, ("resources", "requests", resource))) for c in _items(pod, "containers"))
    return max(running, *once)


def _template_storage(object_: KubernetesObject) -> Decimal:
    """Bytes in the claim templates of a StatefulSet, for all replicas."""
    spec = object_.manifest.get("spec")
    replicas = _at(spec, ("replicas",))
    each = sum((_claim_size(template) for template in _items(spec, "volumeClaimTemplates")), Decimal(0))
    return each * (replicas if isinstance(replicas, int) else 1)


def _claim_size(claim: Manifest) -> Decimal:
    return _amount(_at(claim, ("spec", "resources", "requests", "storage")))


def _amount(value: Any) -> Decimal:
    """A quantity; zero if it is absent or unknown."""
    return Decimal(0) if value is None or value == UNKNOWN else parse_quantity(value)


def _at(value: Any, path: Path) -> Any:
    """The value at ``path``; None if it is absent or unknown."""
    for part in path:
        value = cast(Mapping[Any, Any], value).get(part) if isinstance(value, Mapping) else None
    return value


def _items(value: Any, key: str) -> list[Manifest]:
    items = _at(value, (key,))
    return cast(list[Manifest], items) if isinstance(items, list) else []
