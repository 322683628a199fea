"""The doctor in a namespace of a real API server. Its pods run nothing, so that only the checks of objects can look."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from homelab.doctor.checks import Finding, Status
from homelab.doctor.command import look_inside
from homelab.doctor.inside import INSIDE
from homelab.doctor.objects import CLUSTER, OBJECTS
from homelab.offline import GeneratedValues
from homelab.running.kubectl import Kubectl as DoctorsKubectl
from homelab.running.stack import Expected, described
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.workspaces import render_workspace
from tests.scenarios import SCENARIOS, recorded

NAMESPACE = "doctor"
ARGS: Mapping[str, Any] = {**SCENARIOS["smallest"], "namespace": NAMESPACE}
READER = {
    "apiGroups": ["", "apps", "batch", "networking.k8s.io"],
    "resources": [
        *("pods", "services", "persistentvolumeclaims", "deployments", "statefulsets", "jobs", "networkpolicies"),
    ],
    "verbs": ["get", "list"],
}


@dataclass
class Patient:
    """A workspace on the cluster."""

    kubectl: Kubectl
    doctor: DoctorsKubectl
    expected: Expected

    def look(self, doctor: DoctorsKubectl | None = None) -> dict[str, Finding]:
        return {each.check: each for each in look_inside(doctor or self.doctor, self.expected)}


@pytest.fixture(scope="module")
def patient(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    folder = tmp_path_factory.mktemp("doctor") / "out"
    render_workspace(ARGS, folder, GeneratedValues())
    cluster.kubectl.apply(folder)
    cluster.kubectl.wait_until_ready(NAMESPACE)
    doctor = DoctorsKubectl(NAMESPACE, program=str(cluster.kubectl.program), kubeconfig=cluster.kubeconfig, timeout=30)
    yield Patient(cluster.kubectl, doctor, described(recorded(ARGS).manifests).expected)
    cluster.kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")


def names(findings: Mapping[str, Finding], *statuses: Status) -> set[str]:
    return {name for name, each in findings.items() if each.status in statuses}


OF_OBJECTS = {each.name for each in (*CLUSTER, *OBJECTS)}


def test_the_objects_of_a_sound_workspace_are_sound(patient: Patient):
    findings = patient.look()
    assert {name: findings[name].seen for name in OF_OBJECTS if findings[name].status is not Status.OK} == {}
    # What cannot be asked is not said to be well.
    assert names(findings, Status.OK) == OF_OBJECTS
    assert len(findings) == len([*CLUSTER, *OBJECTS, *INSIDE])


def test_an_image_and_replicas_that_somebody_changed_are_found(patient: Patient):
    where = f"--namespace={NAMESPACE}"
    image = "docker.io/getmeili/meilisearch:v1.40.0"
    patient.kubectl.run("set", "image", where, "statefulset/ws-meilisearch", f"meilisearch={image}")
    patient.kubectl.wait_until_ready(NAMESPACE)
    assert f"ws-meilisearch-0 runs {image}, not v1.35.1" in patient.look()["images"].seen
    patient.kubectl.run("rollout", "undo", where, "statefulset/ws-meilisearch")
    patient.kubectl.wait_until_ready(NAMESPACE)
    assert patient.look()["images"].status is Status.OK


def test_a_pod_that_fits_no_node_and_a_workload_that_is_gone_are_found(patient: Patient):
    where = f"--namespace={NAMESPACE}"
    saved = patient.kubectl.run("get", "statefulset", where, "ws-valkey", "--output=json").stdout
    patch = {"spec": {"template": {"spec": {"nodeSelector": {"disk": "none"}}}}}
    patient.kubectl.run("patch", "statefulset", where, "ws-valkey", f"--patch={json.dumps(patch)}")
    patient.kubectl.run("wait", where, "--for=jsonpath={.status.phase}=Pending", "pod/ws-valkey-0", "--timeout=60s")
    findings = patient.look()
    assert "StatefulSet ws-valkey: 0 of 1 available" in findings["workloads"].seen
    assert "Unschedulable" in findings["pods"].seen
    patient.kubectl.run("delete", "statefulset", where, "ws-valkey", "--wait=true")
    assert "StatefulSet ws-valkey is missing" in patient.look()["workloads"].seen
    original = json.loads(saved)
    original["metadata"] = {name: original["metadata"][name] for name in ("name", "namespace", "labels")}
    patient.kubectl.create({key: value for key, value in original.items() if key != "status"})
    patient.kubectl.wait_until_ready(NAMESPACE)
    assert patient.look()["workloads"].status is Status.OK


def test_the_right_to_read_is_enough_for_the_objects_and_the_rest_is_skipped(patient: Patient, tmp_path: Path):
    for manifest in (
        {"kind": "ServiceAccount", "apiVersion": "v1", "metadata": {"name": "reader", "namespace": NAMESPACE}},
        {
            "kind": "Role",
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "metadata": {"name": "reader", "namespace": NAMESPACE},
            "rules": [READER],
        },
        {
            "kind": "RoleBinding",
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "metadata": {"name": "reader", "namespace": NAMESPACE},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
            "subjects": [{"kind": "ServiceAccount", "name": "reader", "namespace": NAMESPACE}],
        },
    ):
        patient.kubectl.create(manifest)
    reader = replace(
        patient.doctor, kubeconfig=_kubeconfig(patient, tmp_path, f"system:serviceaccount:{NAMESPACE}:reader")
    )
    findings = patient.look(reader)
    assert {name: findings[name].seen for name in OF_OBJECTS if findings[name].status is not Status.OK} == {}
    assert names(findings, Status.SKIPPED) == {each.name for each in INSIDE}
    assert "pods/exec" in findings["keys"].seen


def test_without_the_right_to_read_the_first_check_says_so(patient: Patient, tmp_path: Path):
    stranger = replace(
        patient.doctor, kubeconfig=_kubeconfig(patient, tmp_path, "system:serviceaccount:default:nobody")
    )
    findings = patient.look(stranger)
    assert names(findings, Status.FAILED) == {"cluster"}
    assert "forbidden" in findings["cluster"].seen


def _kubeconfig(patient: Patient, folder: Path, user: str) -> Path:
    """A kubeconfig that acts as somebody else."""
    config = yaml.safe_load(patient.kubectl.kubeconfig.read_text())
    config["users"][0]["user"]["as"] = user
    file = folder / "kubeconfig"
    file.write_text(yaml.safe_dump(config))
    return file
