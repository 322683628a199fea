"""Snapshots, as restic lists them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from homelab.backup.snapshots import Snapshot, age, as_json, choose, counts_text, size_text, snapshots_in, table
from homelab.running.errors import NoAnswerError, NotPossibleError
from tests.backup.cluster import SNAPSHOTS

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LISTED = snapshots_in(f"repository opened\nhomelab-snapshots {json.dumps(SNAPSHOTS)}\n")


def snapshot(minutes: int = 0, size: int | None = None) -> Snapshot:
    return Snapshot("a" * 64, NOW - timedelta(minutes=minutes), [], {}, size, None)


def test_the_newest_one_is_first_whatever_offset_its_time_has():
    assert [each.short_id for each in LISTED] == ["bbbb2222", "aaaa1111"]
    assert LISTED[0].time == datetime(2026, 11, 27, 2, 17, 0, 500_000, UTC)


def test_what_a_snapshot_holds_stands_in_its_tags():
    newest = LISTED[0]
    assert newest.stores == ["documents", "files"]
    # Counted before and after the dump: there are at least so many.
    assert newest.counts["documents.messages"] == 1050
    assert counts_text(newest) == "4 users, 1,050 messages, 7 files"
    assert (newest.size, LISTED[1].size) == (5_000_000, None)


@pytest.mark.parametrize("output", ["", "homelab-snapshots", "homelab-snapshots null", "homelab-snapshots [{}]", "[]"])
def test_a_list_that_is_none_is_an_error_and_not_an_empty_one(output: str):
    with pytest.raises(NoAnswerError):
        snapshots_in(output)


def test_an_empty_list_is_one():
    assert snapshots_in("homelab-snapshots []") == []


def test_a_snapshot_is_chosen_by_the_beginning_of_its_id_or_as_the_latest():
    assert choose(LISTED, "aaaa").id == SNAPSHOTS[0]["id"]
    assert choose(LISTED, "latest").id == SNAPSHOTS[1]["id"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [("cccc", "no snapshot 'cccc': there are bbbb2222, aaaa1111"), ("", "several snapshots ''")],
)
def test_it_must_be_clear_which_snapshot_is_meant(wanted: str, message: str):
    with pytest.raises(NotPossibleError, match=message):
        choose(LISTED, wanted)


def test_without_snapshots_the_command_that_makes_one_is_named():
    with pytest.raises(NotPossibleError, match="homelab backup now"):
        choose([], "latest")


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 min"), (119, "119 min"), (120, "2 h"), (47 * 60, "47 h"), (48 * 60, "2 d")]
)
def test_age_is_told_in_a_unit_that_says_enough(minutes: int, text: str):
    assert age(snapshot(minutes), NOW) == text


@pytest.mark.parametrize(
    ("size", "text"), [(None, ""), (0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (3 * 2**40 * 1024, "3072.0 TiB")]
)
def test_size_is_told_in_a_unit_that_says_enough(size: int | None, text: str):
    assert size_text(snapshot(size=size)) == text


def test_people_get_a_table_and_programs_json():
    console = Console(width=200, color_system=None)
    with console.capture() as captured:
        console.print(table(LISTED, NOW))
    first = captured.get().splitlines()[1].split()
    assert first[:6] == ["bbbb2222", "2026-11-27", "02:17", "9", "h", "4.8"]
    content = json.loads(as_json(LISTED))
    assert [each["id"] for each in content] == [SNAPSHOTS[1]["id"], SNAPSHOTS[0]["id"]]
    assert content[0]["time"] == "2026-11-27T02:17:00.500000+00:00"


def test_a_narrow_terminal_still_shows_whole_ids():
    console = Console(width=60, color_system=None)
    with console.capture() as captured:
        console.print(table(LISTED, NOW))
    assert "bbbb2222  2026-11-27 02:17" in captured.get()
