"""Jobs of a workspace's backup: started, followed, and explained when they fail."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from homelab.backup.output import refusal
from homelab.backup.snapshots import Snapshot, snapshots_in
from homelab.backup.steps import Report
from homelab.detection import mask
from homelab.running.errors import NoAnswerError
from homelab.running.jobs import Ended, find_cron_job, follow, job_from, pod_logs, start, workspace_of
from homelab.running.kubectl import Kubectl
from homelab.running.workspace import Manifest, name_of

BACKUP, RESTORE = "backup", "restore"
"""Components whose CronJobs the Jobs come from."""
_CHANGES = "-restore"
"""How the containers' names end that change a store; those before them fetch and verify."""
LIST_SECONDS = 900.0
_LAST_LINES = 15


class JobFailedError(NoAnswerError):
    """A Job has failed."""

    def __init__(self, message: str, *, is_refusal: bool = False, has_changed: bool) -> None:
        """Keep what decides how to go on.

        :param is_refusal: Whether it has refused to replace what is there.
        :param has_changed: Whether it may have changed a store.
        """
        super().__init__(message)
        self.is_refusal = is_refusal
        self.has_changed = has_changed


@dataclass(frozen=True, slots=True)
class BackedUpWorkspace:
    """A workspace with a backup."""

    kubectl: Kubectl
    name: str
    restore: Manifest
    """CronJob whose Jobs list and restore snapshots."""
    sleep: Callable[[float], None] = time.sleep

    @classmethod
    def find(
        cls, kubectl: Kubectl, workspace: str | None, *, sleep: Callable[[float], None] = time.sleep
    ) -> "BackedUpWorkspace":
        """The workspace of a namespace.

        :param workspace: Its name. Default: the only one.
        :raises NotPossibleError: None has a backup, or several have one.
        """
        cron_job = find_cron_job(kubectl, RESTORE, workspace)
        return cls(kubectl, workspace_of(cron_job, RESTORE), cron_job, sleep)

    def snapshots(self, report: Report) -> list[Snapshot]:
        """What there is to restore, from a Job that is removed afterwards.

        :raises NoAnswerError: It fails.
        """
        job = start(self.kubectl, self.restore, {"ACTION": "list"})
        report(f"Job {job} reads the repository")
        try:
            return snapshots_in(self.output(job, LIST_SECONDS, report))
        finally:
            self.kubectl.run("delete", "job", job, "--ignore-not-found", "--wait=false")

    def start_backup(self) -> str:
        """Start a backup, and return its Job's name."""
        return start(self.kubectl, find_cron_job(self.kubectl, BACKUP, self.name), {})

    def create_restore(self, job: str, variables: Mapping[str, str]) -> None:
        """Create a Job that restores, under a name that was chosen before."""
        manifest = job_from(self.restore, {"ACTION": "restore", **variables})
        manifest["metadata"] = {
            **{key: value for key, value in manifest["metadata"].items() if key != "generateName"},
            "name": job,
        }
        self.kubectl.create(manifest)

    def output(self, job: str, timeout: float, report: Report) -> str:
        """What a Job has printed once it has completed.

        :param timeout: Seconds.
        :raises JobFailedError: It fails.
        :raises NoAnswerError: It takes longer, or the cluster does not answer.
        """
        ended = follow(self.kubectl, job, timeout, report=report, sleep=self.sleep)
        if ended.reason is not None:
            raise self._failure(ended)
        if ended.pod is None:
            raise NoAnswerError(f"the pods of Job {job} are gone, and with them what it has printed")
        return pod_logs(self.kubectl, ended.pod)

    def _failure(self, ended: Ended) -> JobFailedError:
        if ended.pod is None:
            return JobFailedError(f"Job {ended.name} failed: {ended.reason}", has_changed=ended.had_pod)
        refused = refusal(pod_logs(self.kubectl, ended.pod))
        if refused is not None:
            return JobFailedError(f"refused: {mask(refused)}", is_refusal=True, has_changed=False)
        has_changed = any(each.endswith(_CHANGES) for each in ended.started_containers)
        failed = ended.failed_container
        if failed is None:
            return JobFailedError(f"Job {ended.name} failed: {ended.reason}", has_changed=has_changed)
        container, code = failed
        last = _last_lines(pod_logs(self.kubectl, ended.pod, container, tail=_LAST_LINES))
        message = f"Job {ended.name} failed: container {container} of {name_of(ended.pod)} ended with {code}"
        return JobFailedError("\n  ".join([message, *last]), has_changed=has_changed)


def _last_lines(output: str) -> Sequence[str]:
    """Lines without control characters and what looks like a secret."""
    return [mask("".join(sign if sign.isprintable() else " " for sign in line)) for line in output.splitlines()]
