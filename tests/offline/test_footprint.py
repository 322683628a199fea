from decimal import Decimal
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from homelab.offline import record
from homelab.offline.footprint import Footprint, footprints, quantity, resource_quota, total
from homelab.offline.workloads import Workload, workloads

GI = 1024**3
DEVICE = "nvidia.com/gpu"


def spec(**resources: Any) -> Any:
    return {"containers": [{"name": "x", "image": "x:1", "resources": resources}]}


def template(memory: str = "1Gi") -> Any:
    own = spec(requests={"cpu": "250m", "memory": memory}, limits={"memory": "2Gi"})
    return {"metadata": {"labels": {"app": "x"}}, "spec": own}


class Chat(pulumi.ComponentResource):
    """A server that an autoscaler scales, its Job, and a volume."""

    def __init__(self, name: str, *, autoscaler: Any = None):
        super().__init__("test:index:Chat", name, {})
        here = pulumi.ResourceOptions(parent=self)
        k8s.apps.v1.Deployment(
            name,
            metadata={"name": name},
            spec={
                "replicas": 2,
                "selector": {"match_labels": {"app": "x"}},
                "strategy": {"type": "RollingUpdate", "rolling_update": {"max_surge": 1}},
                "template": template(),
            },
            opts=here,
        )
        claim = {"resources": {"requests": {"storage": "5Gi"}}}
        k8s.core.v1.PersistentVolumeClaim(name, metadata={"name": name}, spec=claim, opts=here)  # type: ignore[arg-type]
        k8s.batch.v1.Job(f"{name}-job", metadata={"name": f"{name}-job"}, spec={"template": template("3Gi")}, opts=here)
        if autoscaler:
            target = {"api_version": "apps/v1", "kind": "Deployment", "name": name}
            scaler: Any = {"scale_target_ref": target, **autoscaler}
            k8s.autoscaling.v2.HorizontalPodAutoscaler(name, metadata={"name": name}, spec=scaler, opts=here)


def found(program: Any) -> tuple[list[Footprint], list[Workload]]:
    recording = record(program)
    own = workloads(recording.objects)
    return footprints(recording.resources, recording.objects, own), own


def test_a_component_has_its_pods_and_volumes_and_its_jobs_at_the_peak_alone():
    ((chat,), _) = found(lambda: Chat("chat"))
    assert (chat.name, chat.claims, chat.storage) == ("chat", 1, 5 * GI)
    assert (chat.minimum.pods, chat.maximum.pods, chat.peak.pods) == (2, 2, 4)
    assert chat.minimum.requests == {"cpu": Decimal("0.5"), "memory": 2 * GI}
    assert chat.peak.requests == {"cpu": 1, "memory": 6 * GI}
    assert chat.peak.limits == {"memory": 8 * GI}


def test_an_autoscaler_decides_on_the_number_of_pods():
    ((chat,), _) = found(lambda: Chat("chat", autoscaler={"min_replicas": 3, "max_replicas": 10}))
    assert (chat.minimum.pods, chat.maximum.pods, chat.peak.pods) == (3, 10, 12)
    assert chat.maximum.requests["memory"] == 10 * GI


def test_the_quota_is_what_everything_takes_at_its_peak():
    parts, own = found(lambda: (Chat("one"), Chat("two")))
    assert resource_quota(total(parts), own) == {
        "pods": "8",
        "requests.cpu": "2",
        "requests.memory": "12Gi",
        "limits.memory": "16Gi",
        "persistentvolumeclaims": "2",
        "requests.storage": "10Gi",
    }


def test_a_quota_names_no_cpu_or_memory_that_a_container_does_not_state():
    def program() -> None:
        one = spec(requests={"memory": "1Gi"}, limits={"ephemeral-storage": "1Gi", DEVICE: "2"})
        for name, each in (("a", one), ("b", spec(requests={"cpu": "1"}))):
            k8s.core.v1.Pod(name, metadata={"name": name}, spec=each)

    parts, own = found(program)
    assert [each.name for each in parts] == ["a", "b"]
    assert resource_quota(total(parts), own) == {
        "pods": "2",
        "requests.ephemeral-storage": "1Gi",
        f"requests.{DEVICE}": "2",
        "limits.ephemeral-storage": "1Gi",
        "persistentvolumeclaims": "0",
        "requests.storage": "0",
    }


def test_quantities_are_never_rounded_down():
    assert [quantity("cpu", Decimal(each)) for each in ("0.0001", "1.5", "2")] == ["1m", "1500m", "2"]
    assert [quantity("memory", Decimal(each)) for each in (1536 * 1024**2, GI + 1, "0.5", 0)] == [
        *("1536Mi", str(GI + 1), "1", "0"),
    ]
