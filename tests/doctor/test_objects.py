"""Checks of objects, on a rendered workspace that is sound, and on one that is broken in one way at a time."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

import pytest

from homelab.doctor.checks import Finding, Status
from homelab.doctor.objects import CLUSTER, OBJECTS
from homelab.running.stack import Expected, described
from homelab.running.workspace import Manifest
from tests.doctor.cluster import only, rendered, running_objects, workspace


def declared() -> Expected:
    return described(rendered()).expected


def look(objects: Sequence[Manifest], expected: Expected | None = None) -> dict[str, Finding]:
    subject = workspace(objects, expected)
    return {each.check: each for checks in (CLUSTER, OBJECTS) for each in checks.run(subject, "ai")}


def status_of_container(pod: Manifest, **status: object) -> None:
    pod["status"]["containerStatuses"][0] |= status
    pod["status"]["conditions"] = [{"type": "Ready", "status": "False"}]


def _crash(objects: list[Manifest]) -> None:
    killed = {"reason": "OOMKilled", "exitCode": 137}
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    pod = only(objects, "Pod", "valkey")
    status_of_container(pod, state=waiting, lastState={"terminated": killed}, restartCount=7)


def _no_image(objects: list[Manifest]) -> None:
    status_of_container(only(objects, "Pod", "meilisearch"), state={"waiting": {"reason": "ImagePullBackOff"}})


def _unschedulable(objects: list[Manifest]) -> None:
    pod = only(objects, "Pod", "pgvector")
    pod["status"] = {
        "phase": "Pending",
        "conditions": [
            {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "Insufficient memory"}
        ],
    }


def _starting(objects: list[Manifest]) -> None:
    only(objects, "Pod", "librechat")["status"]["conditions"] = [{"type": "Ready", "status": "False"}]


def _restarted(objects: list[Manifest]) -> None:
    ended = {"reason": "Error", "exitCode": 1, "finishedAt": "2026-11-28T11:30:00Z"}
    status = only(objects, "Pod", "librechat")["status"]["containerStatuses"][0]
    status |= {"lastState": {"terminated": ended}, "restartCount": 2}


def _fewer_replicas(objects: list[Manifest]) -> None:
    only(objects, "Deployment", "librechat")["status"]["availableReplicas"] = 1


def _failed_job(objects: list[Manifest]) -> None:
    job = next(each for each in objects if each["kind"] == "Job")
    job["status"] = {"conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]}


def _pending_claim(objects: list[Manifest]) -> None:
    only(objects, "PersistentVolumeClaim", "valkey")["status"]["phase"] = "Pending"


def _another_image(objects: list[Manifest]) -> None:
    only(objects, "Pod", "meilisearch")["spec"]["containers"][0]["image"] = "docker.io/getmeili/meilisearch:v1.40.0"


def _root(objects: list[Manifest]) -> None:
    del only(objects, "Pod", "valkey")["spec"]["containers"][0]["securityContext"]["capabilities"]


def _missing(objects: list[Manifest]) -> None:
    objects.remove(only(objects, "Deployment", "rag-api"))


FAILED, WARNING = Status.FAILED, Status.WARNING
STATES: Mapping[str, tuple[Callable[[list[Manifest]], None], str, Status, str]] = {
    "a pod that crashes": (_crash, "pods", FAILED, "CrashLoopBackOff after OOMKilled (137), 7 restarts"),
    "an image that cannot be pulled": (_no_image, "pods", FAILED, "ImagePullBackOff"),
    "a pod that fits no node": (_unschedulable, "pods", FAILED, "Unschedulable: Insufficient memory"),
    "a pod that is not ready": (_starting, "pods", FAILED, "not ready"),
    "a recent restart": (_restarted, "pods", WARNING, "restarted after Error (1), 2 restarts"),
    "a replica too few": (_fewer_replicas, "workloads", FAILED, "1 of 3 available"),
    "a workload that is gone": (_missing, "workloads", FAILED, "Deployment ws-rag-api is missing"),
    "a failed Job": (_failed_job, "jobs", FAILED, "BackoffLimitExceeded"),
    "a volume without storage": (_pending_claim, "claims", FAILED, "Pending"),
    "an image of another version": (_another_image, "images", FAILED, "not v1.35.1"),
    "a pod that may do more": (_root, "pod-security", FAILED, "ws-valkey-0/valkey"),
}


def test_nothing_is_wrong_with_a_sound_workspace():
    findings = look(running_objects(rendered()), declared())
    assert {name: each.seen for name, each in findings.items() if each.status is not Status.OK} == {}
    assert {
        name: each.seen for name, each in look(running_objects(rendered())).items() if each.status is not Status.OK
    } == {}


@pytest.mark.parametrize("state", STATES)
def test_a_broken_state_is_found_by_its_check_alone(state: str):
    break_, check, status, seen = STATES[state]
    objects = running_objects(rendered())
    break_(objects)
    findings = look(objects, declared())
    unwell = {name for name, each in findings.items() if each.status is not Status.OK}
    assert unwell == {check}
    assert findings[check].status is status
    assert seen in findings[check].seen


@pytest.mark.parametrize(("later", "status"), [("Complete", Status.OK), ("Failed", FAILED)])
def test_a_failed_job_whose_work_was_done_since_is_no_problem(later: str, status: Status):
    objects = running_objects(rendered())
    _failed_job(objects)
    first = next(each for each in objects if each["kind"] == "Job")
    first["metadata"]["creationTimestamp"] = "2026-11-27T02:17:00Z"
    second = deepcopy(first)
    second["metadata"] |= {"name": "later", "creationTimestamp": "2026-11-28T02:17:00Z"}
    second["status"]["conditions"][0]["type"] = later
    assert look([*objects, second])["jobs"].status is status


def test_without_a_stack_another_image_may_be_the_users_choice():
    objects = running_objects(rendered())
    _another_image(objects)
    assert look(objects)["images"].status is Status.WARNING


@pytest.mark.parametrize(
    "image", ["registry.example.com:5000/mirror/getmeili/meilisearch:v1.35.1", "getmeili/meilisearch:v1.35.1"]
)
def test_the_same_image_from_a_mirror_is_as_declared(image: str):
    objects = running_objects(rendered())
    only(objects, "Pod", "meilisearch")["spec"]["containers"][0]["image"] = image
    assert look(objects, declared())["images"].status is Status.OK


def test_an_image_of_the_same_last_name_is_another_one():
    objects = running_objects(rendered())
    only(objects, "Pod", "valkey")["spec"]["containers"][0]["image"] = "docker.io/someone/valkey:9.1.1-alpine"
    finding = look(objects, declared())["images"]
    assert (finding.status, "not known" in finding.seen) == (Status.WARNING, True)


def test_objects_of_others_do_not_count():
    objects = running_objects(rendered())
    other = deepcopy(only(objects, "Pod", "valkey"))
    other["metadata"] = {"name": "other", "namespace": "ai", "labels": {"app": "other"}}
    status_of_container(other, state={"waiting": {"reason": "CrashLoopBackOff"}})
    assert look([*objects, other], declared())["pods"].status is Status.OK


def test_pods_that_have_ended_or_are_being_replaced_do_not_count():
    objects = running_objects(rendered())
    ended, leaving = deepcopy(only(objects, "Pod", "valkey")), deepcopy(only(objects, "Pod", "pgvector"))
    ended["status"] = {"phase": "Failed", "reason": "Evicted"}
    leaving["metadata"]["deletionTimestamp"] = "2026-11-28T11:59:59Z"
    assert look([*objects, ended, leaving], declared())["pods"].status is Status.OK


def test_an_empty_namespace_has_no_workspace():
    findings = look([])
    assert findings["cluster"].status is Status.FAILED
    assert findings["pods"].status is Status.FAILED
