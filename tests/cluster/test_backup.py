"""Backing up and restoring on a real API server: under Pod Security and a quota, with a real autoscaler.

Pods run nothing there. What they would print, and what a script in LibreChat's pod would answer, is staged; everything
else that kubectl does is real.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from homelab.backup import actions
from homelab.cli import app
from homelab.doctor.checks import Finding
from homelab.offline import GeneratedValues
from homelab.running import polling
from homelab.running.kubectl import Kubectl as RunningKubectl
from homelab.running.target import Target
from tests.backup.cluster import LEDGER, SNAPSHOTS
from tests.cluster.control_plane import Cluster
from tests.cluster.kubectl import Kubectl
from tests.cluster.workspaces import create_fitting_quota, render_workspace

NAMESPACE = "backed-up"
ARGS: Mapping[str, Any] = {
    "namespace": NAMESPACE,
    "librechat": {
        "domain": "chat.example.com",
        "autoscaling": {"min_replicas": 2, "max_replicas": 5},
        "storage": {"local": {"access_mode": "ReadWriteMany", "storage_class": "shared"}},
    },
    "openai": {"user_provided": True},
    "rag": {"embeddings": {"provider": "huggingface"}},
    "backup": {
        "repository": {"rest": {"url": "https://10.9.8.7:8000/ws"}},
        "password": "a-password-of-the-tests",
        "keys": {"recipients": ["age1" + "q" * 58]},
        "rehearsal": {},
    },
}
SCALED_OBJECTS: Mapping[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "scaledobjects.keda.sh"},
    "spec": {
        "group": "keda.sh",
        "scope": "Namespaced",
        "names": {"kind": "ScaledObject", "plural": "scaledobjects", "singular": "scaledobject"},
        "versions": [
            {
                "name": "v1alpha1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                },
            }
        ],
    },
}


@dataclass(frozen=True)
class StagedKubectl(RunningKubectl):
    """kubectl, but for what pods would print and answer."""

    printed: list[str] = field(default_factory=list[str], kw_only=True)
    """What the Jobs print, the first one of several for the next Job."""
    seen: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]], kw_only=True)
    """The workspace at the moment at which a Job's log was read."""
    when_read: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]], kw_only=True)

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        if arguments[0] == "exec":
            mark = json.loads((stdin or "").splitlines()[0].removeprefix("const REQUEST = ").removesuffix(";"))["mark"]
            return f"{mark}{json.dumps({'search': 5, 'cache': 1, 'fingerprint': '0123456789ab'})}\n"
        if arguments[0] != "logs":
            return super().run(*arguments, stdin=stdin)
        for each in self.when_read:
            each()
        self.seen.append(self.settings())
        return self.printed.pop(0)

    def settings(self) -> Mapping[str, Any]:
        """What a restore has to put back."""
        objects = self.items("deployments", "cronjobs", "scaledobjects")
        return {
            f"{each['kind']} {each['metadata']['name']}": [
                each["spec"].get("replicas"),
                each["spec"].get("suspend"),
                {k: v for k, v in each["metadata"].get("annotations", {}).items() if "homelab" in k or "keda" in k},
            ]
            for each in objects
        }

    def pods(self, workload: str) -> int:
        return len(self.items("pods", selector=f"app.kubernetes.io/instance={workload}"))


def here(*arguments: str) -> tuple[str, ...]:
    return (f"--namespace={NAMESPACE}", *arguments)


def listed() -> str:
    return f"homelab-snapshots {json.dumps(SNAPSHOTS)}\n"


