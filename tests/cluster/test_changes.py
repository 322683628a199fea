"""What changes on the cluster, and what must not, when a running workspace gets another configuration."""

import subprocess
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from homelab.offline import GeneratedValues
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl, KubectlError
from tests.cluster.workspaces import render_workspace
from tests.scenarios import KEY, SCENARIOS

NAMESPACE = "changes"
ARGS: Mapping[str, Any] = {
    **SCENARIOS["production"],
    "namespace": NAMESPACE,
    "pgvector": {"storage": {"size": "5Gi"}},
    "valkey": {"password": "x" * 20},
}
REPLICAS = ARGS["librechat"]["replicas"]
INSTANCE = "app.kubernetes.io/instance"


@dataclass
class Workspace:
    """A workspace on the cluster, whose random values stay the same from one configuration to the next."""

    kubectl: Kubectl
    folder: Path
    args: Mapping[str, Any] = field(default_factory=lambda: ARGS)
    generated: GeneratedValues = field(default_factory=GeneratedValues)

    def apply(self) -> None:
        """Apply the present configuration, and wait until everything is ready."""
        render_workspace(self.args, self.folder, self.generated)
        self.kubectl.apply(self.folder)
        self.kubectl.wait_until_ready(NAMESPACE)

    def change(self, **changes: Mapping[str, Any]) -> "Change":
        """Apply the present configuration with changes to groups of it."""
        groups = {name: {**self.args.get(name, {}), **group} for name, group in changes.items()}
        render_workspace({**self.args, **groups}, self.folder, self.generated)
        self.args = {**self.args, **groups}
        planned, before = self.kubectl.apply(self.folder, "--dry-run=server"), self.uids("pods")
        self.kubectl.apply(self.folder)
        self.kubectl.wait_until_ready(NAMESPACE)
        return Change(planned, self._rolled(before))

    def uids(self, kind: str) -> dict[str, str]:
        """Identities by name; another one means that an object was deleted and made anew."""
        return {each["metadata"]["name"]: each["metadata"]["uid"] for each in self.running(kind)}

    def running(self, kind: str) -> list[dict[str, Any]]:
        """Objects that do not belong to a Job, which ends by itself."""
        found = self.kubectl.items(kind, namespace=NAMESPACE)
        return [each for each in found if "job-name" not in each["metadata"].get("labels", {})]

    def _rolled(self, before: Mapping[str, str]) -> set[str]:
        pods = [pod["metadata"] for pod in self.running("pods")]
        return {pod["labels"][INSTANCE] for pod in pods if pod["uid"] not in before.values()}


@dataclass(frozen=True)
class Change:
    """What an apply announced in a dry run by the server, and which workloads got new pods."""

    planned: Mapping[str, str]
    rolled: set[str]

    def updated(self) -> set[str]:
        """Objects that keep their identity."""
        # A budget's selector is sent every time and changes nothing.
        return {
            name for name, outcome in self.planned.items() if outcome == "configured" and "poddisruption" not in name
        }

    def created(self) -> set[str]:
        """Kinds of objects that are new; those with names that follow their content replace an older one."""
        return {name.split("/")[0] for name, outcome in self.planned.items() if outcome == "created"}


