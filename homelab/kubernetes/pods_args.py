"""Where and how the pods of a workload run."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import IMAGE, LABELS, OBJECT_NAME
from homelab.kubernetes.inputs import is_plain
from homelab.kubernetes.labels import ADDITIONAL_LABELS
from homelab.kubernetes.own_words import OWN_WORDS
from homelab.kubernetes.pod_terms import VIOLATIONS, VIOLATIONS_OF_ITEMS
from homelab.kubernetes.rollout import RolloutArgs

KUBERNETES_NAMES = {
    "affinity": "affinity",
    "tolerations": "tolerations",
    "topology_spread": "topologySpreadConstraints",
    "host_aliases": "hostAliases",
    "dns_config": "dnsConfig",
    "init_containers": "initContainers",
}
"""Arguments in Kubernetes' own words, and the field of a PodSpec that each is."""
_LISTS = ("tolerations", "topology_spread", "host_aliases", "init_containers")
_MAPS = ("annotations", "labels", "node_selector", "rollout")


def _kubernetes_would_accept(group: Mapping[str, Any]) -> Iterable[str]:
    fields = {name: group[name] for name in KUBERNETES_NAMES if name in group and is_plain(group[name])}
    if fields:
        from homelab.offline.schemas import Schemas  # Loading schemas takes time that most programs do not need.

        spec = {KUBERNETES_NAMES[name]: value for name, value in fields.items()}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {}, "spec": {"containers": [{"name": "own"}], **spec}}
        arguments = {field: name for name, field in KUBERNETES_NAMES.items()}
        errors = list(Schemas().errors(pod))
        for (_, field, *rest), message in errors:
            yield f"{'.'.join(map(str, (arguments[str(field)], *rest)))}: {message}"
        if not errors:
            yield from _unknown_terms(fields)
    for index, container in enumerate(fields.get("init_containers", [])):
        image = container.get("image")
        if not isinstance(image, str) or not IMAGE.accepts(image):
            yield f"init_containers.{index}.image: expected {IMAGE.expected}, got {image!r}"


def _unknown_terms(fields: Mapping[str, Any]) -> Iterable[str]:
    for name in fields.keys() & VIOLATIONS.keys():
        yield from (f"{name}.{message}" for message in VIOLATIONS[name](fields[name]))
    for name in fields.keys() & VIOLATIONS_OF_ITEMS.keys():
        for index, item in enumerate(fields[name]):
            yield from (f"{name}.{index}.{message}" for message in VIOLATIONS_OF_ITEMS[name](item))


@rules(Rule(tuple(KUBERNETES_NAMES), _kubernetes_would_accept))
@constrain(
    labels=ADDITIONAL_LABELS,
    node_selector=LABELS,
    priority_class=OBJECT_NAME,
    runtime_class=OBJECT_NAME,
    **dict.fromkeys(KUBERNETES_NAMES, OWN_WORDS),
)
class PodsArgs(TypedDict):
    """Where and how pods run.

    What Kubernetes has its own words for is written in them, ``topologyKey`` and not ``topology_key``, and checked
    against Kubernetes' schema.
    """

    annotations: NotRequired[dict[str, pulumi.Input[str]]]
    """Annotations of the pods and of their workloads, for example Reloader's or Datadog's. Default: none."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Further labels of the pods alone. Default: none."""
    node_selector: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels that a node must have. Default: none."""
    tolerations: NotRequired[list[dict[str, Any]]]
    """Taints that the pods tolerate: ``[{key: gpu, operator: Exists}]``. Default: none."""
    affinity: NotRequired[dict[str, Any]]
    """Kubernetes' ``affinity``. A pod (anti-)affinity without ``labelSelector`` means the pods of the same workload.
    Default: none."""
    topology_spread: NotRequired[list[dict[str, Any]]]
    """Kubernetes' ``topologySpreadConstraints``; without ``labelSelector`` they spread the pods of the same workload.
    Default: workloads of several pods spread over nodes and zones where they can."""
    priority_class: NotRequired[pulumi.Input[str]]
    """Name of the PriorityClass. Default: the cluster's default."""
    runtime_class: NotRequired[pulumi.Input[str]]
    """Name of the RuntimeClass, for example ``gvisor``, or ``nvidia`` where the nodes' default runtime does not support
    GPUs. Default: none."""
    rollout: NotRequired[RolloutArgs]
    """How Deployments replace their pods. Default: one by one, each once its replacement is ready."""
    host_aliases: NotRequired[list[dict[str, Any]]]
    """Entries of /etc/hosts: ``[{ip: 10.0.0.5, hostnames: [models.internal]}]``. Default: none."""
    dns_config: NotRequired[dict[str, Any]]
    """Kubernetes' ``dnsConfig``: further name servers, search domains and options. Default: none."""
    init_containers: NotRequired[list[dict[str, Any]]]
    """Containers that end before the workload's own start. Without words of their own they have no privileges, a
    read-only root file system and at most 128Mi memory. They may mount the pod's volumes by name. Default: none."""


_NODES = ("node_selector", "affinity", "topology_spread", "runtime_class")
"""Arguments that choose nodes; tolerations only admit to them."""


def on_any_node(pods: PodsArgs) -> PodsArgs:
    """``pods`` without what chooses nodes, for a Job that does not need those of its server."""
    return cast(PodsArgs, {name: value for name, value in pods.items() if name not in _NODES})


def combined_pods(first: PodsArgs, second: PodsArgs) -> PodsArgs:
    """Arguments for all workloads and for one of them: maps and lists are joined, for the rest ``second`` decides."""
    joined: dict[str, Any] = {**first, **second}
    for name in _MAPS:
        if name in joined:
            joined[name] = {**first.get(name, {}), **second.get(name, {})}
    for name in _LISTS:
        if name in joined:
            joined[name] = [*first.get(name, []), *second.get(name, [])]
    return cast(PodsArgs, joined)