@pytest.fixture(scope="module")
def deployed(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    """The workspace, in a namespace whose quota just fits it at its peak."""
    kubectl, folder = cluster.kubectl, tmp_path_factory.mktemp("rendered") / "out"
    render_workspace(ARGS, folder, GeneratedValues())
    kubectl.run("apply", "-f", str(folder / f"namespace-{NAMESPACE}.yaml"))
    create_fitting_quota(kubectl, NAMESPACE, ARGS)
    kubectl.create(SCALED_OBJECTS)
    kubectl.run("wait", "--for=condition=Established", "--timeout=60s", "crd/scaledobjects.keda.sh")
    kubectl.apply(folder)
    kubectl.create(
        {
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "ScaledObject",
            "metadata": {"name": "ws-librechat", "namespace": NAMESPACE},
            "spec": {"scaleTargetRef": {"name": "ws-librechat"}},
        }
    )
    # Within the autoscaler's bounds, and not one of them: what a busy hour has led to.
    kubectl.run("scale", *here("deployment/ws-librechat", "--replicas=3"))
    kubectl.wait_until_ready(NAMESPACE)
    yield kubectl
    kubectl.run("delete", "crd", "scaledobjects.keda.sh")
    kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")


@pytest.fixture
def staged(deployed: Kubectl, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> StagedKubectl:
    kubectl = StagedKubectl(NAMESPACE, program=str(deployed.program), kubeconfig=cluster.kubeconfig, timeout=30)

    def of_target(target: Target) -> RunningKubectl:
        return kubectl

    def find_nothing(*_: object) -> Iterator[Finding]:
        return iter(())

    def replay(kubectl: RunningKubectl, workspace: str) -> Iterator[str]:
        yield "erased again"

    monkeypatch.setattr(Target, "kubectl", of_target)
    monkeypatch.setattr(polling, "_POLL_SECONDS", 0.5)
    # Scripts in pods that run nothing.
    monkeypatch.setattr(actions, "look_inside", find_nothing)
    monkeypatch.setattr(actions, "replay_erasures", replay)
    return kubectl


def homelab(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--namespace", NAMESPACE])


def jobs(kubectl: Kubectl) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in kubectl.items("jobs", namespace=NAMESPACE)}


def test_a_backup_completes_under_pod_security_and_the_quota(deployed: Kubectl, staged: StagedKubectl):
    staged.printed.extend(["homelab-snapshot bbbb2222\n", listed()])
    result = homelab("backup", "now")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("snapshot bbbb2222 of 2026-11-27 02:17 UTC")
    (name,) = [each for each in jobs(deployed) if each.startswith("ws-backup-")]
    events = [each["message"] for each in deployed.items("events", namespace=NAMESPACE)]
    assert not [each for each in events if "forbidden" in each]
    (pod,) = staged.items("pods", selector=f"batch.kubernetes.io/job-name={name}")
    assert pod["status"]["phase"] == "Succeeded"
    assert [each["name"] for each in pod["spec"]["initContainers"]] == ["documents", "vectors", "keys"]


def test_snapshots_are_listed_by_a_job_that_is_gone_afterwards(deployed: Kubectl, staged: StagedKubectl):
    environments: list[Any] = []
    staged.printed.append(listed())
    staged.when_read.append(lambda: environments.append([*jobs(deployed).values()]))
    result = homelab("backup", "list")
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["SNAPSHOT", "bbbb2222", "aaaa1111"]
    (of_list,) = [each for each in environments[0] if each["metadata"]["name"].startswith("ws-restore-")]
    assert {"name": "ACTION", "value": "list"} in of_list["spec"]["template"]["spec"]["containers"][0]["env"]
    eventually(lambda: not [each for each in jobs(deployed) if each.startswith("ws-restore-")])


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_restore_puts_back_the_number_that_an_autoscaler_had_chosen(deployed: Kubectl, staged: StagedKubectl):
    before = staged.settings()
    assert before["Deployment ws-librechat"][0] == 3
    during: list[tuple[int, int]] = []

    def is_disabled() -> bool:
        (autoscaler,) = staged.items("hpa")
        reasons = {each["type"]: each["reason"] for each in autoscaler["status"].get("conditions", [])}
        return reasons.get("ScalingActive") == "ScalingDisabled"

    def look() -> None:
        during.append((staged.pods("ws-librechat"), staged.pods("ws-rag-api")))
        if during[-1] == (0, 0):
            # The autoscaler's controller notices when it next looks.
            eventually(is_disabled)

    staged.printed.extend([listed(), f"homelab-ledger {json.dumps(LEDGER)}\n"])
    staged.when_read.append(look)
    result = homelab("restore", "--yes", "--snapshot", "aaaa")
    assert result.exit_code == 0, result.stderr
    assert during[-1] == (0, 0)
    at_rest = staged.seen[-1]
    assert [at_rest[f"CronJob ws-{name}"][1] for name in ("backup", "rehearsal", "restore")] == [True, True, True]
    assert at_rest["ScaledObject ws-librechat"][2]["autoscaling.keda.sh/paused"] == "true"
    assert staged.settings() == before
    assert staged.pods("ws-librechat") == 3
    ledger = staged.find("configmap", "ws-librechat-erasures")
    assert ledger is not None
    assert ledger["data"]["ledger.jsonl"] == LEDGER
    (job,) = [each for name, each in jobs(deployed).items() if name.startswith("ws-restore-")]
    variables = {
        each["name"]: each.get("value", "") for each in job["spec"]["template"]["spec"]["containers"][0]["env"]
    }
    wanted = {"ACTION": "restore", "SNAPSHOT": SNAPSHOTS[0]["id"], "FORCE": "false", "STORES": ""}
    assert {name: variables[name] for name in wanted} == wanted
    deployed.run("delete", "job", *here(job["metadata"]["name"]))


def test_a_restore_that_is_interrupted_is_continued_by_another_command(deployed: Kubectl, staged: StagedKubectl):
    before = staged.settings()

    def interrupt() -> None:
        if len(staged.seen) == 1:
            raise KeyboardInterrupt

    staged.printed.extend([listed(), "restored documents\n"])
    staged.when_read.append(interrupt)
    result = homelab("restore", "--yes")
    assert result.exit_code == 130
    assert staged.find("deployment", "ws-librechat")["spec"]["replicas"] == 0  # pyright: ignore[reportOptionalSubscript]
    staged.when_read.clear()
    (command,) = re.findall(r"`homelab (restore [^`]* --continue)`", result.stderr.splitlines()[-1])
    result = homelab(*command.split(), "--yes")
    assert result.exit_code == 0, result.stderr
    assert staged.settings() == before


def test_a_job_that_the_quota_refuses_changes_nothing_and_says_why(deployed: Kubectl, staged: StagedKubectl):
    before = staged.settings()
    patch = {"spec": {"jobTemplate": {"spec": {"activeDeadlineSeconds": 5, "template": {"spec": None}}}}}
    cron_job = staged.find("cronjob", "ws-restore")
    assert cron_job is not None
    template = cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    for each in [*template["initContainers"], *template["containers"]]:
        each["resources"]["limits"]["memory"] = "900Gi"
    patch["spec"]["jobTemplate"]["spec"]["template"]["spec"] = template
    staged.printed.append(listed())

    # After the list, which has to run.
    def shrink() -> None:
        deployed.run("patch", *here("cronjob", "ws-restore", "--type=merge", f"--patch={json.dumps(patch)}"))

    staged.when_read.append(shrink)
    result = homelab("restore", "--yes")
    lines = result.stderr.splitlines()
    assert result.exit_code == 1
    assert [line for line in lines if "exceeded quota: footprint" in line]
    assert lines[-1].endswith("nothing was restored, and everything is started again as it was")
    assert staged.settings() == before
