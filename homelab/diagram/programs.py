"""The workloads of a picture: what each is called, and in which component it is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from homelab.offline import KubernetesObject, RecordedResource, Recording
from homelab.offline.network import Pod, pods
from homelab.offline.resources import WORKSPACE
from homelab.offline.workloads import Workload, workloads

_COMPONENT = "homelab:index:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A workload."""

    id: str
    """Its kind and name."""
    pod: Pod
    name: str
    """Without the name of its workspace in front."""
    details: str
    """Kind and number of pods."""
    component: RecordedResource | None
    """The one that it is a part of; of nested ones the outermost."""
    keeps_data: bool


def programs(recording: Recording) -> list[Program]:
    """Workloads that run all the time or again and again, in the order of the recording.

    Jobs are left out: they run once when something changes.
    """
    components = component_of(recording.resources)
    prefix = workspace_prefix(recording.resources)
    ids = object_ids(recording.objects, prefix)
    return [
        Program(
            id=ids[each.object.resource.urn],
            pod=pod,
            name=each.object.resource.name.removeprefix(prefix),
            details=_details(each),
            component=components.get(each.object.resource.urn),
            keeps_data=each.object.kind == "StatefulSet",
        )
        for each in workloads(recording.objects)
        if each.object.kind != "Job"
        for pod in pods([each.object.manifest])
    ]


def object_ids(objects: Sequence[KubernetesObject], prefix: str) -> dict[str, str]:
    """Kind and name of each object, by its URN.

    :param prefix: Left out of names, unless they would be those of others.
    """
    namespaces = {each.namespace for each in objects if each.namespace}
    whole = {each.resource.urn: f"{each.kind} {each.namespace}/{each.name}" for each in objects}
    if len(namespaces) > 1:
        return whole
    short = {each.resource.urn: f"{each.kind} {each.name.removeprefix(prefix)}" for each in objects}
    times = Counter(short.values())
    return {urn: id_ if times[id_] == 1 else whole[urn] for urn, id_ in short.items()}


def all_pods(recording: Recording) -> list[Pod]:
    """Pods of all workloads, Jobs included."""
    return pods(each.manifest for each in recording.objects)


def workspace_prefix(resources: Sequence[RecordedResource]) -> str:
    """What all names of the only workspace begin with; empty if there is none, or several."""
    names = [each.name for each in resources if each.type == WORKSPACE]
    return f"{names[0]}-" if len(names) == 1 else ""


def component_of(resources: Sequence[RecordedResource]) -> dict[str, RecordedResource]:
    """Component of each resource that is in one, by URN: the outermost of this library's that is no workspace."""
    by_urn = {each.urn: each for each in resources}
    found = {each.urn: list(_above(each, by_urn)) for each in resources}
    return {
        urn: next((each for each in reversed(above) if is_component(each)), above[0])
        for urn, above in found.items()
        if above
    }


def is_component(resource: RecordedResource) -> bool:
    """Whether it is one of this library's components that run something."""
    return not resource.custom and resource.type.startswith(_COMPONENT) and resource.type != WORKSPACE


def title(component: RecordedResource) -> str:
    """``LibreChat``, for example."""
    return component.type.rpartition(":")[2]


def _above(resource: RecordedResource, by_urn: Mapping[str, RecordedResource]) -> Iterator[RecordedResource]:
    """Components that a resource is in, the nearest first."""
    above = by_urn.get(resource.parent)
    while above is not None:
        if not above.custom:
            yield above
        above = by_urn.get(above.parent)


def _details(workload: Workload) -> str:
    kind = workload.object.kind
    if kind == "CronJob":
        spec = workload.object.manifest["spec"]
        return f"{kind}, suspended" if spec.get("suspend") else f"{kind}, {spec['schedule']}"
    few, most = workload.replicas, workload.most_replicas
    if kind == "DaemonSet":
        return kind
    return f"{kind}, {few} to {most} pods" if few != most else f"{kind}, {few} pod{'' if few == 1 else 's'}"
