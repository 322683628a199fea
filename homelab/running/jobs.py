"""Jobs that the command line starts from what a workspace declares.

A workspace declares work that is not always running as a CronJob, if need be a suspended one: its pods, passwords and
network policies are then those of every other workload, and starting it needs no rights but to create a Job.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from homelab.kubernetes.labels import COMPONENT
from homelab.running.errors import NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.polling import Waiting, poll
from homelab.running.workspace import Manifest, is_ours, name_of

_NOT_YET = frozenset({"PodInitializing", "ContainerCreating"})


@dataclass(frozen=True, slots=True)
class Ended:
    """How a Job has ended."""

    name: str
    reason: str | None
    """Why it failed, in the cluster's words; None if it has completed."""
    pod: Manifest | None
    """The newest one of its pods; None if there is none any more."""
    had_pod: bool
    """Whether it has ever had one."""

    @property
    def failed_container(self) -> tuple[str, int] | None:
        """The first container that ended with another exit code than 0, and that code."""
        found = (
            (each["name"], each["state"]["terminated"]["exitCode"])
            for each in _statuses(self.pod)
            if "terminated" in each.get("state", {})
        )
        return next((each for each in found if each[1] != 0), None)

    @property
    def started_containers(self) -> frozenset[str]:
        """Containers that have begun."""
        return frozenset(
            each["name"] for each in _statuses(self.pod) if {"running", "terminated"} & (each.get("state") or {}).keys()
        )


def find_cron_job(kubectl: Kubectl, component: str, workspace: str | None = None) -> Manifest:
    """The namespace's only CronJob of a component, such as ``backup``.

    :param workspace: Name of the workspace. Default: the only one that has such a CronJob.
    :raises NotPossibleError: There is none, or several workspaces have one.
    """
    found = {
        workspace_of(each, component): each
        for each in kubectl.items("cronjobs")
        if is_ours(each) and each["metadata"]["labels"].get(COMPONENT) == component
    }
    wanted = found if workspace is None else {name: each for name, each in found.items() if name == workspace}
    if not wanted:
        of = f" of {workspace}" if workspace else ""
        raise NotPossibleError(f"namespace {kubectl.namespace} has no CronJob for {component}{of}")
    if len(wanted) > 1:
        names = ", ".join(sorted(wanted))
        raise NotPossibleError(f"namespace {kubectl.namespace} has several workspaces: use --workspace, one of {names}")
    return next(iter(wanted.values()))


def workspace_of(cron_job: Manifest, component: str) -> str:
    """Name of the workspace that a component's CronJob belongs to."""
    return name_of(cron_job).removesuffix(f"-{component}")


def job_from(cron_job: Manifest, environment: Mapping[str, str]) -> Manifest:
    """A Job as the CronJob would create it, with more variables in all its containers; no secrets.

    A variable of the same name is replaced.
    """
    template = deepcopy(cron_job["spec"]["jobTemplate"])
    pod = template["spec"]["template"]["spec"]
    for container in (*pod.get("initContainers", []), *pod["containers"]):
        kept = [each for each in container.get("env") or [] if each["name"] not in environment]
        container["env"] = [*kept, *({"name": name, "value": value} for name, value in environment.items())]
    metadata = {
        **template.get("metadata", {}),
        "generateName": _prefix(name_of(cron_job)),
        # As kubectl create job --from marks its own.
        "annotations": {
            **template.get("metadata", {}).get("annotations", {}),
            "cronjob.kubernetes.io/instantiate": "manual",
        },
    }
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": template["spec"]}


def start(kubectl: Kubectl, cron_job: Manifest, environment: Mapping[str, str]) -> str:
    """Create the Job, and return its name."""
    return name_of(kubectl.create(job_from(cron_job, environment)))


