from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline import KubernetesObject, RecordedResource
from homelab.offline.workloads import total_storage, workloads

GI = 1024**3
TARGET = {"kind": "Deployment", "name": "x"}


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


@pytest.mark.parametrize(
    ("strategy", "surge"),
    [
        ({"type": "Recreate"}, 0),
        ({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 2}}, 2),
        ({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "30%"}}, 2),
        ({}, 2),
    ],
)
def test_a_deployment_has_more_pods_while_they_are_replaced(strategy: dict[str, Any], surge: int):
    (found,) = workloads([made("Deployment", {"replicas": 5, "strategy": strategy, **pod(container("1"))})])
    assert found.surge == surge
    (found,) = workloads([made("StatefulSet", {"replicas": 5, **pod(container("1"))})])
    assert found.surge == 0


@pytest.mark.parametrize(
    ("autoscaler", "replicas"),
    [
        (made("HorizontalPodAutoscaler", {"scaleTargetRef": TARGET, "maxReplicas": 4}), (1, 4)),
        (made("HorizontalPodAutoscaler", {"scaleTargetRef": TARGET, "minReplicas": 2, "maxReplicas": 4}), (2, 4)),
        (made("ScaledObject", {"scaleTargetRef": {"name": "x"}, "minReplicaCount": 1, "maxReplicaCount": 3}), (1, 3)),
        (made("ScaledObject", {"scaleTargetRef": {"name": "x"}}), (0, 100)),
        (made("HorizontalPodAutoscaler", {"scaleTargetRef": {**TARGET, "name": "y"}, "maxReplicas": 4}), (1, 1)),
    ],
)
def test_an_autoscaler_rules_over_its_target(autoscaler: KubernetesObject, replicas: tuple[int, int]):
    (found,) = workloads([autoscaler, made("Deployment", pod(container("1")))])
    assert (found.replicas, found.most_replicas) == replicas


def test_a_job_counts_with_all_pods_that_run_at_once():
    (found,) = workloads([made("Job", {"parallelism": 3, **pod(container("1"))})])
    assert (found.replicas, found.runs_always) == (3, False)


def test_a_pod_has_a_limit_if_all_of_its_containers_have_one():
    limited, unlimited = container("1"), container("1")
    limited["resources"]["limits"] = {"memory": "2Gi"}
    assert [
        workloads([made("Deployment", pod(*containers))])[0].limits
        for containers in ([limited, limited], [limited, unlimited])
    ] == [{"memory": 4 * GI}, {}]
