"""Waves: which objects have to be ready before others are applied, by the dependencies that a program declared.

Tools of GitOps wait for a whole wave before they apply the next one. So nothing may stand in an earlier wave than what
its own health waits for: a claim is often bound only once its pod is there, an autoscaler needs its target, and an
Ingress its controller's address. Nobody waits for the last wave, so it takes the Deployments and Jobs that nothing
depends on; StatefulSets may have clients that do without a dependency, as they try until they get an answer.
"""

from collections.abc import Mapping, Sequence

from homelab.offline.objects import KubernetesObject
from homelab.offline.resources import RecordedResource
from homelab.offline.workloads import mounted_claims

AWAITED = frozenset({"CustomResourceDefinition", "DaemonSet", "Deployment", "Job", "Pod", "StatefulSet"})
"""Kinds that others wait for; everything else is there once it is applied."""
_LAST = frozenset({
    "CronJob", "Gateway", "GRPCRoute", "HorizontalPodAutoscaler", "HTTPRoute", "Ingress", "PodDisruptionBudget",
    "ScaledObject",
})  # fmt: skip
"""Kinds that are healthy by the help of others, and that nothing waits for."""
_LAST_UNLESS_NEEDED = frozenset({"Deployment", "Job"})
_CLAIM = "PersistentVolumeClaim"


def waves(objects: Sequence[KubernetesObject], resources: Sequence[RecordedResource]) -> dict[str, int]:
    """Wave of each object by its URN: 0, 1 and so on, without gaps.

    :param resources: All resources of the program, each after those that it depends on.
    """
    levels = _levels(objects, resources)
    found = {each.resource.urn: levels[each.resource.urn] for each in objects}
    last = max(found.values(), default=0)
    found |= dict.fromkeys(_last(objects, resources), last)
    first_mounted = _first_mounts(objects, found)
    for each in objects:
        if each.kind == _CLAIM:
            found[each.resource.urn] = first_mounted.get((each.namespace, each.name), last)
    numbers = {level: number for number, level in enumerate(sorted({*found.values()}))}
    return {urn: numbers[level] for urn, level in found.items()}


def _levels(objects: Sequence[KubernetesObject], resources: Sequence[RecordedResource]) -> dict[str, int]:
    """How many objects have to be ready, one after the other, before each resource."""
    awaited = {each.resource.urn for each in objects if each.kind in AWAITED}
    levels: dict[str, int] = {}
    for each in resources:
        # The children of a component wait for what it depends on.
        before = [*each.dependencies, each.parent]
        levels[each.urn] = max(levels.get(urn, 0) + (urn in awaited) for urn in before)
    return levels


def _last(objects: Sequence[KubernetesObject], resources: Sequence[RecordedResource]) -> set[str]:
    """URNs of the objects of the last wave."""
    always = {each.resource.urn for each in objects if _is_last(each)}
    needed = {urn for each in resources if each.urn not in always for urn in each.dependencies}
    alone = {each.resource.urn for each in objects if each.kind in _LAST_UNLESS_NEEDED} - needed
    return always | alone


def _first_mounts(objects: Sequence[KubernetesObject], levels: Mapping[str, int]) -> dict[tuple[str | None, str], int]:
    """The first wave in which a pod mounts each claim."""
    found: dict[tuple[str | None, str], int] = {}
    for each in objects:
        if each.kind in AWAITED:
            for claim in mounted_claims(each):
                key, level = (each.namespace, claim), levels[each.resource.urn]
                found[key] = min(level, found.get(key, level))
    return found


def _is_last(object_: KubernetesObject) -> bool:
    if object_.kind == "Service":
        return (object_.manifest.get("spec") or {}).get("type") == "LoadBalancer"
    return object_.kind in _LAST
