"""Rules for rendered objects, which report violations."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from homelab.policies import Settings
from homelab.policies.pod_security import POD_SECURITY

Manifest = Mapping[str, Any]
WORKLOADS = ("Deployment", "StatefulSet", "Job")


def workloads(manifests: Iterable[Manifest]) -> list[Manifest]:
    return [each for each in manifests if each["kind"] in WORKLOADS]


def containers(workload: Manifest) -> list[Manifest]:
    spec = workload["spec"]["template"]["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]


def restricted_violations(workload: Manifest) -> Iterator[str]:
    """Violations of the Pod Security Standard "restricted" (v1.36)."""
    name = workload["metadata"]["name"]
    return (f"{name}: {message}" for message in POD_SECURITY.violations({**workload}, Settings()))


def hardening_violations(workload: Manifest) -> Iterator[str]:
    """Violations of the library's own rules beyond that."""
    spec = workload["spec"]["template"]["spec"]
    name = workload["metadata"]["name"]
    if spec.get("automountServiceAccountToken") is not False:
        yield f"{name}: automountServiceAccountToken"
    if spec.get("enableServiceLinks") is not False:
        yield f"{name}: enableServiceLinks"
    # On OpenShift both are the namespace's own.
    if ("runAsUser" in spec["securityContext"]) != ("fsGroup" in spec["securityContext"]):
        yield f"{name}: runAsUser or fsGroup, but not both"
    for container in containers(workload):
        where = f"{name}/{container['name']}"
        if not container["securityContext"].get("readOnlyRootFilesystem"):
            yield f"{where}: readOnlyRootFilesystem"
        resources = container.get("resources", {})
        if not {"cpu", "memory"} <= set(resources.get("requests", {})) or "memory" not in resources.get("limits", {}):
            yield f"{where}: resources"
        if ":latest" in container["image"] or ":" not in container["image"].rpartition("/")[2]:
            yield f"{where}: image {container['image']}"
    for container in spec["containers"] if workload["kind"] != "Job" else []:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            if probe not in container:
                yield f"{name}/{container['name']}: {probe}"
