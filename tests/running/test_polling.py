"""Waiting for something that comes, comes late, or not at all."""

import time
from collections.abc import Callable, Sequence

import pytest

from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.polling import Waiting, poll


def looks(*seen: object) -> Callable[[], object]:
    """Sees one after the other, the last one again and again."""
    left = list(seen)

    def look() -> object:
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, Exception):
            raise one
        return one

    return look


def lines_of(*seen: object) -> Sequence[str]:
    lines: list[str] = []
    poll(looks(*seen), 60, "late", report=lines.append, sleep=lambda _: None)
    return lines


def test_what_comes_is_returned():
    assert poll(looks(Waiting(), Waiting("a"), 7), 60, "late", sleep=lambda _: None) == 7


def test_a_line_is_reported_when_it_changes():
    assert lines_of(Waiting("a"), Waiting("a"), Waiting(), Waiting("a"), Waiting("b"), 7) == ["a", "b"]


def test_what_is_late_says_what_it_did_last():
    with pytest.raises(NoAnswerError, match=r"^the Job has not ended within 0 s: restic: runs$"):
        poll(looks(Waiting("restic: runs")), 0, "the Job has not ended", sleep=lambda _: None)


def test_a_cluster_that_does_not_answer_for_a_moment_is_asked_again():
    assert lines_of(NoAnswerError("EOF"), 7) == ["no answer, trying again: EOF"]


def test_a_cluster_that_stays_silent_is_given_up(monkeypatch: pytest.MonkeyPatch):
    clock = iter(range(0, 10_000, 100))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with pytest.raises(NoAnswerError, match="EOF"):
        poll(looks(NoAnswerError("EOF")), 10_000, "late", sleep=lambda _: None)


def test_a_missing_right_does_not_come_with_time():
    with pytest.raises(NotPossibleError):
        poll(looks(NotPossibleError("forbidden"), 7), 60, "late", sleep=lambda _: None)