def follow(
    kubectl: Kubectl,
    name: str,
    timeout: float,
    *,
    report: Callable[[str], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Ended:
    """Wait until a Job has ended, which may be with a failure.

    :param timeout: Seconds.
    :param report: Takes a line whenever its progress changes.
    :raises NoAnswerError: It takes longer, or the cluster has not answered for minutes.
    """

    def look() -> Ended | Waiting:
        job = kubectl.find("job", name)
        if job is None:
            return Ended(name, "it was deleted", None, had_pod=True)
        pods = pods_of(kubectl, name)
        return _ended(job, pods) or Waiting(_progress(kubectl, name, pods))

    return poll(look, timeout, f"Job {name} goes on running, and has not completed", report=report, sleep=sleep)


def pods_of(kubectl: Kubectl, job: str) -> list[Manifest]:
    """Pods of a Job, the newest one last."""
    pods = kubectl.items("pods", selector=f"batch.kubernetes.io/job-name={job}")
    return sorted(pods, key=lambda each: each["metadata"].get("creationTimestamp") or "")


def pod_logs(kubectl: Kubectl, pod: Manifest, container: str | None = None, *, tail: int | None = None) -> str:
    """What a pod's containers have printed.

    :param container: Default: all of them.
    :param tail: Number of last lines. Default: all.
    """
    # Containers that have not begun, as an earlier one has failed, have no logs.
    which = [f"--container={container}"] if container else ["--all-containers=true", "--ignore-errors=true"]
    return kubectl.run("logs", name_of(pod), *which, *([f"--tail={tail}"] if tail else []))


def is_from(job: Manifest, cron_job: str) -> bool:
    """Whether a Job is from a CronJob of this name, by its schedule or by the command line."""
    return name_of(job).startswith(_prefix(cron_job))


def _prefix(cron_job: str) -> str:
    return re.sub(r"-*$", "-", cron_job[:50])


def is_active(job: Manifest) -> bool:
    """Whether a Job still runs, or will."""
    return not any(
        each["status"] == "True" and each["type"] in ("Complete", "Failed")
        for each in (job.get("status") or {}).get("conditions") or []
    )


def _ended(job: Manifest, pods: Sequence[Manifest]) -> Ended | None:
    status: Mapping[str, Any] = job.get("status") or {}
    newest = pods[-1] if pods else None
    # Of a Job that has reached its deadline, the pods are deleted.
    had_pod = bool(pods or status.get("failed"))
    for condition in status.get("conditions") or []:
        if condition["status"] == "True" and condition["type"] == "Complete":
            return Ended(name_of(job), None, newest, had_pod)
        if condition["status"] == "True" and condition["type"] == "Failed":
            reason = condition.get("message") or condition.get("reason") or "failed"
            return Ended(name_of(job), reason, newest, had_pod)
    return None


def _progress(kubectl: Kubectl, name: str, pods: Sequence[Manifest]) -> str:
    """What a Job does, or what it waits for; empty if nothing is known."""
    if pods:
        return next(_doing(pods[-1]), "")
    events = kubectl.run(
        "get", "events", f"--field-selector=involvedObject.kind=Job,involvedObject.name={name}", "--output=json"
    )
    warnings = [each["message"] for each in json.loads(events)["items"] if each.get("type") == "Warning"]
    return warnings[-1] if warnings else ""


def _doing(pod: Manifest) -> Iterator[str]:
    for each in (pod.get("status") or {}).get("conditions") or []:
        if (each["type"], each["status"]) == ("PodScheduled", "False"):
            yield f"waits for a node: {each.get('message') or each.get('reason')}"
    for each in _statuses(pod):
        state: Mapping[str, Any] = each.get("state") or {}
        if "running" in state:
            yield f"{each['name']}: runs"
        elif "terminated" in state and state["terminated"]["exitCode"] != 0:
            yield f"{each['name']}: failed with exit code {state['terminated']['exitCode']}"
        elif "waiting" in state and state["waiting"].get("reason") not in _NOT_YET:
            waiting = state["waiting"]
            yield f"{each['name']}: {waiting.get('reason')}: {waiting.get('message') or ''}".rstrip(": ")


def _statuses(pod: Manifest | None) -> list[Manifest]:
    """States of a pod's containers, in the order in which they run."""
    status = (pod or {}).get("status") or {}
    return [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]
