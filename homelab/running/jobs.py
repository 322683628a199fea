"""Jobs that the command line starts from what a workspace declares.

A workspace declares work that is not always running as a CronJob, if need be a suspended one: its pods, passwords and
network policies are then those of every other workload, and starting it needs no rights but to create a Job.
"""

import re
import time
from collections.abc import Callable, Mapping
from copy import deepcopy

from homelab.kubernetes.labels import COMPONENT
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.workspace import Manifest, is_ours, name_of

_POLL_SECONDS = 2.0


def find_cron_job(kubectl: Kubectl, component: str) -> Manifest:
    """The namespace's only CronJob of a component, such as ``backup``.

    :raises NotPossibleError: There is none, or several workspaces have one.
    """
    found = [
        each
        for each in kubectl.items("cronjobs")
        if is_ours(each) and each["metadata"]["labels"].get(COMPONENT) == component
    ]
    if len(found) != 1:
        names = ", ".join(sorted(name_of(each) for each in found))
        what = f"several CronJobs for {component}: {names}" if found else f"no CronJob for {component}"
        raise NotPossibleError(f"namespace {kubectl.namespace} has {what}")
    return found[0]


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
        "generateName": re.sub(r"-*$", "-", name_of(cron_job)[:50]),
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


def wait(kubectl: Kubectl, name: str, timeout: float, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Wait until a Job has completed.

    :param timeout: Seconds.
    :raises NoAnswerError: It fails, or takes longer.
    """
    deadline = time.monotonic() + timeout
    while True:
        job = kubectl.find("job", name)
        if job is None:
            raise NoAnswerError(f"Job {name} is gone")
        for condition in (job.get("status") or {}).get("conditions") or []:
            if condition["status"] != "True":
                continue
            if condition["type"] == "Complete":
                return
            if condition["type"] == "Failed":
                raise NoAnswerError(f"Job {name} failed: {condition.get('message') or condition.get('reason')}")
        if time.monotonic() > deadline:
            raise NoAnswerError(f"Job {name} has not completed within {timeout:g} s; it goes on running")
        sleep(_POLL_SECONDS)


def logs(kubectl: Kubectl, name: str) -> str:
    """Logs of all containers of a Job's newest pod."""
    return kubectl.run("logs", f"job/{name}", "--all-containers=true")
