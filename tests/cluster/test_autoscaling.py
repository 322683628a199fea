"""The real controller of HorizontalPodAutoscalers, with metrics of the tests' own instead of metrics-server."""

import itertools
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from homelab.offline import GeneratedValues
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.workspaces import render_workspace
from tests.scenarios import SCENARIOS

NAMESPACE = "autoscaling"
DEPLOYMENT = "ws-librechat"
CHAT = {name: value for name, value in SCENARIOS["production"]["librechat"].items() if name != "replicas"}
ARGS: Mapping[str, Any] = {
    **SCENARIOS["production"],
    "namespace": NAMESPACE,
    "librechat": {
        **CHAT,
        "resources": {"api": {"requests": {"cpu": "500m"}}},
        "autoscaling": {
            "max_replicas": 4,
            "behavior": {
                "scaleDown": {
                    "stabilizationWindowSeconds": 5,
                    "policies": [{"type": "Pods", "value": 1, "periodSeconds": 5}],
                }
            },
        },
    },
}
DEFINITION: Mapping[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {
        "name": "pods.metrics.k8s.io",
        "annotations": {"api-approved.kubernetes.io": "unapproved, a stand-in for metrics-server"},
    },
    "spec": {
        "group": "metrics.k8s.io",
        "scope": "Namespaced",
        "names": {"plural": "pods", "kind": "PodMetrics", "listKind": "PodMetricsList"},
        "versions": [
            {
                "name": "v1beta1",
                "served": True,
                "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
            }
        ],
    },
}


def report_cpu(kubectl: Kubectl, millicores: int) -> None:
    """Say that every pod of LibreChat uses as much CPU."""
    pods = [
        pod["metadata"]
        for pod in kubectl.items("pods", namespace=NAMESPACE)
        if pod["metadata"]["labels"].get("app.kubernetes.io/instance") == DEPLOYMENT
    ]
    metrics = [
        {
            "apiVersion": "metrics.k8s.io/v1beta1",
            "kind": "PodMetrics",
            "metadata": {"name": pod["name"], "namespace": NAMESPACE, "labels": pod["labels"]},
            "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "window": "1s",
            "containers": [{"name": "librechat", "usage": {"cpu": f"{millicores}m", "memory": "575Mi"}}],
        }
        for pod in pods
    ]
    items = {"apiVersion": "v1", "kind": "List", "items": metrics}
    kubectl.run("apply", "--validate=false", "--filename=-", stdin=json.dumps(items))


def replicas_under(kubectl: Kubectl, millicores: int, wanted: int) -> list[int]:
    """Numbers of pods that the Deployment had under this load, until it was the wanted one for a while."""
    seen: list[int] = []
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and seen[-5:] != [wanted] * 5:
        report_cpu(kubectl, millicores)
        command = ("get", "deployment", DEPLOYMENT, f"--namespace={NAMESPACE}", "-o=jsonpath={.spec.replicas}")
        seen.append(int(kubectl.run(*command).stdout))
        time.sleep(1)
    return seen


@pytest.fixture
def kubectl(cluster: Cluster, tmp_path: Path) -> Kubectl:
    cluster.kubectl.create(DEFINITION)
    cluster.kubectl.run("wait", "--for=condition=Established", "crd/pods.metrics.k8s.io", "--timeout=30s")
    render_workspace(ARGS, tmp_path / "out", GeneratedValues())
    cluster.kubectl.apply(tmp_path / "out")
    cluster.kubectl.wait_until_ready(NAMESPACE)
    return cluster.kubectl


def test_pods_follow_the_load_up_to_four_and_back_to_two(kubectl: Kubectl):
    rising = replicas_under(kubectl, 450, wanted=4)
    assert (rising[-1], max(rising)) == (4, 4)
    falling = replicas_under(kubectl, 20, wanted=2)
    assert (falling[-1], min(falling)) == (2, 2)
    assert all(later >= earlier - 1 for earlier, later in itertools.pairwise(falling))
