"""What the steps of a restore do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import resources

from homelab.backup.jobs import BackedUpWorkspace, JobFailedError
from homelab.backup.output import ledger_text
from homelab.backup.rest import (
    Writer,
    find_writers,
    let_rest,
    wait_until_gone,
    wait_until_ready,
    wake,
)
from homelab.backup.snapshots import Snapshot
from homelab.backup.steps import NothingChangedError, Report
from homelab.doctor.checks import Status
from homelab.doctor.command import look_inside
from homelab.doctor.report import line, summary
from homelab.privacy import ledger
from homelab.privacy.replay import replay_erasures
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.jobs import is_active, is_from
from homelab.running.kubectl import Kubectl
from homelab.running.scripts import Observation, run_node, with_redis
from homelab.running.workspace import LIBRECHAT, RAG_API, Manifest, Workspace, name_of

Doctor = Callable[[Kubectl, Report], None]
_FORGET_SECONDS = 1800.0
_REPLACE = "to replace what is there, use --force"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be restored."""

    snapshot: Snapshot
    stores: Sequence[str] = ()
    """Default: all that the snapshot holds."""
    force: bool = False
    """Whether data that is there may be replaced."""

    @property
    def variables(self) -> dict[str, str]:
        """Of the Job."""
        return {
            "SNAPSHOT": self.snapshot.id,
            "FORCE": str(self.force).lower(),
            "STORES": ",".join(self.stores),
        }


