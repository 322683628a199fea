"""What ``homelab backup`` and ``homelab restore`` do, without their options."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from homelab.backup.actions import Actions, Doctor, Wish, examine
from homelab.backup.advice import Advice
from homelab.backup.jobs import BackedUpWorkspace
from homelab.backup.keys import require_same_key
from homelab.backup.output import made_snapshot
from homelab.backup.restore import Work, begin, go_on, interrupted_restore, look_again
from homelab.backup.restore import abandon as give_up
from homelab.backup.snapshots import DOCUMENTS, LATEST, Snapshot, age, choose, counts_text, size_text
from homelab.backup.steps import Report, StoppedError, carry_out, described
from homelab.privacy.ledger import LedgerError
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.stack import StackError
from homelab.running.workspace import LIBRECHAT, name_of

PROBLEMS = (LedgerError, NoAnswerError, NotPossibleError, StackError, StoppedError)
"""Errors whose text is for the user."""
BACKUP_SECONDS = 4 * 3600.0
RESTORE_SECONDS = 8 * 3600.0


@dataclass(frozen=True, slots=True)
class RestoreOptions:
    """What to restore, and how."""

    snapshot: str = LATEST
    stores: Sequence[str] = ()
    """Default: all that the snapshot holds."""
    force: bool = False
    other_keys: bool = False
    """Whether what LibreChat has encrypted may be lost."""
    timeout: float = RESTORE_SECONDS
    """Seconds that the Job may take."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to happen."""

    headline: Sequence[str]
    work: Work

    @property
    def lines(self) -> list[str]:
        """For the user, before anything happens."""
        return [*self.headline, *described(self.work.steps)]

    def carry_out(self, report: Report) -> None:
        """Do it.

        :raises StoppedError: It ended early; the message says what state things are in.
        """
        carry_out(self.work.steps, report, undone=self.work.undone)


def plan_restore(
    source: Kubectl,
    target: Kubectl,
    workspace: str | None,
    options: RestoreOptions,
    report: Report,
    *,
    sleep: Callable[[float], None] = time.sleep,
    doctor: Doctor = examine,
) -> Plan:
    """What a restore will do. Nothing is changed, but for a Job that lists snapshots and is removed.

    :raises NotPossibleError: There is no such snapshot, or it does not hold a store, or is of other keys.
    :raises NoAnswerError: The snapshots cannot be listed.
    """
    listed = BackedUpWorkspace.find(source, workspace, sleep=sleep)
    snapshot = choose(listed.snapshots(report), options.snapshot)
    missing = [each for each in options.stores if each not in snapshot.stores]
    if missing:
        held = ", ".join(snapshot.stores) or "nothing"
        raise NotPossibleError(f"--stores: the snapshot holds {held}, and not {', '.join(missing)}")
    found = BackedUpWorkspace.find(target, workspace, sleep=sleep)
    if not options.other_keys and DOCUMENTS in (options.stores or snapshot.stores):
        require_same_key(target, f"{found.name}-{LIBRECHAT}", snapshot, report)
    job = f"{name_of(found.restore)[:50]}-{secrets.token_hex(3)}"
    actions = Actions(found, job, report, timeout=options.timeout, doctor=doctor)
    wish = Wish(snapshot, options.stores, options.force)
    return Plan(_headline(snapshot, found, options), begin(actions, Advice(target, found.name, job), wish))


def plan_continuation(
    target: Kubectl,
    workspace: str | None,
    report: Report,
    *,
    abandon: bool,
    timeout: float = RESTORE_SECONDS,
    sleep: Callable[[float], None] = time.sleep,
    doctor: Doctor = examine,
) -> Plan:
    """What is left of a restore that was interrupted.

    :param abandon: Start everything on what the stores hold, instead of going on.
    :raises NotPossibleError: Nothing is there to give up.
    """
    found = BackedUpWorkspace.find(target, workspace, sleep=sleep)
    job = interrupted_restore(target, found.name)
    if job is None and abandon:
        raise NotPossibleError(f"nothing of {found.name} in namespace {target.namespace} is stopped for a restore")
    if job is None:
        actions, advice = Actions(found, "", report, timeout=timeout, doctor=doctor), Advice(target, found.name, "")
        return Plan([f"Nothing of {found.name} is stopped for a restore:"], Work(look_again(actions, advice), ""))
    actions, advice = Actions(found, job, report, timeout=timeout, doctor=doctor), Advice(target, found.name, job)
    what = f"restore {job} of {found.name} in namespace {target.namespace}"
    if abandon:
        headline = [f"Give up {what}: everything starts on what the stores hold, which may be restored in part."]
        return Plan(headline, give_up(actions, advice))
    return Plan([f"Go on with {what}:"], go_on(actions, advice))


def back_up(
    kubectl: Kubectl,
    workspace: str | None,
    report: Report,
    *,
    wait: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> Snapshot | str:
    """Back up now.

    :param wait: Whether to wait until it is done.
    :returns: The snapshot; the name of the Job if it is not waited for.
    :raises NoAnswerError: It fails.
    """
    found = BackedUpWorkspace.find(kubectl, workspace, sleep=sleep)
    job = found.start_backup()
    report(f"Job {job} backs up {found.name}")
    if not wait:
        return job
    snapshot = made_snapshot(found.output(job, BACKUP_SECONDS, report))
    return choose(found.snapshots(report), snapshot or LATEST)


def snapshot_line(snapshot: Snapshot, now: datetime) -> str:
    """A snapshot in one line."""
    size = size_text(snapshot)
    what = ", ".join(each for each in (counts_text(snapshot), size) if each)
    stores = ", ".join(snapshot.stores)
    return (
        f"snapshot {snapshot.short_id} of {snapshot.time:%Y-%m-%d %H:%M} UTC ({age(snapshot, now)} old): {stores}"
        + (f"; {what}" if what else "")
    )


def _headline(snapshot: Snapshot, workspace: BackedUpWorkspace, options: RestoreOptions) -> list[str]:
    where = f"{workspace.name} in namespace {workspace.kubectl.namespace}"
    replaced = "What is there is replaced." if options.force else "If there is data already, nothing is done (--force)."
    return [f"Restore {snapshot_line(snapshot, datetime.now(UTC))}", f"into {where}. {replaced}"]
