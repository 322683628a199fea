from typing import Any

import pytest

from homelab.offline.network import Pod, Port, pods

TEMPLATE: dict[str, Any] = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "web", "ports": [{"containerPort": 80, "name": "http"}]}]},
}
WEB = Pod("web", "ai", {"app": "web"}, (Port("http", 80),))


def workload(kind: str, template: dict[str, Any] = TEMPLATE, **metadata: str) -> dict[str, Any]:
    spec: dict[str, Any] = {"template": template}
    if kind == "CronJob":
        spec = {"jobTemplate": {"spec": spec}}
    return {"kind": kind, "metadata": {"name": "web", "namespace": "ai", **metadata}, "spec": spec}


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"])
def test_every_kind_of_workload_has_pods(kind: str):
    assert pods([workload(kind)]) == [WEB]


def test_a_pod_may_stand_alone():
    metadata = {"name": "web", "namespace": "ai", "labels": {"app": "web"}}
    assert pods([{"kind": "Pod", "metadata": metadata, "spec": TEMPLATE["spec"]}]) == [WEB]


def test_other_objects_have_none():
    assert pods([{"kind": "Service", "metadata": {"name": "web"}, "spec": {}}]) == []


def test_ports_are_those_of_all_containers_that_keep_running():
    spec = {
        "containers": [{"ports": [{"containerPort": 53, "protocol": "UDP"}]}, {}],
        "initContainers": [
            {"ports": [{"containerPort": 1}]},
            {"restartPolicy": "Always", "ports": [{"containerPort": 2}]},
        ],
    }
    [pod] = pods([workload("Deployment", {"metadata": {}, "spec": spec})])
    assert pod.ports == (Port("", 53, "UDP"), Port("", 2))
    assert pod.labels == {}


def test_without_a_namespace_it_is_the_default_one():
    manifest = workload("Deployment")
    del manifest["metadata"]["namespace"]
    assert pods([manifest])[0].namespace == "default"


def test_pods_that_policies_do_not_bind_are_refused():
    template = {**TEMPLATE, "spec": {**TEMPLATE["spec"], "hostNetwork": True}}
    with pytest.raises(ValueError, match="DaemonSet web has hostNetwork"):
        pods([workload("DaemonSet", template)])
