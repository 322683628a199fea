"""Jobs from CronJobs, and how they end."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import pytest

from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.jobs import find_cron_job, follow, job_from, start
from homelab.running.kubectl import Kubectl

LABELS = {
    "app.kubernetes.io/part-of": "homelab",
    "app.kubernetes.io/managed-by": "pulumi",
    "app.kubernetes.io/component": "backup",
}
CRON_JOB = {
    "kind": "CronJob",
    "metadata": {"name": "ai-backup", "labels": LABELS},
    "spec": {
        "jobTemplate": {
            "metadata": {"labels": LABELS, "annotations": {"own": "1"}},
            "spec": {
                "template": {
                    "spec": {
                        "initContainers": [{"name": "dump"}],
                        "containers": [{"name": "restic", "env": [{"name": "MODE", "value": "scheduled"}]}],
                    }
                }
            },
        }
    },
}


class Cluster(Kubectl):
    """kubectl that answers from a list, the last one again and again.

    What it answers about a Job is a Job, or an error; pods and events are those of the moment.
    """

    def __init__(self, *answers: Any, pods: Sequence[Any] = (), events: Sequence[str] = ()) -> None:
        super().__init__("ai")
        object.__setattr__(self, "answers", list(answers))
        object.__setattr__(self, "pods", pods)
        object.__setattr__(self, "events", events)

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        if arguments[:2] == ("get", "pods"):
            assert "--selector=batch.kubernetes.io/job-name=j" in arguments
            return json.dumps({"items": self.pods})  # pyright: ignore
        if arguments[:2] == ("get", "events"):
            return json.dumps({"items": [{"type": "Warning", "message": each} for each in self.events]})  # pyright: ignore
        answers = self.answers  # pyright: ignore
        answer = answers.pop(0) if len(answers) > 1 else answers[0]  # pyright: ignore
        if isinstance(answer, Exception):
            raise answer
        return json.dumps(answer)


def no_sleep(seconds: float) -> None:
    assert seconds > 0


def ended(kind: str, **condition: str) -> dict[str, Any]:
    return {"metadata": {"name": "j"}, "status": {"conditions": [{"type": kind, "status": "True", **condition}]}}


def test_a_job_has_the_cron_jobs_pods_and_the_variables_of_this_run_in_all_containers():
    before = deepcopy(CRON_JOB)
    job = job_from(CRON_JOB, {"MODE": "manual"})
    pod = job["spec"]["template"]["spec"]
    assert pod["initContainers"] == [{"name": "dump", "env": [{"name": "MODE", "value": "manual"}]}]
    assert pod["containers"][0]["env"] == [{"name": "MODE", "value": "manual"}]
    assert job["metadata"]["labels"] == LABELS
    assert job["metadata"]["annotations"] == {"own": "1", "cronjob.kubernetes.io/instantiate": "manual"}
    assert job["metadata"]["generateName"] == "ai-backup-"
    assert before == CRON_JOB


def test_a_created_job_is_known_by_the_name_that_the_cluster_chose():
    cluster = Cluster({"metadata": {"name": "ai-backup-x7z2p"}})
    assert start(cluster, CRON_JOB, {}) == "ai-backup-x7z2p"


OTHER = {"metadata": {"name": "b-backup", "labels": LABELS}}


@pytest.mark.parametrize(
    ("items", "workspace", "message"),
    [
        ([], None, "namespace ai has no CronJob for backup"),
        ([{"metadata": {"name": "foreign", "labels": {}}}], None, "no CronJob for backup"),
        ([CRON_JOB], "b", "no CronJob for backup of b"),
        ([CRON_JOB, OTHER], None, "several workspaces: use --workspace, one of ai, b"),
    ],
)
def test_it_must_be_clear_which_cron_job_is_meant(items: Sequence[Any], workspace: str | None, message: str):
    with pytest.raises(NotPossibleError, match=message):
        find_cron_job(Cluster({"items": items}), "backup", workspace)


def test_of_several_workspaces_the_named_one_is_meant():
    assert find_cron_job(Cluster({"items": [CRON_JOB, OTHER]}), "backup", "b") == OTHER


def test_a_job_is_waited_for():
    cluster = Cluster({"status": {}}, {"status": {"active": 1}}, ended("Complete"))
    assert follow(cluster, "j", 60, sleep=no_sleep).reason is None


def test_a_job_that_fails_says_why():
    cluster = Cluster(ended("Failed", message="Job has reached the specified backoff limit"))
    assert follow(cluster, "j", 60, sleep=no_sleep).reason == "Job has reached the specified backoff limit"


def test_a_job_that_takes_too_long_is_left_running():
    with pytest.raises(NoAnswerError, match="goes on running, and has not completed within 0 s"):
        follow(Cluster({"status": {}}), "j", 0, sleep=no_sleep)


def pod(name: str, created: str, *, containers: Sequence[Any] = (), conditions: Sequence[Any] = ()) -> dict[str, Any]:
    status = {"initContainerStatuses": containers[:1], "containerStatuses": containers[1:], "conditions": conditions}
    return {"metadata": {"name": name, "creationTimestamp": created}, "status": status}


def exited(name: str, code: int) -> dict[str, Any]:
    return {"name": name, "state": {"terminated": {"exitCode": code}}}


def test_the_container_that_failed_is_that_of_the_newest_pod():
    pods = [
        pod("new", "2026-11-28T12:01:00Z", containers=[exited("dump", 0), exited("restic", 3)]),
        pod("old", "2026-11-28T12:00:00Z", containers=[exited("dump", 1)]),
    ]
    end = follow(Cluster(ended("Failed", reason="BackoffLimitExceeded"), pods=pods), "j", 60, sleep=no_sleep)
    assert (end.reason, end.failed_container) == ("BackoffLimitExceeded", ("restic", 3))
    assert end.pod is not None
    assert end.pod["metadata"]["name"] == "new"


@pytest.mark.parametrize(
    ("of_pod", "line"),
    [
        ({"containers": [exited("dump", 0), {"name": "restic", "state": {"running": {}}}]}, "restic: runs"),
        ({"containers": [exited("dump", 2)]}, "dump: failed with exit code 2"),
        (
            {"containers": [{"name": "dump", "state": {"waiting": {"reason": "ErrImagePull", "message": "no such"}}}]},
            "dump: ErrImagePull: no such",
        ),
        (
            {"conditions": [{"type": "PodScheduled", "status": "False", "message": "0/3 nodes"}]},
            "waits for a node: 0/3 nodes",
        ),
    ],
)
def test_progress_is_said_once(of_pod: Mapping[str, Any], line: str):
    lines: list[str] = []
    cluster = Cluster({"status": {}}, {"status": {}}, ended("Complete"), pods=[pod("p", "", **of_pod)])
    follow(cluster, "j", 60, report=lines.append, sleep=no_sleep)
    assert lines == [line]


def test_a_job_without_pods_says_what_the_cluster_says():
    lines: list[str] = []
    cluster = Cluster({"status": {}}, ended("Complete"), events=["exceeded quota: footprint"])
    follow(cluster, "j", 60, report=lines.append, sleep=no_sleep)
    assert lines == ["exceeded quota: footprint"]
