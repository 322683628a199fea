"""Objects that follow the rules, and some that break one each: what a component declares, and changes of it.

The tests of the rules in Python and those of the admission policies have them in common.
"""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from homelab import Valkey
from homelab.offline import record
from homelab.offline.objects import Manifest, NamedManifest
from homelab.offline.workloads import POD_SPECS

DIGEST = "sha256:" + 64 * "0"
NAMESPACE = "ai"
SECRET = "ghp_" + 18 * "a1"

Change = Callable[[Manifest], object]


@dataclass(frozen=True)
class Example:
    """An object that breaks a rule."""

    rule: str
    kind: str
    change: Change
    """What makes it break the rule."""
    messages: tuple[str, ...]
    is_refused_anyway: bool = False
    """Whether the test cluster's API server refuses it before any policy does: it runs without --allow-privileged."""

    @property
    def manifest(self) -> Manifest:
        broken = good(self.kind)
        self.change(broken)
        return broken


@dataclass(frozen=True)
class StackExample:
    """Objects of which one breaks a rule: those of the component with others in addition or in their place."""

    rule: str
    objects: tuple[NamedManifest, ...]
    messages: tuple[str, ...]


def good(kind: str) -> Manifest:
    """An object of a kind that follows every rule, which may be changed."""
    return deepcopy(next(each for each in _recorded() if each["kind"] == kind))


def goods() -> list[Manifest]:
    """One of each kind."""
    return [good(each["kind"]) for each in _recorded()]


@functools.cache
def _recorded() -> Sequence[Manifest]:
    """A component as it is recorded, and its pods as every other kind of workload."""
    declared = {each.kind: each.manifest for each in record(lambda: Valkey("cache", {"namespace": NAMESPACE})).objects}
    server = declared["StatefulSet"]
    for container in server["spec"]["template"]["spec"]["containers"]:
        container["image"] += f"@{DIGEST}"
    claim = declared["PersistentVolumeClaim"]
    assert claim["metadata"]["annotations"] == {"homelab.dev/retained": "true"}
    kinds = ("StatefulSet", "Service", "PersistentVolumeClaim", "ConfigMap", "NetworkPolicy", "Secret")
    return [*(declared[kind] for kind in kinds if kind in declared), *_others(server)]


