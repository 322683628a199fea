from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.sessions import SessionArgs, settings
from homelab.librechat_config.settings import Settings


def rendered(args: dict[str, Any]) -> Settings:
    return settings(check(SessionArgs, args, owner="session"))


@pytest.mark.parametrize(
    ("args", "expiry", "refresh"),
    [
        ({}, "900000", "604800000"),
        ({"expiry_minutes": 1}, "60000", "604800000"),
        ({"refresh_days": 365}, "900000", "31536000000"),
    ],
)
def test_spans_are_milliseconds(args: dict[str, Any], expiry: str, refresh: str):
    assert rendered(args) == Settings(environment={"SESSION_EXPIRY": expiry, "REFRESH_TOKEN_EXPIRY": refresh})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"expiry_minutes": 0}, "expiry_minutes: expected a whole number from 1 to 1440, got 0"),
        ({"expiry_minutes": 0.5}, "expiry_minutes: expected a whole number, got 0.5"),
        ({"refresh_days": 366}, "refresh_days: expected a whole number from 1 to 365, got 366"),
        ({"refresh_days": "7"}, "refresh_days: expected a whole number, got '7'"),
        ({"expiry": 15}, "unknown argument expiry (did you mean expiry_minutes?)"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as error:
        rendered(args)
    assert message in str(error.value)
