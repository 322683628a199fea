"""Two versions of LibreChat, as a real API server with the Gateway API's own definitions accepts and separates them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from homelab.offline import GeneratedValues
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.workspaces import create_namespace, render_workspace
from tests.scenarios import S3

NAMESPACE = "canary"
CHAT: Mapping[str, Any] = {
    "domain": "chat.example.com",
    "replicas": 2,
    "smoke_test": True,
    "storage": {"type": "s3", "s3": S3},
}
CANARY = {"image": "ghcr.io/librechat-ai/librechat:v0.8.9", "weight": 20, "replicas": 2}


def workspace(weight: int = 20, **exposure: Any) -> dict[str, Any]:
    canary = {**CANARY, "weight": weight}
    return {"namespace": NAMESPACE, "librechat": {**CHAT, **exposure}, "canary": canary}


@pytest.fixture(scope="module")
def generated() -> GeneratedValues:
    return GeneratedValues()


@pytest.fixture(scope="module")
def kubectl(cluster: Cluster) -> Iterator[Kubectl]:
    create_namespace(cluster.kubectl, NAMESPACE)
    yield cluster.kubectl
    cluster.kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")


def instances(kubectl: Kubectl, service: str) -> set[str]:
    """Workloads behind a Service."""
    pods = {each["metadata"]["name"]: each["metadata"]["labels"] for each in kubectl.items("pods", namespace=NAMESPACE)}
    return {
        pods[endpoint["targetRef"]["name"]]["app.kubernetes.io/instance"]
        for each in kubectl.items("endpointslices", namespace=NAMESPACE)
        if each["metadata"]["labels"]["kubernetes.io/service-name"] == service
        for endpoint in each.get("endpoints") or []
    }


def test_both_versions_become_ready_each_behind_its_own_service(
    kubectl: Kubectl, generated: GeneratedValues, tmp_path: Path
):
    render_workspace(workspace(route={"gateway": "public"}), tmp_path / "out", generated)
    kubectl.apply(tmp_path / "out")
    kubectl.wait_until_ready(NAMESPACE)
    for name in ("ws-librechat", "ws-librechat-canary"):
        assert instances(kubectl, name) == {name}
    [route] = kubectl.items("httproutes", namespace=NAMESPACE)
    rules = route["spec"]["rules"]
    assert len(rules) == 8
    assert [each["weight"] for each in rules[-1]["backendRefs"]] == [80, 20]
    # Nothing is changed by an apply of the same: the server has no default of its own in the rules.
    kubectl.apply(tmp_path / "out")
    [again] = kubectl.items("httproutes", namespace=NAMESPACE)
    assert again["metadata"]["resourceVersion"] == route["metadata"]["resourceVersion"]


@pytest.mark.parametrize("weight", [0, 1, 100])
def test_every_weight_is_accepted(kubectl: Kubectl, generated: GeneratedValues, tmp_path: Path, weight: int):
    render_workspace(workspace(weight, route={"gateway": "public"}), tmp_path / "out", generated)
    assert any("httproute" in name for name in kubectl.apply(tmp_path / "out", "--dry-run=server"))


def test_a_second_ingress_is_accepted(kubectl: Kubectl, generated: GeneratedValues, tmp_path: Path):
    ingress = {"class_name": "nginx", "tls": {"secret_name": "tls"}}
    render_workspace(workspace(ingress=ingress), tmp_path / "out", generated)
    outcomes = kubectl.apply(tmp_path / "out", "--dry-run=server")
    found = {name for name in outcomes if name.startswith("ingress.networking")}
    assert found == {"ingress.networking.k8s.io/ws-librechat", "ingress.networking.k8s.io/ws-librechat-canary"}