@pytest.fixture(scope="module")
def workspace(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(cluster.kubectl, tmp_path_factory.mktemp("changes") / "out")
    made.apply()
    return made


@contextmanager
def watched_readiness(kubectl: Kubectl) -> Generator[list[int]]:
    """How many replicas of LibreChat were ready, at every change of its Deployment."""
    seen: list[int] = []
    columns = '-o=jsonpath={.status.readyReplicas}{"\\n"}'
    command = kubectl.command("get", "deployment", "ws-librechat", f"--namespace={NAMESPACE}", "--watch", columns)
    watch = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert watch.stdout is not None
    try:
        seen.append(int(watch.stdout.readline() or 0))
        yield seen
        time.sleep(0.5)
    finally:
        watch.terminate()
        seen.extend(int(line or 0) for line in watch.stdout.read().splitlines())
        watch.wait()


def test_another_librechat_yaml_rolls_librechat_alone(workspace: Workspace):
    change = workspace.change(librechat={"config": {"interface": {"customWelcome": "Good morning"}}})
    assert change.rolled == {"ws-librechat"}
    assert change.updated() == {"deployment.apps/ws-librechat"}
    assert change.created() <= {"configmap", "job.batch"}


@pytest.mark.parametrize(
    ("groups", "readers"),
    [
        ({"anthropic": {"api_key": KEY + "9"}}, {"ws-librechat"}),
        ({"openai": {"api_key": KEY + "8"}}, {"ws-librechat", "ws-rag-api"}),
        ({"valkey": {"password": "y" * 20}}, {"ws-librechat", "ws-valkey"}),
        ({"pgvector": {"password": "z" * 20}}, {"ws-pgvector", "ws-rag-api"}),
    ],
    ids=["anthropic key", "openai key", "valkey password", "pgvector password"],
)
def test_another_secret_rolls_exactly_the_pods_that_read_it(
    workspace: Workspace, groups: dict[str, Any], readers: set[str]
):
    change = workspace.change(**groups)
    assert change.rolled == readers
    assert {name.rpartition("/")[2] for name in change.updated()} == readers
    assert change.created() <= {"secret", "job.batch"}


def test_a_rolling_update_keeps_two_of_three_ready(workspace: Workspace):
    with watched_readiness(workspace.kubectl) as ready:
        change = workspace.change(librechat={"image": "example.com/librechat:v9"})
    assert change.rolled == {"ws-librechat"}
    assert len(ready) > REPLICAS
    assert min(ready) >= REPLICAS - 1


def test_draining_a_node_moves_pods_and_keeps_volumes(workspace: Workspace):
    databases = [pod for pod in workspace.running("pods") if pod["metadata"]["labels"][INSTANCE] == "ws-pgvector"]
    node = databases[0]["spec"]["nodeName"]
    volumes = {claim["metadata"]["name"]: claim["spec"]["volumeName"] for claim in workspace.running("pvc")}
    with watched_readiness(workspace.kubectl) as ready:
        workspace.kubectl.run("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=60s")
        workspace.kubectl.wait_until_ready(NAMESPACE)
    assert node not in {pod["spec"]["nodeName"] for pod in workspace.running("pods")}
    workspace.kubectl.run("uncordon", node)
    assert {claim["metadata"]["name"]: claim["spec"]["volumeName"] for claim in workspace.running("pvc")} == volumes
    assert min(ready) >= REPLICAS - 1


def test_draining_a_node_during_a_rollout_keeps_two_of_three_ready(workspace: Workspace):
    serving = [pod for pod in workspace.running("pods") if pod["metadata"]["labels"][INSTANCE] == "ws-librechat"]
    node = serving[0]["spec"]["nodeName"]
    args = {**workspace.args, "librechat": {**workspace.args["librechat"], "image": "example.com/librechat:v10"}}
    render_workspace(args, workspace.folder, workspace.generated)
    with watched_readiness(workspace.kubectl) as ready:
        workspace.kubectl.apply(workspace.folder)
        workspace.kubectl.run("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=60s")
        workspace.kubectl.wait_until_ready(NAMESPACE)
    workspace.kubectl.run("uncordon", node)
    workspace.args = args
    assert node not in {pod["spec"]["nodeName"] for pod in workspace.running("pods")}
    assert len(ready) > REPLICAS
    assert min(ready) >= REPLICAS - 1


@pytest.mark.parametrize(
    ("groups", "updated"),
    [
        ({"librechat": {"replicas": REPLICAS + 1}}, "deployment.apps/ws-librechat"),
        ({"pgvector": {"storage": {"size": "6Gi"}}}, "persistentvolumeclaim/ws-pgvector-data"),
        ({"pgvector": {"image": "example.com/pgvector:17"}}, "statefulset.apps/ws-pgvector"),
        ({"rag": {"replicas": 2}}, "deployment.apps/ws-rag-api"),
    ],
    ids=["replicas", "storage", "image", "replicas of the RAG API"],
)
def test_updates_happen_in_place(workspace: Workspace, groups: dict[str, Any], updated: str):
    kinds = "deployment,statefulset,pvc,service"
    before = workspace.uids(kinds)
    change = workspace.change(**groups)
    assert change.updated() == {updated}
    assert change.created() <= {"poddisruptionbudget.policy"}
    assert workspace.uids(kinds) == before


def test_a_volume_cannot_shrink(workspace: Workspace):
    before = workspace.kubectl.versions(NAMESPACE)
    with pytest.raises(KubectlError, match="field can not be less than"):
        workspace.change(pgvector={"storage": {"size": "1Gi"}})
    assert workspace.kubectl.versions(NAMESPACE) == before
