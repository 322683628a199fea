import io
import json
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from botocore.exceptions import ConnectTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.retrieval_api.function.client_limit import PAUSE, SlidingWindow, client_of
from homelab.aws.retrieval_api.function.counters import CountersUnavailableError
from homelab.aws.retrieval_api.function.errors import TooManyRequestsError
from homelab.aws.retrieval_api.local.counters import MemoryCounters
from tests.aws.retrieval_api.function.parts import Failing, event


class Clock:
    def __init__(self, now: float = 1_795_867_200.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def waited(limit: SlidingWindow, client: str = "jwt somebody") -> int:
    """Seconds of ``Retry-After``; 0 for a request that is let through."""
    try:
        limit.count(client)
    except TooManyRequestsError as error:
        return error.retry_after or -1
    return 0


def window(most: int, clock: Clock, counters: Any = None) -> SlidingWindow:
    return SlidingWindow(counters or MemoryCounters(), most, Logger(service="test", stream=io.StringIO()), now=clock)


@given(st.integers(1, 8), st.lists(st.floats(0, 20), max_size=120), st.floats(0, 60))
def test_no_sixty_seconds_have_more_than_permitted_and_no_request_is_refused_for_older_ones(
    most: int, gaps: list[float], start: float
):
    clock = Clock(1_795_867_200 + start)
    limit = window(most, clock)
    passed: list[float] = []
    for gap in gaps:
        clock.now += gap
        wait = waited(limit)
        recent = [at for at in passed if int(at) >= int(clock.now) - 60]
        assert bool(wait) == (len(recent) >= most)
        if not wait:
            passed.append(clock.now)
    for at in passed:
        assert len([each for each in passed if at <= each <= at + 60]) <= most


@given(st.integers(1, 8), st.lists(st.floats(0, 12), min_size=30, max_size=60))
def test_the_next_request_fits_when_it_is_said_to_and_no_second_before(most: int, gaps: list[float]):
    clock = Clock()
    limit = window(most, clock)
    for gap in gaps:
        clock.now += gap
        if wait := waited(limit):
            clock.now += wait - 1
            # A second before that it is refused, which does not count.
            assert wait == 1 or waited(limit) == 1
            clock.now += 1
            assert waited(limit) == 0


def test_a_refused_request_does_not_put_the_next_one_off():
    clock = Clock()
    limit = window(2, clock)
    assert [waited(limit) for _ in range(50)] == [0, 0] + [61] * 48
    clock.now += 61
    assert waited(limit) == 0


def test_a_client_that_keeps_to_the_limit_is_not_refused():
    clock = Clock()
    limit = window(30, clock)
    for _ in range(300):
        assert waited(limit) == 0
        clock.now += 61.5 / 30


def test_each_client_has_its_own_limit():
    limit = window(1, Clock())
    assert [waited(limit, each) > 0 for each in ("jwt a", "jwt a", "jwt b", "iam a", "jwt b")] == [
        *(False, True, False, False, True)
    ]


def test_a_limit_that_was_lowered_holds_for_what_was_sent_before():
    clock, counters = Clock(), MemoryCounters()
    assert [waited(window(9, clock, counters)) for _ in range(9)] == [0] * 9
    assert waited(window(2, clock, counters)) == 61
    clock.now += 60
    assert waited(window(2, clock, counters)) == 1


def test_counting_that_fails_lets_everything_through_and_says_so_once_in_a_while():
    clock, log = Clock(), io.StringIO()
    error = CountersUnavailableError()
    error.__cause__ = ConnectTimeoutError(endpoint_url="https://dynamodb.eu-central-1.amazonaws.com")
    counters: Any = Failing(error)
    limit = SlidingWindow(counters, 1, Logger(service="test-fails", stream=log), now=clock)
    assert [waited(limit) for _ in range(20)] == [0] * 20
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert (line["level"], line["seconds"]) == ("WARNING", PAUSE)
    assert line["cause"].startswith("ConnectTimeoutError: ")
    assert "somebody" not in log.getvalue()
    limit._counters = MemoryCounters()
    assert [waited(limit) for _ in range(2)] == [0, 0]
    clock.now += PAUSE
    assert [waited(limit) > 0 for _ in range(2)] == [False, True]


def asked_by(authorizer: Any) -> str:
    asked = event("POST", "/query")
    asked["requestContext"]["authorizer"] = authorizer
    return client_of(asked)


def test_a_client_is_the_token_s_subject_or_the_principal_and_an_address_only_without_one():
    assert client_of(event("POST", "/query")) == "jwt somebody"
    assert asked_by({"jwt": {"claims": {"client_id": "program"}, "scopes": None}}) == "jwt program"
    assert asked_by({"iam": {"userId": "AIDAEXAMPLE", "userArn": "arn:aws:iam::1:user/a"}}) == "iam AIDAEXAMPLE"
    sessions = {
        asked_by({"iam": {"userId": f"AROAEXAMPLE:{name}", "userArn": f"arn:aws:sts::1:assumed-role/librechat/{name}"}})
        for name in ("one", "two")
    }
    assert sessions == {"iam AROAEXAMPLE"}
    assert asked_by(None) == "address 192.0.2.1"


@pytest.mark.parametrize("authorizer", [{"jwt": {"claims": {}}}, {"iam": {}}])
def test_an_identity_without_a_name_is_no_address(authorizer: Any):
    assert "192.0.2.1" not in asked_by(authorizer)
