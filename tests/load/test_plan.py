from dataclasses import replace

import pytest

from homelab.load.plan import Account, Plan, Thresholds, warnings

PLAN = Plan(
    url="https://chat.example.com",
    accounts=[Account(f"{number}@example.com", "hidden-password-1") for number in range(5)],
    users=10,
    spawn_rate=2,
    duration=60,
    think=45,
    upload_every=0,
    endpoint="Load test",
    model="load-test",
    report="load.html",
    thresholds=Thresholds(1, 2, 3),
)


def test_a_plan_survives_the_way_to_the_other_process():
    assert Plan.from_json(PLAN.to_json()) == PLAN


def test_no_password_is_shown():
    assert "hidden" not in repr(PLAN)


def test_only_bans_are_warned_of_where_nothing_exceeds_a_limit():
    (line,) = warnings(PLAN)
    assert "BAN_VIOLATIONS" in line


@pytest.mark.parametrize(
    ("plan", "limit"),
    [
        (replace(PLAN, accounts=[*PLAN.accounts, *PLAN.accounts]), "LOGIN_MAX"),
        (replace(PLAN, users=41), "MESSAGE_IP_MAX"),
        (replace(PLAN, users=41), "CONCURRENT_MESSAGE_MAX"),
        (replace(PLAN, upload_every=10), "FILE_UPLOAD_IP_MAX"),
        (replace(PLAN, endpoint="openAI"), "may cost money"),
    ],
)
def test_limits_that_a_run_would_meet_are_named(plan: Plan, limit: str):
    assert limit in " ".join(warnings(plan))
