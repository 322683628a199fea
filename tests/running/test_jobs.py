"""Jobs from CronJobs, and how they end."""

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import pytest

from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.jobs import find_cron_job, job_from, start, wait
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
    """kubectl that answers from a list, the last one again and again."""

    def __init__(self, *answers: Any) -> None:
        super().__init__("ai")
        object.__setattr__(self, "answers", list(answers))
        object.__setattr__(self, "asked", [])

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        self.asked.append((arguments, stdin))  # pyright: ignore
        answers = self.answers  # pyright: ignore
        return json.dumps(answers.pop(0) if len(answers) > 1 else answers[0])  # pyright: ignore


def no_sleep(seconds: float) -> None:
    assert seconds > 0


def ended(kind: str, **condition: str) -> dict[str, Any]:
    return {"status": {"conditions": [{"type": kind, "status": "True", **condition}]}}


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


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([], "namespace ai has no CronJob for backup"),
        ([{"metadata": {"name": "foreign", "labels": {}}}], "no CronJob for backup"),
        (
            [CRON_JOB, {"metadata": {"name": "b-backup", "labels": LABELS}}],
            "several CronJobs for backup: ai-backup, b-backup",
        ),
    ],
)
def test_it_must_be_clear_which_cron_job_is_meant(items: Sequence[Any], message: str):
    with pytest.raises(NotPossibleError, match=message):
        find_cron_job(Cluster({"items": items}), "backup")


def test_a_job_is_waited_for():
    wait(Cluster({"status": {}}, {"status": {"active": 1}}, ended("Complete")), "j", 60, sleep=no_sleep)


def test_a_job_that_fails_says_why():
    with pytest.raises(NoAnswerError, match="Job j failed: Job has reached the specified backoff limit"):
        wait(Cluster(ended("Failed", message="Job has reached the specified backoff limit")), "j", 60, sleep=no_sleep)


def test_a_job_that_takes_too_long_is_left_running():
    with pytest.raises(NoAnswerError, match="has not completed within 0 s; it goes on running"):
        wait(Cluster({"status": {}}), "j", 0, sleep=no_sleep)
