"""A restore, whole and with anything that may go wrong: LibreChat is back, or the message says how to get there."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from homelab.backup import actions
from homelab.backup.command import Plan, RestoreOptions, plan_continuation, plan_restore
from homelab.backup.steps import StoppedError
from homelab.running import polling
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from tests.backup.cluster import LEDGER, Fault, World, no_answer


@pytest.fixture(autouse=True)
def sleep(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Time passes only while somebody sleeps."""
    clock = SimpleNamespace(now=0.0)

    def sleep(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(polling, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return sleep


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return new_world(monkeypatch)


def new_world(monkeypatch: pytest.MonkeyPatch, outcome: str = "completes") -> World:
    world = World(outcome=outcome)
    monkeypatch.setattr(actions, "replay_erasures", world.replay)
    return world


class Operator:
    """Somebody at a terminal."""

    def __init__(self, world: World, sleep: Callable[[float], None], doctor_finds: str = "") -> None:
        self.kubectl = world.kubectl()
        self.sleep = sleep
        self.lines: list[str] = []
        self.doctor_finds = doctor_finds

    def plan(self, snapshot: str = "latest", **options: object) -> Plan:
        wanted = RestoreOptions(snapshot, **options)  # pyright: ignore[reportArgumentType]
        return plan_restore(
            self.kubectl, self.kubectl, "ai", wanted, self.lines.append, sleep=self.sleep, doctor=self.doctor
        )

    def restore(self, **options: object) -> None:
        self.plan(**options).carry_out(self.lines.append)  # pyright: ignore[reportArgumentType]

    def go_on(self, *, abandon: bool = False) -> None:
        plan = plan_continuation(
            self.kubectl, "ai", self.lines.append, abandon=abandon, sleep=self.sleep, doctor=self.doctor
        )
        plan.carry_out(self.lines.append)

    def doctor(self, kubectl: Kubectl, report: Callable[[str], None]) -> None:
        if self.doctor_finds:
            raise NoAnswerError(self.doctor_finds)


def is_restored(world: World) -> bool:
    assert world.writers_during_restore == []
    return (world.data, world.erased, world.forgotten, world.ledger) == ("new", "new", "new, started", LEDGER)


def test_everything_is_restored_and_runs_as_it_did(world: World, sleep: Callable[[float], None]):
    before = world.settings
    operator = Operator(world, sleep)
    operator.restore()
    assert is_restored(world)
    assert world.settings == before
    assert "search: 42 messages and conversations to index, 7 cached keys forgotten" in operator.lines


def test_the_plan_is_shown_before_anything_changes(world: World, sleep: Callable[[float], None]):
    before = world.settings
    lines = Operator(world, sleep).plan().lines
    text = "\n".join(lines)
    assert (world.settings, world.data) == (before, "old")
    assert "snapshot bbbb2222 of 2026-11-27 02:17 UTC" in text
    assert "documents, files; 4 users, 1,050 messages, 7 files, 4.8 MiB" in text
    assert "ai-librechat from 3 pods to none" in text
    assert "ai-b-librechat" not in text
    names = [line.split(" ")[1].rstrip(":") for line in lines if re.match(r"\d+\. ", line)]
    assert names == ["stop", "restore", "ledger", "first", "erase", "derived", "start", "wait", "doctor"]
    # The Job that listed the snapshots is gone.
    assert [name for kind, name in world.objects if kind == "job"] == []


def test_a_store_that_the_snapshot_does_not_hold_is_refused_at_once(world: World, sleep: Callable[[float], None]):
    with pytest.raises(NotPossibleError, match="--stores: the snapshot holds documents, and not files"):
        Operator(world, sleep).plan("aaaa", stores=["files"])


def test_a_workspace_with_another_key_is_refused_before_anything_changes(world: World, sleep: Callable[[float], None]):
    world.fingerprint = "ffffffffffff"
    with pytest.raises(NotPossibleError, match="another CREDS_KEY than ai-librechat"):
        Operator(world, sleep).plan()
    Operator(world, sleep).restore(other_keys=True)
    assert is_restored(world)


@pytest.mark.parametrize(("snapshot", "pods"), [("aaaa", True), ("bbbb", False)])
def test_a_key_that_cannot_be_compared_is_said(world: World, sleep: Callable[[float], None], snapshot: str, pods: bool):
    if not pods:
        world.objects["deployment", "ai-librechat"]["spec"]["replicas"] = 0
    operator = Operator(world, sleep)
    operator.plan(snapshot)
    assert [line for line in operator.lines if line.startswith("CREDS_KEY was not compared")]


def test_a_refused_restore_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], None]):
    world = new_world(monkeypatch, "refuses")
    before = world.settings
    with pytest.raises(StoppedError) as stopped:
        Operator(world, sleep).restore()
    assert "refused: the document database has 3 messages; to replace what is there, use --force" in str(stopped.value)
    assert "nothing was restored, and everything is started again as it was" in str(stopped.value)
    assert (world.settings, world.data) == (before, "old")


