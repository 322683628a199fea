"""Backups that are started from the command line."""

import re

import pytest

from homelab.backup.command import back_up, snapshot_line
from homelab.backup.jobs import JobFailedError
from homelab.backup.snapshots import Snapshot
from homelab.running.errors import NotPossibleError
from homelab.running.kubectl import Kubectl
from tests.backup.cluster import SNAPSHOTS, World
from tests.backup.test_snapshots import NOW


def back_up_now(world: World, *, wait: bool = True) -> Snapshot | str:
    return back_up(world.kubectl(), None, lambda _: None, wait=wait, sleep=lambda _: None)


def test_a_backup_ends_with_its_snapshot():
    made = back_up_now(World())
    assert isinstance(made, Snapshot)
    line = snapshot_line(made, NOW)
    assert line.startswith("snapshot bbbb2222 of 2026-11-27 02:17 UTC (9 h old): documents, files; 4 users, ")
    assert line.endswith(", 7 files, 4.8 MiB")
    assert made.id == SNAPSHOTS[1]["id"]


def test_a_backup_that_is_not_waited_for_is_a_job():
    world = World()
    job = back_up_now(world, wait=False)
    assert ("job", job) in world.objects


def test_a_backup_that_fails_shows_the_last_lines_of_the_container_without_secrets():
    world = World(backup_code=1)
    with pytest.raises(JobFailedError) as failed:
        back_up_now(world)
    first, *last = str(failed.value).splitlines()
    assert re.fullmatch(r"Job ai-backup-\d+ failed: container documents-restore of ai-backup-\d+-p ended with 1", first)
    assert last == ["  restoring", "  mongorestore: failed for postgres://...@db"]


def test_a_namespace_without_a_backup_says_so():
    class Empty(Kubectl):
        def run(self, *arguments: str, stdin: str | None = None) -> str:
            return '{"items": []}'

    with pytest.raises(NotPossibleError, match="namespace x has no CronJob for restore"):
        back_up(Empty("x"), None, lambda _: None, wait=True)
