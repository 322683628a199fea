"""One stack of this repository, from its first preview to its last destroy."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import OpType, Stack, UpResult

from homelab import images
from tests.cluster.kubectl import Kubectl
from tests.engine.engine import NAME, Engine, configure, small_workspace

NAMESPACE = "lifecycle"
LIBRECHAT = {"domain": "chat.example.com", "ingress": {"enabled": False}, "replicas": 1}
WORKSPACE = small_workspace(NAMESPACE, librechat=LIBRECHAT, rag={"embeddings": {"provider": "huggingface"}})
INSTANCE = "app.kubernetes.io/instance"


@dataclass(frozen=True)
class Deployed:
    """A stack that is up."""

    project: Path
    stack: Stack
    kubectl: Kubectl

    def pods(self) -> dict[str, str]:
        """Identities of the pods by the workload that they belong to; one replica each."""
        return {
            pod["metadata"]["labels"][INSTANCE]: pod["metadata"]["uid"]
            for pod in self.kubectl.items("pods", namespace=NAMESPACE)
            if "deletionTimestamp" not in pod["metadata"]
        }


@pytest.fixture(scope="module")
def deployed(engine: Engine) -> Deployed:
    project = engine.repository("repository")
    configure(project, WORKSPACE)
    stack = engine.stack(project)
    stack.up()
    engine.cluster.kubectl.wait_until_ready(NAMESPACE)
    return Deployed(project, stack, engine.cluster.kubectl)


@pytest.fixture
def as_before(deployed: Deployed):
    """Go back to the first configuration after a test that changes it."""
    yield
    configure(deployed.project, WORKSPACE)
    deployed.stack.up()


def changes(result: UpResult) -> dict[OpType, int]:
    """How many resources an ``up`` did what with."""
    return {OpType(kind): count for kind, count in (result.summary.resource_changes or {}).items()}


@pytest.mark.parametrize("kubeconfig", ["absent", "dead"])
def test_a_preview_needs_no_cluster(engine: Engine, kubeconfig: str):
    file = engine.folder / f"kubeconfig-{kubeconfig}"
    if kubeconfig == "dead":
        text = engine.cluster.kubeconfig.read_text()
        port = text.partition("https://127.0.0.1:")[2].split()[0]
        file.write_text(text.replace(f":{port}", ":1"))
    project = engine.repository(f"without-cluster-{kubeconfig}")
    configure(project, WORKSPACE)
    preview = engine.stack(project, kubeconfig=file).preview()
    assert preview.change_summary[OpType.CREATE] > 50
    assert set(preview.change_summary) == {OpType.CREATE}


def test_everything_is_ready_after_up(deployed: Deployed):
    assert deployed.stack.outputs()["url"].value == "https://chat.example.com"
    workloads = deployed.kubectl.items("deployment,statefulset", namespace=NAMESPACE)
    assert len(workloads) == 7
    assert all(each["status"]["readyReplicas"] == each["spec"]["replicas"] for each in workloads)


def test_a_second_up_changes_nothing(deployed: Deployed):
    deployed.stack.up(expect_no_changes=True)


def test_a_refresh_finds_no_drift(deployed: Deployed):
    deployed.stack.refresh(expect_no_changes=True)


def test_what_somebody_changed_by_hand_is_put_back(deployed: Deployed):
    deployed.kubectl.run("scale", "deployment", f"{NAME}-librechat", "--replicas=0", f"--namespace={NAMESPACE}")
    deployed.stack.refresh()
    assert set(changes(deployed.stack.up())) == {OpType.SAME, OpType.UPDATE}
    deployments = deployed.kubectl.items("deployment", namespace=NAMESPACE)
    assert {each["spec"]["replicas"] for each in deployments} == {1}


@pytest.mark.usefixtures("as_before")
def test_a_config_change_rolls_librechat_alone(deployed: Deployed):
    before = deployed.pods()
    configure(deployed.project, {**WORKSPACE, "openrouter": {"user_provided": True}})
    made = changes(deployed.stack.up())
    after = deployed.pods()
    assert {name for name in after if after[name] != before[name]} == {f"{NAME}-librechat"}
    assert {kind: count for kind, count in made.items() if kind != OpType.SAME} == {OpType.REPLACE: 1, OpType.UPDATE: 1}


def test_the_diff_of_an_image_shows_both_images(deployed: Deployed):
    image = "example.com/librechat:v0.8.9"
    configure(deployed.project, {**WORKSPACE, "librechat": {**WORKSPACE["librechat"], "image": image}})
    preview = deployed.stack.preview(diff=True)
    configure(deployed.project, WORKSPACE)
    assert set(preview.change_summary) == {OpType.SAME, OpType.UPDATE}
    assert preview.change_summary[OpType.UPDATE] == 1
    line = next(line for line in preview.stdout.splitlines() if image in line)
    assert str(images.LIBRECHAT.reference({}, None)) in line


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"storage_class": "fast"}, "storage_class fast instead of standard"),
        ({"namespace": "another"}, f"namespace another instead of {NAMESPACE}"),
        (
            {"librechat": {**WORKSPACE["librechat"], "storage": {"local": {"access_mode": "ReadWriteMany"}}}},
            "access_mode ReadWriteMany instead of ReadWriteOnce",
        ),
        ({"pgvector": {"storage": {"size": "1Gi"}}}, "field can not be less than"),
    ],
    ids=["storage class", "namespace", "access mode", "smaller size"],
)
def test_what_would_replace_a_volume_is_refused_before_anything_is_touched(
    deployed: Deployed, change: dict[str, Any], reason: str
):
    before = deployed.kubectl.versions(NAMESPACE)
    configure(deployed.project, {**WORKSPACE, **change})
    with pytest.raises(Exception, match=reason):
        deployed.stack.preview()
    configure(deployed.project, WORKSPACE)
    assert deployed.kubectl.versions(NAMESPACE) == before


def test_destroy_leaves_what_is_kept_and_the_next_up_adopts_it(deployed: Deployed):
    kept = "secret,configmap,pvc,service,deployment,statefulset,job,networkpolicy,pdb,ingress,pod"
    claims = {each["metadata"]["uid"] for each in deployed.kubectl.items("pvc", namespace=NAMESPACE)}
    deployed.stack.destroy()
    left = deployed.kubectl.items(kept, namespace=NAMESPACE)
    secrets = {each["metadata"]["name"]: each["data"] for each in left if each["kind"] == "Secret"}
    assert {each["kind"] for each in left} == {"PersistentVolumeClaim", "Secret", "ConfigMap"}
    assert {each["metadata"]["name"] for each in left if each["kind"] == "ConfigMap"} == {"kube-root-ca.crt"}
    assert set(secrets) == {
        f"{NAME}-{suffix}"
        for suffix in (
            "credentials-encryption",
            "documentdb-password",
            "documentdb-postgres-superuser",
            "pgvector-password",
            "pgvector-superuser",
        )
    }
    configure(deployed.project, {**WORKSPACE, "adopt": True})
    assert changes(deployed.stack.up())[OpType.IMPORT] == 1 + len(claims) + len(secrets)
    configure(deployed.project, WORKSPACE)
    deployed.stack.up()
    deployed.stack.up(expect_no_changes=True)
    assert {each["metadata"]["uid"] for each in deployed.kubectl.items("pvc", namespace=NAMESPACE)} == claims
    present = {each["metadata"]["name"]: each["data"] for each in deployed.kubectl.items("secret", namespace=NAMESPACE)}
    assert {name: present[name] for name in secrets} == secrets


def test_without_retaining_destroy_leaves_nothing(deployed: Deployed):
    configure(deployed.project, {**WORKSPACE, "retain": False})
    deployed.stack.up(expect_no_changes=True)
    deployed.stack.destroy()
    deployed.kubectl.run("wait", "--for=delete", f"namespace/{NAMESPACE}", "--timeout=60s")
    assert not [pv for pv in deployed.kubectl.items("pv") if pv["spec"]["claimRef"]["namespace"] == NAMESPACE]
