from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline import KubernetesObject, RecordedResource
from homelab.offline.workloads import total_storage, workloads

GI = 1024**3


def made(kind: str, spec: Any, name: str = "x") -> KubernetesObject:
    resource = RecordedResource(
        type="t", name=name, urn=name, parent="", custom=True, id="", inputs={}, outputs={}, secrets={}
    )
    return KubernetesObject({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, "spec": spec}, resource)


def container(cpu: str, memory: str = "1Gi", **more: Any) -> dict[str, Any]:
    return {"name": "x", "image": f"image-{cpu}", "resources": {"requests": {"cpu": cpu, "memory": memory}}} | more


def claim(size: str) -> Mapping[str, Any]:
    return {"resources": {"requests": {"storage": size}}}


def pod(*containers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"template": {"spec": {"containers": list(containers), **more}}}


def test_replicas_multiply_requests():
    (found,) = workloads([made("Deployment", {"replicas": 3, **pod(container("100m"), container("200m"))})])
    assert (found.replicas, found.cpu, found.memory) == (3, Decimal("0.9"), 6 * GI)
    assert found.images == ["image-100m", "image-200m"]


def test_an_autoscalers_smallest_number_multiplies_requests():
    deployment = made("Deployment", pod(container("100m")))
    hpa = made("HorizontalPodAutoscaler", {"scaleTargetRef": {"kind": "Deployment", "name": "x"}, "minReplicas": 2})
    scaled = made("ScaledObject", {"scaleTargetRef": {"name": "x"}, "minReplicaCount": 3})
    other = made("HorizontalPodAutoscaler", {"scaleTargetRef": {"kind": "Deployment", "name": "y"}, "minReplicas": 9})
    assert [found.replicas for found in workloads([deployment, hpa, other])] == [2]
    assert [(found.replicas, found.cpu) for found in workloads([scaled, deployment])] == [(3, Decimal("0.3"))]
    assert [found.replicas for found in workloads([deployment])] == [1]


@pytest.mark.parametrize(
    ("init", "cpu"),
    [
        ([container("1")], "1"),
        ([container("50m")], "0.1"),
        ([container("1", restartPolicy="Always")], "1.1"),
        ([container("1", restartPolicy="Always"), container("500m")], "1.5"),
    ],
)
def test_init_containers_count_as_the_scheduler_counts_them(init: list[dict[str, Any]], cpu: str):
    (found,) = workloads([made("Deployment", pod(container("100m"), initContainers=init))])
    assert found.cpu == Decimal(cpu)


def test_claims_belong_to_the_workloads_that_mount_them_and_count_once():
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "data"}}]
    objects = [
        made("PersistentVolumeClaim", claim("5Gi"), "data"),
        made("Deployment", pod(container("1"), volumes=volumes), "a"),
        made("Deployment", pod(container("1"), volumes=volumes), "b"),
        made("StatefulSet", {"replicas": 2, "volumeClaimTemplates": [{"spec": claim("1Gi")}], **pod()}, "c"),
    ]
    assert [workload.storage for workload in workloads(objects)] == [5 * GI, 5 * GI, 2 * GI]
    assert total_storage(objects) == 7 * GI


def test_jobs_come_and_go():
    cron_job = made("CronJob", {"jobTemplate": {"spec": pod(container("1"))}}, "cron")
    found = workloads([made("Job", pod(container("1"))), cron_job, made("Pod", {"containers": [container("1")]})])
    assert [(workload.cpu, workload.runs_always) for workload in found] == [(1, False), (1, False), (1, True)]


@pytest.mark.parametrize("spec", [UNKNOWN, {"replicas": UNKNOWN, "template": UNKNOWN}, pod({"resources": UNKNOWN})])
def test_what_is_not_known_yet_counts_nothing(spec: Any):
    (found,) = workloads([made("StatefulSet", spec)])
    assert (found.cpu, found.memory, found.storage, found.replicas) == (0, 0, 0, 1)