def _others(server: Manifest) -> Iterator[Manifest]:
    metadata, template, selector = server["metadata"], server["spec"]["template"], server["spec"]["selector"]
    ending = deepcopy(template)
    ending["spec"]["restartPolicy"] = "Never"
    specs: Mapping[str, tuple[str, Any]] = {
        "Deployment": ("apps/v1", {"selector": selector, "template": template}),
        "DaemonSet": ("apps/v1", {"selector": selector, "template": template}),
        "ReplicaSet": ("apps/v1", {"selector": selector, "template": template}),
        "Job": ("batch/v1", {"template": ending}),
        "CronJob": ("batch/v1", {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": ending}}}),
        "Pod": ("v1", template["spec"]),
    }
    assert {*specs, "StatefulSet"} == {*POD_SPECS}
    for kind, (version, spec) in specs.items():
        yield {"apiVersion": version, "kind": kind, "metadata": deepcopy(metadata), "spec": deepcopy(spec)}


def pod_of(manifest: Manifest) -> Manifest:
    """Specification of a workload's pods."""
    for part in map(str, POD_SPECS[manifest["kind"]]):
        manifest = manifest[part]
    return manifest


def _pod(**fields: Any) -> Change:
    return lambda manifest: pod_of(manifest).update(fields)


def _container(**fields: Any) -> Change:
    return lambda manifest: pod_of(manifest)["containers"][0].update(fields)


def _context(**fields: Any) -> Change:
    return lambda manifest: pod_of(manifest)["containers"][0]["securityContext"].update(fields)


def _without(*names: str) -> Change:
    def change(manifest: Manifest) -> None:
        for name in names:
            pod_of(manifest)["containers"][0].pop(name)

    return change


def _all(*changes: Change) -> Change:
    def change(manifest: Manifest) -> None:
        for each in changes:
            each(manifest)

    return change


def _spec(**fields: Any) -> Change:
    return lambda manifest: manifest["spec"].update(fields)


def _metadata(**fields: Any) -> Change:
    return lambda manifest: manifest["metadata"].update(fields)


def _images(image: str) -> Change:
    """The image of the container, and of one before it, so that several messages are compared."""

    def change(manifest: Manifest) -> None:
        pod = pod_of(manifest)
        pod["containers"][0]["image"] = image
        pod["initContainers"] = [{**pod["containers"][0], "name": "first"}]
        for field in ("startupProbe", "readinessProbe", "livenessProbe", "lifecycle", "ports"):
            pod["initContainers"][0].pop(field, None)

    return change


def _for_images(problem: str, image: str) -> tuple[str, ...]:
    return tuple(f"container {name}: image {image} {problem}" for name in ("first", "valkey"))


_TEMPLATES = [
    {
        "metadata": {"name": "more"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
]
_BAD_TAGS = ("nginx", "docker.io/library/nginx:latest", "localhost:5000/nginx", "ghcr.io/a/b")
_SIDECAR = {
    "name": "side",
    "image": f"docker.io/a/b:1@{DIGEST}",
    "restartPolicy": "Always",
    "ports": [{"containerPort": 1}],
}

OBJECTS: Sequence[Example] = (
    *(
        Example(
            "image-digest", kind, _images("docker.io/a/b:1"), _for_images("is not pinned by digest", "docker.io/a/b:1")
        )
        for kind in POD_SPECS
    ),
    Example(
        "image-digest",
        "Deployment",
        _container(image="docker.io/a/b@sha256:00"),
        ("container valkey: image docker.io/a/b@sha256:00 is not pinned by digest",),
    ),
    *(
        Example("image-tag", "Deployment", _images(image), _for_images("has no tag, or latest", image))
        for image in _BAD_TAGS
    ),
    *(
        Example(
            "image-registry",
            "Deployment",
            _images(image),
            _for_images("is from a registry that is not allowed", image),
        )
        for image in ("registry.example.com/a:1", "localhost/a:1", "docker.io.example.com/a:1", "host:5000/a/b:1")
    ),
    *(
        Example("pod-security", "Deployment", _pod(**{field: True}), (f"pod: {field} is set",))
        for field in ("hostNetwork", "hostPID", "hostIPC")
    ),
    Example(
        "pod-security",
        "Pod",
        lambda manifest: pod_of(manifest)["volumes"].append({"name": "host", "hostPath": {"path": "/"}}),
        (
            "pod: a volume is none of configMap, csi, downwardAPI, emptyDir, ephemeral, persistentVolumeClaim, "
            "projected, secret",
        ),
    ),
    *(
        Example("pod-security", "StatefulSet", change, (f"container valkey: {problem}",))
        for change, problem in (
            (_context(allowPrivilegeEscalation=True), "allowPrivilegeEscalation is not false"),
            (_context(capabilities={}), "capabilities.drop lacks ALL"),
            (
                _context(capabilities={"drop": ["ALL"], "add": ["NET_BIND_SERVICE", "SYS_TIME"]}),
                "capabilities.add has others than NET_BIND_SERVICE",
            ),
            (_context(runAsNonRoot=False), "runAsNonRoot is not true"),
            (_context(runAsUser=0), "runAsUser is 0"),
            (
                _context(seccompProfile={"type": "Unconfined"}),
                "seccompProfile is none of RuntimeDefault, Localhost",
            ),
            (_container(ports=[{"containerPort": 6379, "hostPort": 6379}]), "a port has a hostPort"),
            (
                _all(_context(procMount="Unmasked"), _pod(hostUsers=False)),
                "procMount is not Default",
            ),
        )
    ),
    Example(
        "pod-security",
        "StatefulSet",
        _context(privileged=True, allowPrivilegeEscalation=True),
        ("container valkey: privileged is set, allowPrivilegeEscalation is not false",),
        is_refused_anyway=True,
    ),
    Example(
        "pod-security",
        "Job",
        _all(_pod(securityContext={}), _container(securityContext={})),
        (
            "container valkey: allowPrivilegeEscalation is not false, capabilities.drop lacks ALL, runAsNonRoot is not "
            "true, seccompProfile is none of RuntimeDefault, Localhost",
        ),
    ),
    Example(
        "read-only-root",
        "CronJob",
        _context(readOnlyRootFilesystem=False),
        ("container valkey: readOnlyRootFilesystem is not true",),
    ),
    Example(
        "api-token",
        "Deployment",
        lambda manifest: pod_of(manifest).pop("automountServiceAccountToken"),
        ("pods mount a token of the namespace's default service account",),
    ),
    Example(
        "resources",
        "Deployment",
        _without("resources"),
        ("container valkey: no request of cpu, no request of memory, no limit of memory",),
    ),
    Example(
        "resources",
        "CronJob",
        _container(resources={"requests": {"cpu": "1", "memory": "1Gi"}}),
        ("container valkey: no limit of memory",),
    ),
    Example(
        "probes", "StatefulSet", _without("livenessProbe"), ("container valkey: it serves without a livenessProbe",)
    ),
    Example(
        "probes",
        "Deployment",
        _all(_without("readinessProbe"), _pod(initContainers=[_SIDECAR])),
        (
            "container side: it serves without a readinessProbe, it serves without a livenessProbe",
            "container valkey: it serves without a readinessProbe",
        ),
    ),
    Example(
        "plain-secrets",
        "Deployment",
        _container(env=[{"name": "NOTE", "value": SECRET}]),
        ("spec.template.spec.containers[0].env[0].value is a GitHub token in plain text",),
    ),
    Example(
        "volume-retained",
        "PersistentVolumeClaim",
        lambda manifest: manifest["metadata"].pop("annotations"),
        ("it is deleted with what has declared it, and its data with it",),
    ),
    Example(
        "claim-templates",
        "StatefulSet",
        _spec(
            volumeClaimTemplates=_TEMPLATES,
            persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete", "whenScaled": "Delete"},
        ),
        (
            "persistentVolumeClaimRetentionPolicy.whenDeleted is Delete",
            "persistentVolumeClaimRetentionPolicy.whenScaled is Delete",
        ),
    ),
    *(
        Example("service-type", "Service", _spec(type=kind), (f"the type is {kind}",))
        for kind in ("LoadBalancer", "NodePort")
    ),
    Example(
        "labels",
        "Service",
        _metadata(labels={"app.kubernetes.io/name": "valkey", "app.kubernetes.io/instance": "cache"}),
        tuple(f"the label app.kubernetes.io/{name} is missing" for name in ("component", "part-of", "managed-by")),
    ),
)
"""Objects that break the rules about objects."""


def named(*manifests: Manifest) -> tuple[NamedManifest, ...]:
    return tuple(map(NamedManifest, manifests))


def _with(kind: str, change: Change) -> Manifest:
    manifest = good(kind)
    change(manifest)
    return manifest


def policy(*types: str) -> Manifest:
    """A NetworkPolicy that selects every pod."""
    metadata = {"name": "all", "namespace": NAMESPACE}
    spec = {"podSelector": {}, "policyTypes": [*types]}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


def budget(selector: Manifest) -> Manifest:
    metadata = {"name": "cache", "namespace": NAMESPACE}
    spec = {"maxUnavailable": 1, "selector": selector}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec}


def autoscaler(kind: str, fewest: int) -> Manifest:
    """A HorizontalPodAutoscaler or a ScaledObject of KEDA."""
    is_keda = kind == "ScaledObject"
    limits = {"minReplicaCount": fewest} if is_keda else {"minReplicas": fewest, "maxReplicas": 5}
    target = {"name": "cache"} if is_keda else {"kind": "Deployment", "name": "cache"}
    return {
        "apiVersion": "keda.sh/v1alpha1" if is_keda else "autoscaling/v2",
        "kind": kind,
        "metadata": {"name": "cache", "namespace": NAMESPACE},
        "spec": {"scaleTargetRef": target, **limits},
    }


def _elsewhere(manifest: Manifest) -> Manifest:
    manifest["metadata"]["namespace"] = "elsewhere"
    return manifest


_NOT_IN = "no NetworkPolicy restricts the ingress of its pods"
_NOT_OUT = "no NetworkPolicy restricts the egress of its pods"
_MANY = _with("Deployment", _spec(replicas=2))

STACKS: Sequence[StackExample] = (
    StackExample("network-policy", named(good("CronJob")), (_NOT_IN, _NOT_OUT)),
    StackExample("network-policy", named(good("StatefulSet"), policy("Ingress")), (_NOT_OUT,)),
    StackExample("network-policy", named(good("Pod"), _elsewhere(policy("Ingress", "Egress"))), (_NOT_IN, _NOT_OUT)),
    StackExample(
        "network-policy",
        named(_with("Deployment", _pod(hostNetwork=True)), policy("Ingress", "Egress")),
        ("its pods use their node's network, where NetworkPolicies do not apply",),
    ),
    StackExample("disruption-budget", named(_MANY), ("2 replicas without a PodDisruptionBudget",)),
    StackExample(
        "disruption-budget",
        named(_MANY, budget({"matchLabels": {"app": "other"}})),
        ("2 replicas without a PodDisruptionBudget",),
    ),
    *(
        StackExample(
            "disruption-budget",
            named(good("Deployment"), autoscaler(kind, 3)),
            ("3 replicas without a PodDisruptionBudget",),
        )
        for kind in ("HorizontalPodAutoscaler", "ScaledObject")
    ),
    *(
        StackExample(
            "autoscaled-replicas",
            named(_MANY, autoscaler(kind, 2), budget({})),
            ("an autoscaler and replicas (2) both set the number of its pods",),
        )
        for kind in ("HorizontalPodAutoscaler", "ScaledObject")
    ),
)
"""Objects that break the rules about objects that belong together."""
GOOD_STACK = named(*goods(), policy("Ingress", "Egress"), budget({}), autoscaler("HorizontalPodAutoscaler", 2))
