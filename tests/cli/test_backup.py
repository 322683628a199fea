"""``homelab backup`` and ``homelab restore``, as people type them."""

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
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


def test_a_closed_terminal_in_the_middle_does_not_keep_librechat_stopped(world: World, monkeypatch: pytest.MonkeyPatch):
    before = world.settings
    echo = typer.echo

    def closed(line: str, *, err: bool = False) -> None:
        if err and not line.startswith("error: "):
            raise OSError(5, "Input/output error")
        echo(line, err=err)

    def hang_up(world: World) -> None:
        if world.objects["deployment", "ai-librechat"]["spec"]["replicas"] == 0:
            world.woken_by = None
            raise SystemExit(129)

    monkeypatch.setattr(typer, "echo", closed)
    world.woken_by = hang_up
    result = run("restore", "--yes")
    assert result.exit_code == 129
    assert (world.settings, world.data) == (before, "old")


def test_continuing_and_giving_up_exclude_each_other(world: World):
    result = run("restore", "--continue", "--abandon")
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


def test_the_limit_of_time_is_that_of_the_command():
    import inspect

    from homelab.cli.restore import restore

    assert inspect.signature(restore).parameters["timeout"].default == command.RESTORE_SECONDS


DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["restoring.md", "runbooks/WorkspaceBackupLate.md"])
def test_commands_of_the_docs_have_the_options_that_they_are_written_with(page: str):
    root = typer.main.get_command(app)
    written = re.findall(r"homelab (backup now|backup list|restore)\b([^`\n#]*)", (DOCS / page).read_text())
    assert written
    for name, rest in written:
        command = functools.reduce(lambda group, part: group.commands[part], name.split(), root)  # pyright: ignore
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, f"homelab {name}{rest}"
