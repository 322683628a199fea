"""Rules about objects that belong together."""

from collections.abc import Iterator, Mapping, Sequence

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.network.pods import DEFAULT_NAMESPACE
from homelab.offline.network.rules import policy_types
from homelab.offline.network.selectors import selects
from homelab.offline.objects import NamedManifest
from homelab.offline.workloads import POD_SPECS, fewest_replicas
from homelab.policies.manifests import at, has_unknown, pod_spec
from homelab.policies.rule import StackRule

_SCALED = ("Deployment", "ReplicaSet", "StatefulSet")


def _unrestricted(objects: Sequence[NamedManifest]) -> Iterator[tuple[NamedManifest, str]]:
    policies = [each for each in objects if each.kind == "NetworkPolicy"]
    for workload, labels in _pods(objects):
        if at(pod_spec(workload.manifest), "hostNetwork") is True:
            yield workload, "its pods use their node's network, where NetworkPolicies do not apply"
            continue
        mine = [each for each in policies if _selects(each, "podSelector", workload, labels)]
        restricted = {direction for each in mine for direction in _directions(each)}
        for direction in ("Ingress", "Egress"):
            if direction not in restricted:
                yield workload, f"no NetworkPolicy restricts the {direction.lower()} of its pods"


def _without_budget(objects: Sequence[NamedManifest]) -> Iterator[tuple[NamedManifest, str]]:
    budgets = [each for each in objects if each.kind == "PodDisruptionBudget"]
    fewest = fewest_replicas(objects)
    for workload, labels in _pods(objects):
        if workload.kind in _SCALED:
            own = at(workload.manifest, "spec", "replicas")
            replicas = fewest.get((workload.namespace, workload.kind, workload.name), own)
            has_many = isinstance(replicas, int) and replicas > 1
            if has_many and not any(_selects(each, "selector", workload, labels) for each in budgets):
                yield workload, f"{replicas} replicas without a PodDisruptionBudget"


def _scaled_twice(objects: Sequence[NamedManifest]) -> Iterator[tuple[NamedManifest, str]]:
    targets = fewest_replicas(objects)
    for each in objects:
        is_scaled = (each.namespace, each.kind, each.name) in targets
        if is_scaled and isinstance(replicas := at(each.manifest, "spec", "replicas"), int):
            yield each, f"an autoscaler and replicas ({replicas}) both set the number of its pods"


def _pods(objects: Sequence[NamedManifest]) -> Iterator[tuple[NamedManifest, Mapping[str, str]]]:
    """Workloads and the labels of their pods, as far as these are known."""
    for each in objects:
        if path := POD_SPECS.get(each.kind):
            labels = at(each.manifest, *map(str, path[:-1]), "metadata", "labels")
            if not has_unknown(labels):
                yield each, labels or {}


def _selects(selecting: NamedManifest, field: str, workload: NamedManifest, labels: Mapping[str, str]) -> bool:
    """Whether the selector of an object in the workload's namespace selects its pods; what is unknown may."""
    selector = at(selecting.manifest, "spec", field)
    namespaces = {selecting.namespace or DEFAULT_NAMESPACE, workload.namespace or DEFAULT_NAMESPACE}
    is_near = len(namespaces) == 1 or UNKNOWN in namespaces
    return is_near and (has_unknown(selector) or selects(selector or {}, labels))


def _directions(policy: NamedManifest) -> Sequence[str]:
    is_unknown = has_unknown(at(policy.manifest, "spec", "policyTypes"))
    return ("Ingress", "Egress") if is_unknown else policy_types(policy.manifest["spec"])


NETWORK_POLICY = StackRule(
    name="network-policy",
    expected="A NetworkPolicy selects every pod, for what comes in and for what goes out",
    action="Add one that selects the pods and has both `policyTypes`.",
    violations=_unrestricted,
)
DISRUPTION_BUDGET = StackRule(
    name="disruption-budget",
    expected="Workloads of several replicas have a PodDisruptionBudget",
    action="Add one that selects the pods: a drain of nodes may else take all of them at once.",
    violations=_without_budget,
)
AUTOSCALED_REPLICAS = StackRule(
    name="autoscaled-replicas",
    expected="What an autoscaler scales has no replicas of its own",
    action="Remove `replicas`: each update would else undo what the autoscaler has done.",
    violations=_scaled_twice,
)
