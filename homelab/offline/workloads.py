"""Images, pods, resources and storage of a program's workloads."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias, cast

from pulumi.runtime.rpc import UNKNOWN

from homelab.kubernetes.quantity import parse_quantity
from homelab.offline.objects import KubernetesObject, Manifest, NamedManifest
from homelab.offline.wire import Path

POD_SPECS: Mapping[str, Path] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    "DaemonSet": ("spec", "template", "spec"),
    "Deployment": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
    "Pod": ("spec",),
    "ReplicaSet": ("spec", "template", "spec"),
    "StatefulSet": ("spec", "template", "spec"),
}
"""Where each kind of workload has the specification of its pods."""

_KEDA_NAMES = ("minReplicaCount", "maxReplicaCount")

Target: TypeAlias = tuple[str | None, str, str]
"""Namespace, kind and name of what an autoscaler scales."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A workload with its images, the number of its pods, and what each of them takes."""

    object: KubernetesObject
    images: Sequence[str]
    replicas: int
    """Pods, or the fewest of them where an autoscaler rules."""
    most_replicas: int
    """The most pods that an autoscaler may add up to."""
    surge: int
    """Pods beyond `most_replicas` while they are replaced."""
    requests: Mapping[str, Decimal]
    """Requests of one pod by resource: cores, bytes, or units."""
    limits: Mapping[str, Decimal]
    """Limits of one pod by resource, where every container has one."""
    storage: Decimal
    """Bytes in its own volumes and in claims that it mounts."""
    runs_always: bool
    """Whether it counts in totals, unlike a Job."""

    @property
    def cpu(self) -> Decimal:
        """Cores that all replicas request."""
        return self.replicas * self.requests.get("cpu", Decimal(0))

    @property
    def memory(self) -> Decimal:
        """Bytes that all replicas request."""
        return self.replicas * self.requests.get("memory", Decimal(0))


def workloads(objects: Sequence[KubernetesObject]) -> list[Workload]:
    """Workloads among ``objects``, in their order."""
    claims = {(o.namespace, o.name): claim_size(o.manifest) for o in objects if o.kind == "PersistentVolumeClaim"}
    ranges = dict(filter(None, map(_scaled_range, objects)))
    return [_workload(o, claims, ranges.get((o.namespace, o.kind, o.name))) for o in objects if o.kind in POD_SPECS]


def total_storage(objects: Sequence[KubernetesObject]) -> Decimal:
    """Bytes in all volumes that ``objects`` claim; shared claims count once."""
    claims = sum((claim_size(o.manifest) for o in objects if o.kind == "PersistentVolumeClaim"), Decimal(0))
    return sum((_template_storage(o) for o in objects if o.kind == "StatefulSet"), claims)


def mounted_claims(object_: KubernetesObject) -> list[str]:
    """Names of the claims that a workload's pods mount."""
    return [
        name
        for volume in _items(_at(object_.manifest, POD_SPECS[object_.kind]), "volumes")
        if isinstance(name := _at(volume, ("persistentVolumeClaim", "claimName")), str)
    ]


def scaled_targets(objects: Sequence[KubernetesObject]) -> frozenset[Target]:
    """Workloads whose number of pods an autoscaler sets."""
    return frozenset(fewest_replicas(objects))


def fewest_replicas(objects: Sequence[NamedManifest]) -> dict[Target, int]:
    """The fewest pods that an autoscaler leaves of each workload that it scales."""
    return {target: fewest for target, (fewest, _) in filter(None, map(_scaled_range, objects))}


def _workload(
    object_: KubernetesObject, claims: Mapping[tuple[str | None, str], Decimal], scaled: tuple[int, int] | None
) -> Workload:
    pod = _at(object_.manifest, POD_SPECS[object_.kind])
    replicas, most = scaled or (_replicas(object_),) * 2
    mounted = mounted_claims(object_)
    claimed = sum((claims.get((object_.namespace, name), Decimal(0)) for name in mounted), Decimal(0))
    return Workload(
        object=object_,
        images=[c["image"] for c in (*_items(pod, "initContainers"), *_items(pod, "containers")) if "image" in c],
        replicas=replicas,
        most_replicas=most,
        surge=_surge(object_, most),
        requests=_pod_amounts(pod, "requests"),
        limits=_pod_amounts(pod, "limits"),
        storage=claimed + _template_storage(object_),
        runs_always=object_.kind not in ("CronJob", "Job"),
    )


