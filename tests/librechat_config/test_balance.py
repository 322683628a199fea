from typing import Any

import pytest
import yaml

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.balance import BalanceArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.leaves import given, leaves, without

EVERYTHING: dict[str, Any] = {
    "enabled": True,
    "start_balance": 100,
    "auto_refill": {"amount": 50, "interval_value": 2, "interval_unit": "weeks"},
    "reservation_minutes": 5,
    "transactions": True,
}


def config(args: dict[str, Any]) -> dict[str, Any]:
    rendered = settings(check(BalanceArgs, args, owner="balance"))
    assert rendered == Settings(config=rendered.config)
    return dict(rendered.config)


@pytest.mark.parametrize(
    ("args", "sections"),
    [
        ({}, {"balance": {"enabled": True, "startBalance": 20000, "autoRefillEnabled": False}}),
        ({"enabled": False}, {"balance": {"enabled": False}}),
        (
            {"enabled": False, "transactions": False},
            {"balance": {"enabled": False}, "transactions": {"enabled": False}},
        ),
        (
            {"start_balance": 0, "auto_refill": {}},
            {
                "balance": {
                    "enabled": True,
                    "startBalance": 0,
                    "autoRefillEnabled": True,
                    "refillAmount": 10000,
                    "refillIntervalValue": 30,
                    "refillIntervalUnit": "days",
                }
            },
        ),
        (
            EVERYTHING,
            {
                "balance": {
                    "enabled": True,
                    "startBalance": 100,
                    "autoRefillEnabled": True,
                    "refillAmount": 50,
                    "refillIntervalValue": 2,
                    "refillIntervalUnit": "weeks",
                    "reservationTtlMs": 300000,
                },
                "transactions": {"enabled": True},
            },
        ),
    ],
)
def test_arguments_become_sections(args: dict[str, Any], sections: dict[str, Any]):
    assert config(args) == sections
    assert yaml.safe_load(yaml.safe_dump(config(args))) == sections


def test_the_arguments_above_are_all_that_there_are():
    assert set(given(EVERYTHING)) == set(leaves(BalanceArgs))


@pytest.mark.parametrize("path", sorted(set(leaves(BalanceArgs)) - {("enabled",)}))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert settings(without(EVERYTHING, path)) != settings(EVERYTHING)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"transactions": False}, "transactions: false excludes a balance, which is counted from them: remove one"),
        ({"enabled": False, "start_balance": 1}, "start_balance has no effect with enabled: false"),
        ({"enabled": False, "auto_refill": {}}, "auto_refill has no effect with enabled: false"),
        ({"enabled": False, "reservation_minutes": 5}, "reservation_minutes has no effect with enabled: false"),
        ({"start_balance": -1}, "start_balance: expected a whole number from 0 to 1000000000000, got -1"),
        ({"auto_refill": {"amount": 0}}, "auto_refill.amount: expected a whole number from 1 to"),
        ({"auto_refill": {"interval_value": 0}}, "auto_refill.interval_value: expected a whole number from 1 to"),
        (
            {"auto_refill": {"interval_unit": "day"}},
            "auto_refill.interval_unit: expected one of seconds, minutes, hours, days, weeks, months, got 'day'",
        ),
        ({"reservation_minutes": 0}, "reservation_minutes: expected a whole number from 1 to 1440, got 0"),
        ({"auto_refil": {}}, "unknown argument auto_refil (did you mean auto_refill?)"),
        ({"auto_refill": True}, "auto_refill: expected a group of arguments"),
        ({"enabled": "on"}, "enabled: expected true or false, got 'on'"),
    ],
)
def test_what_librechat_would_ignore_or_override_is_an_error(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as error:
        check(BalanceArgs, args, owner="balance")
    assert message in str(error.value)
