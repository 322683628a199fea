"""``homelab backup`` and ``homelab restore``, as people type them."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from homelab.backup import actions, command
from homelab.cli import app
from homelab.doctor.checks import Finding
from homelab.running import polling
from homelab.running.kubectl import Kubectl
from homelab.running.target import Target
from tests.backup.cluster import World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()

    def kubectl(target: Target) -> Kubectl:
        assert target.namespace == "ai"
        return world.kubectl()

    monkeypatch.setattr(Target, "kubectl", kubectl)
    monkeypatch.setattr(polling, "_POLL_SECONDS", 0)
    monkeypatch.setattr(actions, "replay_erasures", world.replay)
    return world


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, [*arguments, "--namespace", "ai"], input=answer)


def test_a_backup_now_prints_its_snapshot(world: World):
    result = run("backup", "now")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("snapshot bbbb2222 of 2026-11-27 02:17 UTC (")


def test_a_backup_that_is_not_waited_for_prints_its_job(world: World):
    job = run("backup", "now", "--no-wait").stdout.strip()
    assert ("job", job) in world.objects


def test_a_backup_that_fails_is_an_error_with_the_last_lines(world: World):
    world.backup_code = 1
    result = run("backup", "now")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: Job ai-backup-")
    assert "  restoring\n" in result.stderr


def test_snapshots_are_listed_the_newest_one_first(world: World):
    lines = run("backup", "list").stdout.splitlines()
    assert lines[0].split()[:2] == ["SNAPSHOT", "TIME"]
    assert [line.split()[0] for line in lines[1:]] == ["bbbb2222", "aaaa1111"]
    assert [each["stores"] for each in json.loads(run("backup", "list", "--json").stdout)] == [
        ["documents", "files"],
        ["documents"],
    ]


def test_a_restore_asks_after_it_has_shown_its_plan(world: World):
    before = world.settings
    result = run("restore", "--snapshot", "aaaa", answer="n\n")
    assert result.exit_code == 1
    assert "1. stop: ai-librechat from 3 pods to none" in result.stdout
    assert "Continue? [y/N]" in result.stdout
    assert (world.settings, world.data) == (before, "old")


def test_a_dry_run_shows_the_plan_alone(world: World):
    result = run("restore", "--dry-run")
    assert (result.exit_code, world.data) == (0, "old")
    assert "Continue?" not in result.stdout
    assert "9. doctor" in result.stdout


def test_a_restore_is_done_step_by_step_and_ends_with_the_doctor(world: World, monkeypatch: pytest.MonkeyPatch):
    def find_nothing(*_: object) -> Iterator[Finding]:
        return iter(())

    # Its checks have tests of their own.
    monkeypatch.setattr(actions, "look_inside", find_nothing)
    result = run("restore", "--yes", "--stores", "documents")
    assert result.exit_code == 0, result.stderr
    assert "then restores documents\n" in result.stdout
    assert result.stdout.endswith("done: the doctor has found nothing that failed\n")
    assert [line for line in result.stderr.splitlines() if line.startswith("2/9 restore: Job ai-restore-")]
    assert world.data == "new"


def test_a_refused_restore_is_one_line_that_ends_with_the_state_of_things(world: World):
    world.outcome = "refuses"
    result = run("restore", "--yes")
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith("error: restore: refused: the document database has 3 messages; ")
    assert last.endswith("; nothing was restored, and everything is started again as it was")


def test_an_interrupted_restore_has_the_exit_code_of_a_ctrl_c(world: World):
    def interrupt(world: World) -> None:
        if world.data == "half":
            raise KeyboardInterrupt

    world.woken_by = interrupt
    result = run("restore", "--yes")
    assert result.exit_code == 130
    assert "`homelab restore --namespace ai --workspace ai --continue`" in result.stderr.splitlines()[-1]


def test_continuing_and_giving_up_exclude_each_other(world: World):
    result = run("restore", "--continue", "--abandon")
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


def test_the_limit_of_time_is_that_of_the_command():
    import inspect

    from homelab.cli.restore import restore

    assert inspect.signature(restore).parameters["timeout"].default == command.RESTORE_SECONDS