def test_a_job_that_gets_no_pod_has_changed_nothing(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], None]):
    world = new_world(monkeypatch, "has no pod")
    before = world.settings
    with pytest.raises(StoppedError, match="DeadlineExceeded; nothing was restored"):
        Operator(world, sleep).restore()
    assert world.settings == before


def test_a_snapshot_that_cannot_be_verified_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], None]
):
    world = new_world(monkeypatch, "fails")
    world.container_that_ends = "documents-check"
    before = world.settings
    with pytest.raises(StoppedError, match=r"container documents-check of .*\n.*\n.*\nnothing was restored, and every"):
        Operator(world, sleep).restore()
    assert (world.settings, world.data) == (before, "old")


def test_a_restore_that_fails_half_way_leaves_nothing_running_on_it_and_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], None]
):
    world = new_world(monkeypatch, "fails")
    before = world.settings
    operator = Operator(world, sleep)
    with pytest.raises(StoppedError) as stopped:
        operator.restore()
    message = str(stopped.value)
    assert "container documents-restore of" in message
    assert "mongorestore: failed" in message
    assert "p4ssw0rd" not in message
    assert "--snapshot bbbb2222 --force`" in message
    assert world.objects["deployment", "ai-librechat"]["spec"]["replicas"] == 0
    # Refused, the second attempt must not start LibreChat on it either.
    world.outcome = "refuses"
    with pytest.raises(StoppedError, match="has left the stores restored in part: restore again with"):
        operator.restore()
    assert world.objects["deployment", "ai-librechat"]["spec"]["replicas"] == 0
    with pytest.raises(StoppedError, match="has left the stores restored in part"):
        operator.go_on()
    world.outcome = "completes"
    operator.restore(force=True)
    assert is_restored(world)
    assert world.settings == before


def test_what_is_half_restored_can_be_started_by_name(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], None]):
    world = new_world(monkeypatch, "fails")
    before = world.settings
    operator = Operator(world, sleep)
    with pytest.raises(StoppedError):
        operator.restore()
    operator.go_on(abandon=True)
    assert (world.settings, world.data) == (before, "half")
    with pytest.raises(NotPossibleError, match="nothing of ai in namespace ai is stopped for a restore"):
        operator.go_on(abandon=True)


def test_what_was_interrupted_in_the_middle_is_not_abandoned_while_its_job_runs(
    world: World, sleep: Callable[[float], None]
):
    operator = Operator(world, sleep)
    interrupt_at(world, lambda: world.data == "half")
    with pytest.raises(StoppedError, match="restore: interrupted; LibreChat and the RAG API stay stopped") as stopped:
        operator.restore()
    assert stopped.value.exit_code == 130
    world.woken_by = None
    with pytest.raises(NotPossibleError, match=r"still runs: wait for it with `homelab restore .* --continue`, or end"):
        operator.go_on(abandon=True)
    operator.go_on()
    assert is_restored(world)


