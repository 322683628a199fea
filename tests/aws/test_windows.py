"""Windows of AWS, against a calendar of minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.windows import daily_window, overlap, weekly_window

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 7 * 24 * 60
MINUTE = st.integers(0, 24 * 60 - 1)


def time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def minutes(start: int, length: int) -> set[int]:
    return {(start + minute) % WEEK for minute in range(length)}


@given(MINUTE, st.integers(30, 600), st.integers(0, WEEK - 1), st.integers(30, 600))
def test_windows_overlap_if_they_share_a_minute(start: int, length: int, first: int, other: int):
    daily = f"{time(start)}-{time((start + length) % (24 * 60))}"
    last = (first + other) % WEEK
    day, minute = divmod(first, 24 * 60)
    other_day, other_minute = divmod(last, 24 * 60)
    weekly = f"{DAYS[day]}:{time(minute)}-{DAYS[other_day]}:{time(other_minute)}"
    each_day = set[int]().union(*(minutes(start + number * 24 * 60, length) for number in range(7)))
    assert overlap(daily, weekly) == bool(each_day & minutes(first, other))


@pytest.mark.parametrize(
    ("window", "accepted"),
    [
        ("03:00-04:00", True),
        ("23:45-00:15", True),
        ("03:00-03:29", False),
        ("3:00-4:00", False),
        ("24:00-01:00", False),
    ],
)
def test_a_daily_window_is_long_enough(window: str, accepted: bool):
    assert daily_window(30).accepts(window) is accepted


@pytest.mark.parametrize(
    ("window", "accepted"),
    [
        ("sun:04:30-sun:05:30", True),
        ("sun:23:30-mon:00:30", True),
        ("sun:04:30-sun:05:00", False),
        ("sun:04:30-tue:04:30", False),
        ("Sun:04:30-Sun:05:30", False),
        ("04:30-05:30", False),
    ],
)
def test_a_weekly_window_is_an_hour_to_a_day(window: str, accepted: bool):
    assert weekly_window(60).accepts(window) is accepted
