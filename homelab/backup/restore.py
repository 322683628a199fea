"""The plans of a restore: from its beginning, after an interruption, and to give it up."""

from collections.abc import Sequence
from dataclasses import dataclass

from homelab.backup.actions import Actions, Wish
from homelab.backup.advice import UNDONE, Advice
from homelab.backup.rest import find_writers
from homelab.backup.steps import Step
from homelab.running.errors import NotPossibleError
from homelab.running.kubectl import Kubectl


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done."""

    steps: Sequence[Step]
    undone: str
    """What state things are in once steps were undone."""


def interrupted_restore(kubectl: Kubectl, workspace: str) -> str | None:
    """Job of the restore that a workspace rests for; None if it does not."""
    return next((each.restore for each in find_writers(kubectl, workspace) if each.restore is not None), None)


def begin(actions: Actions, advice: Advice, wish: Wish) -> Work:
    """All steps."""
    writers = actions.writers
    earlier = next((each.restore for each in writers if each.restore is not None), None)
    stores = ", ".join(wish.stores or wish.snapshot.stores) or "what it holds"
    pods = ", ".join(f"{each.name} from {each.replicas} pods to none" for each in writers if each.is_deployment)
    steps = [
        Step(
            "stop",
            f"{pods}; autoscalers and schedules pause" + (f"; {earlier} has stopped them before" if earlier else ""),
            actions.stop,
            unfinished=advice.still_stopped,
            undo=None if earlier else actions.wake,
            is_reversible=True,
        ),
        Step(
            "restore",
            f"Job {advice.job} fetches and verifies snapshot {wish.snapshot.short_id}, then restores {stores}",
            lambda: actions.restore(wish),
            unfinished=advice.half_restored(wish.snapshot.short_id),
        ),
        *_after(actions, advice),
    ]
    return Work(steps, advice.left_by(earlier) if earlier else UNDONE)


def go_on(actions: Actions, advice: Advice) -> Work:
    """What is left after an interruption; everything may be done twice.

    :raises NotPossibleError: The Job has not begun, and the stores are as an earlier one has left them.
    """
    earlier = next((each.earlier for each in actions.writers if each.earlier is not None), None)
    undone = advice.left_by(earlier) if earlier else UNDONE
    if not actions.has_begun:
        if earlier:
            raise NotPossibleError(f"Job {advice.job} has not begun; {undone}")
        unfinished = f"try again: {advice.command('--continue')}"
        return Work([Step("start", "everything as it was, as no Job has begun", actions.wake, unfinished)], undone)
    restore = Step(
        "restore",
        f"wait for Job {advice.job}",
        actions.await_job,
        unfinished=advice.half_restored("ID"),
        undo=None if earlier else actions.wake,
    )
    return Work([restore, *_after(actions, advice)], undone)


def abandon(actions: Actions, advice: Advice) -> Work:
    """Start everything on what the stores hold.

    :raises NotPossibleError: The Job still changes them.
    """
    if actions.is_running:
        raise NotPossibleError(advice.still_runs)
    steps = [
        Step(
            "start",
            "everything as it was, with what the stores hold",
            actions.wake,
            unfinished=f"try again: {advice.command('--abandon')}",
        ),
        Step("wait", "until the pods are ready", actions.wait, unfinished=advice.examine),
    ]
    return Work(steps, undone="nothing was changed")


def look_again(actions: Actions, advice: Advice) -> list[Step]:
    """What follows once everything is started as it was."""
    return [
        Step("wait", "until the pods are ready", actions.wait, advice.started),
        Step("doctor", "look for what is wrong", actions.examine, advice.started),
    ]


def _after(actions: Actions, advice: Advice) -> list[Step]:
    """What follows once the stores are restored."""
    main, restored = actions.main, advice.restored
    return [
        Step("ledger", "add the snapshot's erasure ledger to the namespace's", actions.merge_ledger, restored),
        Step("first pod", f"start the RAG API, and one pod of {main.name}", actions.start_first, restored),
        Step("erase", "erase again whom the ledger names", actions.erase, restored),
        Step("derived", "forget cached keys, and have search index everything again", actions.forget, restored),
        Step("start", "everything as it was before", actions.start, restored),
        *look_again(actions, advice),
    ]