def interrupt_at(world: World, holds: Callable[[], bool]) -> None:
    def interrupt(world: World) -> None:
        if holds():
            raise KeyboardInterrupt

    world.woken_by = interrupt


def test_nothing_is_begun_while_a_backup_runs(world: World, sleep: Callable[[float], None]):
    before = world.settings
    operator = Operator(world, sleep)
    plan = operator.plan()
    pod = {"containers": [{"name": "restic", "env": [{"name": "ACTION", "value": "for ever"}]}]}
    metadata = {"name": "ai-backup-29401", "labels": {"app.kubernetes.io/component": "dump"}}
    world.add({"kind": "Job", "metadata": metadata, "spec": {"template": {"spec": pod}}})
    world.endless.add("ai-backup-29401")
    with pytest.raises(StoppedError, match=r"ai-backup-29401 still runs: wait for it, or delete it .*; nothing was"):
        plan.carry_out(operator.lines.append)
    assert (world.settings, world.data) == (before, "old")


def test_a_controller_that_starts_librechat_again_is_found_out(world: World, sleep: Callable[[float], None]):
    plan = Operator(world, sleep).plan()

    def heal(world: World) -> None:
        world.objects["deployment", "ai-rag-api"]["spec"]["replicas"] = 2

    world.woken_by = heal
    with pytest.raises(StoppedError) as stopped:
        plan.carry_out(lambda _: None)
    assert "the pods have not stopped" in str(stopped.value)
    assert world.data == "old"


def test_a_doctor_that_finds_something_fails_the_command_but_not_the_restore(
    world: World, sleep: Callable[[float], None]
):
    before = world.settings
    with pytest.raises(StoppedError, match="doctor: checks failed: pods; the restore is finished") as stopped:
        Operator(world, sleep, "checks failed: pods").restore()
    assert stopped.value.exit_code == 1
    assert is_restored(world)
    assert world.settings == before


# Anything, anywhere


def calls_of_a_restore(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], None]) -> tuple[int, int]:
    """Numbers of the commands that plan, and of all commands."""
    world = new_world(monkeypatch)
    operator = Operator(world, sleep)
    plan = operator.plan()
    planned = world.calls
    plan.carry_out(operator.lines.append)
    return planned, world.calls


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("kind", [KeyboardInterrupt, no_answer], ids=["Ctrl-C", "no answer"])
def test_wherever_it_ends_librechat_is_back_or_the_message_leads_there(
    kind: Callable[[], BaseException],
    after: bool,
    for_good: bool,
    monkeypatch: pytest.MonkeyPatch,
    sleep: Callable[[float], None],
):
    planned, total = calls_of_a_restore(monkeypatch, sleep)
    outcomes: set[str] = set()
    for call in range(planned + 1, total + 1):
        world = new_world(monkeypatch)
        before = world.settings
        operator = Operator(world, sleep)
        plan = operator.plan()
        world.fault = Fault(kind(), call, after=after, for_good=for_good)
        outcomes.add(ending(world, operator, plan))
        assert world.settings == before, f"call {call}"
        assert world.data == "old" or is_restored(world), f"call {call}"
    assert "continued" in outcomes
    assert "undone" in outcomes or for_good


def ending(world: World, operator: Operator, plan: Plan) -> str:
    """Do as the messages say until everything is well."""
    try:
        plan.carry_out(operator.lines.append)
    except StoppedError as error:
        message = str(error)
    else:
        return "tolerated"
    world.fault = None
    if "nothing was restored, and everything is started again as it was" in message:
        return "undone"
    if "the restore is finished, and everything is started as it was" in message:
        return "finished"
    assert re.search(r"`homelab restore --namespace ai --workspace ai --continue`", message), message
    operator.go_on()
    return "continued"
