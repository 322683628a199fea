"""A workspace as a cluster would have it: the rendered objects, with the pods and statuses that controllers add."""

import functools
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from homelab.doctor.objects import ExaminedWorkspace
from homelab.doctor.probes import Inspection
from homelab.running.kubectl import Kubectl
from homelab.running.stack import Expected
from homelab.running.workspace import Manifest
from tests.objects import WORKLOADS
from tests.scenarios import SCENARIOS, recorded


@functools.cache
def rendered() -> Sequence[Manifest]:
    """A workspace of every server that the doctor asks."""
    return recorded(SCENARIOS["production"]).manifests


NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def running_objects(manifests: Sequence[Mapping[str, Any]]) -> list[Manifest]:
    """All is well there: every pod is ready, every volume bound."""
    objects: list[Manifest] = []
    for number, manifest in enumerate(deepcopy([dict(each) for each in manifests])):
        objects.append(manifest)
        if manifest["kind"] in ("Deployment", "StatefulSet"):
            replicas = manifest["spec"].get("replicas", 1)
            manifest["status"] = {"availableReplicas": replicas}
            objects += [_pod(manifest, f"10.0.{number}.{replica + 1}", replica) for replica in range(replicas)]
        elif manifest["kind"] == "PersistentVolumeClaim":
            manifest["status"] = {"phase": "Bound"}
        elif manifest["kind"] == "Job":
            manifest["status"] = {"conditions": [{"type": "Complete", "status": "True"}]}
    assert {each["kind"] for each in objects} & set(WORKLOADS)
    return objects


def _pod(workload: Manifest, address: str, number: int) -> Manifest:
    template = deepcopy(workload["spec"]["template"])
    metadata = {
        **template["metadata"],
        "name": f"{workload['metadata']['name']}-{number}",
        "namespace": workload["metadata"]["namespace"],
    }
    status = {"phase": "Running", "podIP": address, "conditions": [{"type": "Ready", "status": "True"}]}
    containers = [
        {"name": each["name"], "state": {"running": {}}, "restartCount": 0} for each in template["spec"]["containers"]
    ]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": template["spec"],
        "status": {**status, "containerStatuses": containers},
    }


def only(objects: Sequence[Manifest], kind: str, app: str) -> Manifest:
    """The object of a kind whose ``app.kubernetes.io/name`` is ``app``; the first one of several pods."""
    return next(
        each
        for each in objects
        if each["kind"] == kind and (each["metadata"].get("labels") or {}).get("app.kubernetes.io/name") == app
    )


def workspace(objects: Sequence[Manifest], expected: Expected | None = None) -> ExaminedWorkspace:
    return ExaminedWorkspace("ai", objects, expected, NOW)


class Cluster(Kubectl):
    """kubectl of a cluster without nodes: a function answers what is executed."""

    def __init__(self, answer: Callable[[str, Sequence[str], str], str]) -> None:
        super().__init__("ai")
        object.__setattr__(self, "answer", answer)

    def execute(self, pod: str, container: str, command: Sequence[str], *, stdin: str = "") -> str:
        assert container != "sidecar"
        return self.answer(pod, command, stdin)  # pyright: ignore[reportAttributeAccessIssue]


def inspection(objects: Sequence[Manifest], answer: Callable[[str, Sequence[str], str], str]) -> Inspection:
    return Inspection(workspace(objects), Cluster(answer))


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """``change`` over ``base``, maps deeply."""
    result = dict(base)
    for key, value in change.items():
        if isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result