class Actions:
    """What one restore does."""

    def __init__(
        self,
        workspace: BackedUpWorkspace,
        job: str,
        report: Report,
        *,
        timeout: float,
        doctor: Doctor,
    ) -> None:
        """Do nothing yet.

        :param job: Name of the Job that restores.
        :param timeout: Seconds that it may take.
        :param doctor: Raises if something is wrong.
        """
        self._workspace = workspace
        self._kubectl = workspace.kubectl
        self._job = job
        self._report = report
        self._timeout = timeout
        self._doctor = doctor
        self._output = ""

    @property
    def writers(self) -> list[Writer]:
        """What writes into the stores, as it is now."""
        return find_writers(self._kubectl, self._workspace.name)

    @property
    def main(self) -> Writer:
        """LibreChat's Deployment."""
        return self._main(self.writers)

    def stop(self) -> None:
        """Let everything rest that writes.

        :raises NothingChangedError: A Job still runs.
        """
        writers = self.writers
        let_rest(self._kubectl, [each for each in writers if not each.is_deployment], self._job)
        self._refuse_while_jobs_run(writers)
        deployments = [each for each in writers if each.is_deployment]
        let_rest(self._kubectl, deployments, self._job)
        self._wait_until_gone([each.name for each in deployments])

    def _refuse_while_jobs_run(self, writers: Sequence[Writer]) -> None:
        """A backup would store, and a clean-up would change, what is half restored."""
        cron_jobs = [*(each.name for each in writers if each.kind == "cronjob"), name_of(self._workspace.restore)]
        jobs = [each for each in self._kubectl.items("jobs") if is_active(each) and not _only_lists(each)]
        running = sorted(name_of(each) for each in jobs if any(is_from(each, name) for name in cron_jobs))
        if running:
            raise NothingChangedError(
                f"{', '.join(running)} still runs: wait for it, or delete it (kubectl delete job)"
            )

    def restore(self, wish: Wish) -> None:
        """Start the Job, and wait for it.

        :raises NothingChangedError: It has changed nothing.
        :raises NoAnswerError: It has failed, or is not known to have completed.
        """
        self._require_rest("nothing was restored", NothingChangedError)
        try:
            self._workspace.create_restore(self._job, wish.variables)
        except NotPossibleError as error:
            raise NothingChangedError(str(error)) from error
        self.await_job()

    def await_job(self) -> None:
        """Wait for the Job.

        :raises NothingChangedError: It has changed nothing.
        :raises NoAnswerError: It has failed, or is not known to have completed.
        """
        # What was interrupted after the Job has started LibreChat already.
        must_rest = self.is_running
        try:
            self._output = self._workspace.output(self._job, self._timeout, self._report)
        except JobFailedError as error:
            if error.has_changed:
                raise
            raise NothingChangedError(f"{error}; {_REPLACE}" if error.is_refusal else str(error)) from error
        if must_rest:
            self._require_rest("what was written meanwhile may be among what was restored", NoAnswerError)

    def _require_rest(self, consequence: str, error: type[Exception]) -> None:
        """GitOps controllers put back what they find changed."""
        writers = self.writers
        awake = [each.name for each in writers if not each.is_at_rest]
        if awake:
            raise error(
                f"something has started {', '.join(awake)} again, and {consequence}: suspend Argo CD's self-heal or "
                "Flux's Kustomization for the restore"
            )

    def merge_ledger(self) -> None:
        """Add the snapshot's erasure ledger to that of the namespace."""
        name = self.main.name
        of_snapshot = ledger.parse(ledger_text(self._output))
        there = ledger.read(self._kubectl, name)
        merged = ledger.merge(there, of_snapshot)
        if merged != there:
            ledger.write(self._kubectl, name, merged)
        self._report(f"erasure ledger: {len(merged)} erasures, {len(merged) - len(there)} of them from the snapshot")

    def start_first(self) -> None:
        """Start the RAG API, and one pod of LibreChat."""
        writers = [each for each in self.writers if each.is_deployment]
        main = self._main(writers)
        rag_api = [each for each in writers if each.name == f"{self._workspace.name}-{RAG_API}"]
        for each in rag_api:
            self._kubectl.patch(each.kind, each.name, dict(each.put_back))
        # One that has no note any more was started by an earlier attempt.
        if main.restore is not None:
            self._kubectl.patch(main.kind, main.name, {"spec": {"replicas": 1}})
        self._wait_until_ready([main.name, *(each.name for each in rag_api)])

    def erase(self) -> None:
        """Erase again whom the ledger names."""
        for each in replay_erasures(self._kubectl, self._workspace.name):
            self._report(each)

    def forget(self) -> None:
        """Forget what is derived from the data before: cached keys, and what search has indexed."""
        name = self.main.name
        pod = Workspace(self._kubectl.namespace, self._kubectl.items("pods")).ready_pods(LIBRECHAT).get(name)
        if pod is None:
            raise NoAnswerError(f"{name} has no ready pod")
        seen = forget_derived(self._kubectl, pod)
        cache = "" if seen["cache"] is None else f", {seen['cache']} cached keys forgotten"
        self._report(f"search: {seen['search']} messages and conversations to index{cache}")

    def start(self) -> None:
        """Start everything as it was."""
        main = self.main
        # Search is indexed, and much is cached, when LibreChat starts.
        let_rest(self._kubectl, [main], self._job)
        self._wait_until_gone([main.name])
        self.wake()

    def wake(self) -> None:
        """Put everything back that rests."""
        wake(self._kubectl, self.writers)

    @property
    def has_begun(self) -> bool:
        """Whether there is the Job."""
        return self._kubectl.find("job", self._job) is not None

    @property
    def is_running(self) -> bool:
        """Whether the Job has begun and not ended."""
        job = self._kubectl.find("job", self._job)
        return job is not None and is_active(job)

    def examine(self) -> None:
        """Ask the doctor.

        :raises NoAnswerError: A check has failed.
        """
        self._doctor(self._kubectl, self._report)

    def wait(self) -> None:
        """Wait until all pods are ready."""
        writers = self.writers
        self._wait_until_ready([each.name for each in writers if each.is_deployment])

    def _wait_until_gone(self, deployments: Sequence[str]) -> None:
        wait_until_gone(self._kubectl, deployments, report=self._report, sleep=self._workspace.sleep)

    def _wait_until_ready(self, deployments: Sequence[str]) -> None:
        wait_until_ready(self._kubectl, deployments, report=self._report, sleep=self._workspace.sleep)

    def _main(self, writers: Sequence[Writer]) -> Writer:
        name = f"{self._workspace.name}-{LIBRECHAT}"
        found = [each for each in writers if each.is_deployment and each.name == name]
        if not found:
            raise NotPossibleError(f"namespace {self._kubectl.namespace} has no Deployment {name}")
        return found[0]


def forget_derived(kubectl: Kubectl, pod: Manifest) -> Observation:
    """How many documents search is to index, and how many cached keys are gone, by a script in LibreChat's pod.

    :raises NoAnswerError: It fails.
    """
    script = (resources.files("homelab.backup") / "scripts" / "forget_derived.cjs").read_text(encoding="utf-8")
    return run_node(replace(kubectl, timeout=_FORGET_SECONDS), pod, with_redis(script), {})


def examine(kubectl: Kubectl, report: Report) -> None:
    """Report what the doctor finds.

    :raises NoAnswerError: A check has failed.
    """
    findings = list(look_inside(kubectl, None))
    for each in findings:
        if each.status in (Status.FAILED, Status.WARNING):
            report(line(each))
    report(summary(findings))
    failed = [each.check for each in findings if each.status is Status.FAILED]
    if failed:
        raise NoAnswerError(f"checks failed: {', '.join(failed)}")


def _only_lists(job: Manifest) -> bool:
    containers = job["spec"]["template"]["spec"]["containers"]
    return {"name": "ACTION", "value": "list"} in [
        each for container in containers for each in container.get("env") or []
    ]
