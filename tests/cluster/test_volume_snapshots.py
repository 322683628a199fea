"""VolumeSnapshots and Velero's Schedule, as their own definitions and a real API server accept them."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from homelab.offline import GeneratedValues
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.workspaces import create_namespace, render_workspace

MODULE = Path(__file__).parent.parent / "servers" / "programs" / "snapshots"
DEFINITIONS: Mapping[str, tuple[str, str]] = {
    "volumesnapshots.snapshot.storage.k8s.io": (
        "github.com/kubernetes-csi/external-snapshotter/client/v8",
        "config/crd/snapshot.storage.k8s.io_volumesnapshots.yaml",
    ),
    "schedules.velero.io": ("github.com/vmware-tanzu/velero", "config/crd/v1/bases/velero.io_schedules.yaml"),
}
NAMESPACE, VELERO = "snapshots", "velero"
WORKSPACE: Mapping[str, Any] = {
    "namespace": NAMESPACE,
    "librechat": {"domain": "chat.example.com", "ingress": {"class_name": "nginx"}},
    "openai": {"user_provided": True},
    "rag": {"embeddings": {"provider": "huggingface"}},
    "backup": {
        "repository": {"rest": {"url": "https://10.9.8.7:8000/ws"}},
        "password": "a-password-of-the-tests",
        "keys": {"recipients": ["age1" + "q" * 58]},
        "rehearsal": {},
        "volume_snapshots": {"class_name": "csi", "names": ["before-0-2-0"]},
        "velero": {},
    },
}


@pytest.fixture(scope="module")
def kubectl(cluster: Cluster) -> Iterator[Kubectl]:
    create_namespace(cluster.kubectl, NAMESPACE)
    create_namespace(cluster.kubectl, VELERO, labels={})
    for dependency, file in DEFINITIONS.values():
        cluster.kubectl.run("create", "-f", str(_folder(dependency) / file))
    names = [f"crd/{name}" for name in DEFINITIONS]
    cluster.kubectl.run("wait", "--for=condition=Established", "--timeout=60s", *names)
    yield cluster.kubectl
    cluster.kubectl.run("delete", *names)
    cluster.kubectl.run("delete", "namespace", NAMESPACE, VELERO, "--wait=false")


def _folder(dependency: str) -> Path:
    command = ["go", "mod", "download", "-json", dependency]
    run = subprocess.run(command, cwd=MODULE, env={**os.environ, "GOFLAGS": ""}, capture_output=True, check=True)
    return Path(json.loads(run.stdout)["Dir"])


def test_they_are_accepted_under_their_own_definitions(kubectl: Kubectl, tmp_path: Path):
    render_workspace(WORKSPACE, tmp_path / "out", GeneratedValues())
    outcomes = kubectl.apply(tmp_path / "out", "--dry-run=server", "--validate=strict")
    assert {name for name in outcomes if name.startswith(("volumesnapshot", "schedule", "cronjob"))} == {
        *(f"cronjob.batch/ws-{name}" for name in ("backup", "restore", "rehearsal")),
        "schedule.velero.io/snapshots-ws-backup",
        *(
            f"volumesnapshot.snapshot.storage.k8s.io/ws-{claim}-before-0-2-0"
            for claim in ("documentdb-postgres-data", "librechat-files", "pgvector-data")
        ),
    }
