"""The objects of Prometheus' operator, as the operator's own definitions and a real API server accept them."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from homelab.offline import GeneratedValues
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl, KubectlError
from tests.cluster.workspaces import create_namespace, render_workspace

MODULE = Path(__file__).parent.parent / "monitoring" / "programs" / "prometheus-operator"
DEPENDENCY = "github.com/prometheus-operator/prometheus-operator"
KINDS = ("servicemonitors", "podmonitors", "prometheusrules")
MISSING = 'no matches for kind "PodMonitor" in version "monitoring.coreos.com/v1"'
NAMESPACE = "monitored"
WORKSPACE: Mapping[str, Any] = {
    "namespace": NAMESPACE,
    "librechat": {"domain": "chat.example.com", "ingress": {"class_name": "nginx"}},
    "openai": {"user_provided": True},
    "rag": {"embeddings": {"provider": "huggingface"}},
    "searxng": {},
    "firecrawl": {},
    "monitoring": {
        "prometheus": {"namespace_labels": {"kubernetes.io/metadata.name": "watch"}},
        "service_monitors": {"labels": {"release": "prometheus"}, "interval": "15s"},
        "rules": {"prometheus_rule": True, "labels": {"release": "prometheus"}},
        "traces": {"endpoint": "http://collector.watch.svc.cluster.local:4318"},
    },
}


def render_without_operator(folder: Path) -> None:
    monitoring = {name: group for name, group in WORKSPACE["monitoring"].items() if name in ("prometheus", "traces")}
    render_workspace({**WORKSPACE, "monitoring": monitoring}, folder, GeneratedValues())


@pytest.fixture(scope="module")
def kubectl(cluster: Cluster) -> Iterator[Kubectl]:
    create_namespace(cluster.kubectl, NAMESPACE)
    yield cluster.kubectl
    cluster.kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")


@pytest.fixture(scope="module")
def definitions(kubectl: Kubectl) -> Iterator[None]:
    """The operator's own, in force."""
    command = ["go", "mod", "download", "-json", DEPENDENCY]
    run = subprocess.run(command, cwd=MODULE, env={**os.environ, "GOFLAGS": ""}, capture_output=True, check=True)
    folder = Path(json.loads(run.stdout)["Dir"]) / "example" / "prometheus-operator-crd"
    files = [folder / f"monitoring.coreos.com_{kind}.yaml" for kind in KINDS]
    names = [f"crd/{kind}.monitoring.coreos.com" for kind in KINDS]
    for file in files:
        kubectl.run("create", "-f", str(file))
    kubectl.run("wait", "--for=condition=Established", "--timeout=60s", *names)
    yield
    kubectl.run("delete", *names)


def test_without_the_operators_definitions_everything_else_is_accepted(kubectl: Kubectl, tmp_path: Path):
    render_without_operator(tmp_path / "out")
    outcomes = kubectl.apply(tmp_path / "out", "--dry-run=server")
    assert "configmap/ws-monitoring-rules" in outcomes
    assert not {name for name in outcomes if "monitoring.coreos.com" in name}


def test_a_missing_definition_is_named(kubectl: Kubectl, tmp_path: Path):
    render_workspace(WORKSPACE, tmp_path / "out", GeneratedValues())
    with pytest.raises(KubectlError, match=re.escape(MISSING)):
        kubectl.apply(tmp_path / "out", "--dry-run=server")


@pytest.mark.usefixtures("definitions")
def test_a_monitored_workspace_becomes_ready_with_the_operators_objects(kubectl: Kubectl, tmp_path: Path):
    render_workspace(WORKSPACE, tmp_path / "out", GeneratedValues())
    kubectl.apply(tmp_path / "out")
    kubectl.wait_until_ready(NAMESPACE)
    found = {kind: {each["metadata"]["name"] for each in kubectl.items(kind, namespace=NAMESPACE)} for kind in KINDS}
    assert found == {
        "servicemonitors": {"ws-librechat", "ws-meilisearch", "ws-searxng"},
        "podmonitors": {"ws-documentdb", "ws-documentdb-postgres", "ws-pgvector", "ws-valkey"},
        "prometheusrules": {"ws-monitoring-rules"},
    }
    before = {each["metadata"]["name"]: each["metadata"]["resourceVersion"] for each in _monitors(kubectl)}
    kubectl.apply(tmp_path / "out")
    assert {each["metadata"]["name"]: each["metadata"]["resourceVersion"] for each in _monitors(kubectl)} == before


def _monitors(kubectl: Kubectl) -> list[dict[str, Any]]:
    return [each for kind in KINDS for each in kubectl.items(kind, namespace=NAMESPACE)]
