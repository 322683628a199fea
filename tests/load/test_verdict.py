import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.load.plan import Thresholds
from homelab.load.verdict import Tally, percentile, refusals, verdicts


def tally(
    *, requests: int = 1000, failed: int = 0, tokens: float = 1.0, complete: int = 200, asked: int = 200
) -> Tally:
    made = Tally(requests=requests, server_errors=failed, asked=asked, complete=complete)
    made.first_tokens = [tokens] * asked
    return made


def kept(made: Tally) -> list[bool]:
    return [each.kept for each in verdicts(made, Thresholds())]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (tally(), [True, True, True, True]),
        (tally(failed=5), [True, True, True, True]),
        (tally(failed=6), [False, True, True, True]),
        (tally(tokens=2.99), [True, True, True, True]),
        (tally(tokens=3.0), [True, False, True, True]),
        (tally(complete=199), [True, True, True, True]),
        (tally(complete=198), [True, True, False, True]),
        # A run that has measured nothing proves nothing.
        (Tally(), [False, False, False, True]),
    ],
)
def test_each_threshold_is_kept_up_to_its_limit(made: Tally, expected: list[bool]):
    assert kept(made) == expected


@pytest.mark.parametrize(("status", "failed"), [(200, 0), (404, 0), (499, 0), (500, 1), (503, 1), (0, 1)])
def test_the_server_fails_with_5xx_and_without_a_response(status: int, failed: int):
    made = Tally()
    made.count_response("GET /api/config", status)
    assert made.server_errors == failed


@pytest.mark.parametrize("status", [403, 429])
def test_a_refused_request_spoils_the_run_and_names_its_limit(status: int):
    made = tally()
    made.count_response("POST /api/files", status)
    assert kept(made) == [True, True, True, False]
    (line,) = refusals(made)
    assert "FILE_UPLOAD_IP_MAX" in line


@given(st.lists(st.floats(0, 100), min_size=1))
def test_95_percent_do_not_exceed_the_percentile(values: list[float]):
    found = percentile(values, 95)
    assert found in values
    assert sum(each <= found for each in values) >= 0.95 * len(values)
