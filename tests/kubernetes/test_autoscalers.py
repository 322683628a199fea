from types import SimpleNamespace
from typing import Any, cast

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.kubernetes import Application, create_deployment
from homelab.kubernetes.autoscalers import generations_query, refuse_unstated
from homelab.kubernetes.autoscaling import AT_ONCE_AND_SLOWLY_BACK, AutoscalingDefaults, scale_of
from homelab.offline import Recording
from tests.kubernetes.recorded import IDENTITY, SERVER, recorded

DEFAULTS = AutoscalingDefaults(min_replicas=2, max_replicas=10, behavior=AT_ONCE_AND_SLOWLY_BACK)
PROMETHEUS = "http://prometheus.monitoring:9090"


def deployed(**group: Any) -> Recording:
    scale = scale_of(group, DEFAULTS)
    return recorded(lambda app: create_deployment(app, SERVER, IDENTITY, termination_grace_period=5, scale=scale))


def manifest(recording: Recording, kind: str) -> Any:
    (found,) = [each for each in recording.manifests if each["kind"] == kind]
    return found


def kinds(recording: Recording) -> set[str]:
    return {each["kind"] for each in recording.manifests}


def test_an_autoscaled_deployment_declares_no_number_of_pods_and_keeps_the_one_it_has():
    made = deployed(autoscaling={})
    (resource,) = [each for each in made.resources if each.type.endswith(":Deployment")]
    assert "replicas" not in manifest(made, "Deployment")["spec"]
    assert tuple(resource.ignore_changes) == ("spec.replicas",)
    assert "replicas" in manifest(deployed(), "Deployment")["spec"]


def test_cpu_of_the_own_container_decides_as_sidecars_may_have_no_requests():
    spec = manifest(deployed(autoscaling={"cpu": 60, "memory": 80}), "HorizontalPodAutoscaler")["spec"]
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "db"}
    assert (spec["minReplicas"], spec["maxReplicas"]) == (2, 10)
    assert [
        (each["containerResource"]["container"], each["containerResource"]["name"], each["containerResource"]["target"])
        for each in spec["metrics"]
    ] == [
        ("server", "cpu", {"type": "Utilization", "averageUtilization": 60}),
        ("server", "memory", {"type": "Utilization", "averageUtilization": 80}),
    ]
    assert spec["behavior"]["scaleDown"]["stabilizationWindowSeconds"] == 600


def test_there_is_one_autoscaler_keda_s_or_kubernetes_own():
    by_keda = kinds(deployed(autoscaling={"keda": {"prometheus": PROMETHEUS}}))
    assert "ScaledObject" in by_keda
    assert "HorizontalPodAutoscaler" not in by_keda
    assert "ScaledObject" not in kinds(deployed(autoscaling={}))
    assert not {"ScaledObject", "HorizontalPodAutoscaler"} & kinds(deployed(replicas=3, autoscaling={"enabled": False}))


def test_keda_adds_a_pod_for_every_so_many_unfinished_answers():
    keda = {"prometheus": PROMETHEUS, "generations": 5, "authentication": "token"}
    spec = manifest(deployed(autoscaling={"keda": keda}), "ScaledObject")["spec"]
    cpu, prometheus = spec["triggers"]
    assert cpu["metadata"] == {"value": "70", "containerName": "server"}
    assert prometheus["metadata"] == {
        "serverAddress": PROMETHEUS,
        "query": generations_query("ai", "db"),
        "threshold": "5",
    }
    assert prometheus["authenticationRef"] == {"name": "token"}
    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (2, 10)


@pytest.mark.parametrize(("replicas", "is_refused"), [(1, False), (None, False), (4, True), (0, True)])
def test_a_number_of_pods_that_no_argument_says_is_refused(replicas: int | None, is_refused: bool):
    def program(_: Application) -> None:
        refuse_unstated(cast(Any, SimpleNamespace(spec=pulumi.Output.from_input({"replicas": replicas}))), "db")

    if not is_refused:
        recorded(program)
        return
    with pytest.raises(ArgumentError, match=rf"^db has {replicas} pods.*: set replicas to their number"):
        recorded(program)


def test_without_an_argument_the_number_of_pods_is_kept():
    (resource,) = [each for each in deployed().resources if each.type.endswith(":Deployment")]
    assert tuple(resource.ignore_changes) == ("spec.replicas",)
    (resource,) = [each for each in deployed(replicas=1).resources if each.type.endswith(":Deployment")]
    assert tuple(resource.ignore_changes) == ()