def _replicas(object_: KubernetesObject) -> int:
    """Pods of a workload: of a Job, those that run at the same time."""
    path = {
        "Job": ("spec", "parallelism"),
        "CronJob": ("spec", "jobTemplate", "spec", "parallelism"),
    }.get(object_.kind, ("spec", "replicas"))
    replicas = _at(object_.manifest, path)
    return replicas if isinstance(replicas, int) else 1


def _surge(object_: KubernetesObject, replicas: int) -> int:
    """Pods that a Deployment may have beyond its replicas while it replaces them; Kubernetes rounds shares up."""
    strategy = _at(object_.manifest, ("spec", "strategy"))
    if object_.kind != "Deployment" or _at(strategy, ("type",)) == "Recreate":
        return 0
    surge = _at(strategy, ("rollingUpdate", "maxSurge"))
    if isinstance(surge, int):
        return surge
    share = surge.removesuffix("%") if isinstance(surge, str) else ""
    return math.ceil(replicas * Decimal(share if share.isdecimal() else 25) / 100)


def _scaled_range(object_: NamedManifest) -> tuple[Target, tuple[int, int]] | None:
    """What an autoscaler scales, and the fewest and most pods that it sets; None for other objects."""
    names = {"HorizontalPodAutoscaler": ("minReplicas", "maxReplicas"), "ScaledObject": _KEDA_NAMES}.get(object_.kind)
    if names is None:
        return None
    spec = _at(object_.manifest, ("spec",))
    kind, name = (_at(spec, ("scaleTargetRef", part)) for part in ("kind", "name"))
    fewest, most = (_at(spec, (each,)) for each in names)
    is_keda = names == _KEDA_NAMES
    fewest = fewest if isinstance(fewest, int) else 0 if is_keda else 1
    # KEDA's own default.
    most = most if isinstance(most, int) else 100
    return (object_.namespace, kind or "Deployment", name), (fewest, most)


def _pod_amounts(pod: Any, kind: str) -> dict[str, Decimal]:
    """Effective ``requests`` or ``limits`` of a pod: the sum of its containers, or an init container's if it is higher.

    See https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers.
    A resource counts only if every container has an amount of it, or if it is requested at all: without a limit in one
    container there is none for the pod.
    """
    containers = [*_items(pod, "initContainers"), *_items(pod, "containers")]
    amounts = [_container_amounts(each, kind) for each in containers]
    names = [name for each in amounts for name in each]
    if kind == "limits":
        names = [name for name in names if all(name in each for each in amounts) or "/" in name]
    return {name: _effective(pod, kind, name) for name in dict.fromkeys(names)}


def _effective(pod: Any, kind: str, resource: str) -> Decimal:
    once, running = [Decimal(0)], Decimal(0)
    for container in _items(pod, "initContainers"):
        amount = _container_amounts(container, kind).get(resource, Decimal(0))
        if container.get("restartPolicy") == "Always":
            running += amount
        else:
            once.append(running + amount)
    running += sum(_container_amounts(c, kind).get(resource, Decimal(0)) for c in _items(pod, "containers"))
    return max(running, *once)


def _container_amounts(container: Manifest, kind: str) -> dict[str, Decimal]:
    """Requests or limits of a container; the API server takes a limit for a request that is missing."""
    own = _at(container, ("resources", kind)) or {}
    amounts = {**(_at(container, ("resources", "limits")) or {}), **own} if kind == "requests" else own
    return {name: _amount(value) for name, value in amounts.items()} if isinstance(amounts, Mapping) else {}


def _template_storage(object_: KubernetesObject) -> Decimal:
    """Bytes in the claim templates of a StatefulSet, for all replicas."""
    return sum(map(claim_size, claim_templates(object_)), Decimal(0)) * _replicas(object_)


def claim_templates(object_: KubernetesObject) -> list[Manifest]:
    """Claims that a StatefulSet makes for each of its pods."""
    return _items(object_.manifest.get("spec"), "volumeClaimTemplates")


def claim_size(claim: Manifest) -> Decimal:
    """Bytes that a claim requests."""
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
