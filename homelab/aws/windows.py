"""Weekly and daily windows of AWS, in UTC: ``sun:04:30-sun:05:30`` and ``03:00-04:00``."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from homelab.arguments import Constraint, Rule

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_DAILY = re.compile(rf"({_TIME})-({_TIME})")
_WEEKLY = re.compile(rf"({'|'.join(_DAYS)}):({_TIME})-({'|'.join(_DAYS)}):({_TIME})")


def daily_window(minutes: int) -> Constraint:
    """A window of at least so many minutes each day."""
    return Constraint(
        f"a time of UTC of at least {minutes} minutes such as '03:00-04:00'",
        lambda value: _DAILY.fullmatch(value) is not None and _length(_daily(value), _DAY) >= minutes,
        {"pattern": f"^{_DAILY.pattern}$"},
    )


def weekly_window(minutes: int) -> Constraint:
    """A window of at least so many minutes, and at most a day, each week."""
    return Constraint(
        f"a time of the week in UTC of {minutes} minutes to a day such as 'sun:04:30-sun:05:30'",
        lambda value: _WEEKLY.fullmatch(value) is not None and minutes <= _length(_weekly(value), _WEEK) <= _DAY,
        {"pattern": f"^{_WEEKLY.pattern}$"},
    )


def apart(daily: str, weekly: str, defaults: tuple[str, str]) -> Rule:
    """Rule that two windows do not overlap, which AWS refuses.

    :param daily: Argument with the daily window.
    :param weekly: Argument with the weekly window.
    :param defaults: Windows without the arguments.
    """

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        windows = group.get(daily, defaults[0]), group.get(weekly, defaults[1])
        if all(isinstance(each, str) for each in windows) and overlap(*windows):
            yield f"{daily} {windows[0]} and {weekly} {windows[1]} overlap: move one"

    return Rule((daily, weekly), violations)


def overlap(daily: str, weekly: str) -> bool:
    """Whether a daily and a weekly window have a minute in common."""
    start, end = _daily(daily)
    length = _length((start, end), _DAY)
    first, last = _weekly(weekly)
    other = _length((first, last), _WEEK)
    starts = (start + day * _DAY for day in range(7))
    return any((first - each) % _WEEK < length or (each - first) % _WEEK < other for each in starts)


def _daily(text: str) -> tuple[int, int]:
    start, end = text.split("-")
    return _minutes(start), _minutes(end)


def _weekly(text: str) -> tuple[int, int]:
    start, end = (each.partition(":") for each in text.split("-"))
    return _DAYS.index(start[0]) * _DAY + _minutes(start[2]), _DAYS.index(end[0]) * _DAY + _minutes(end[2])


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _length(window: tuple[int, int], cycle: int) -> int:
    """Minutes of a window that may go on after the end of the day or week."""
    return (window[1] - window[0]) % cycle
