import pytest

from homelab.doctor.checks import Checks, Status, all_or_failed, ok
from homelab.running.errors import NoAnswerError, NotPossibleError


def findings_of(error: Exception | None) -> list[Status]:
    checks = Checks[str]()

    @checks.check("first", expected="peace", action="Wait.")
    def _first(subject: str):
        if error:
            raise error
        return ok(subject)

    checks.check("second", expected="peace", action="Wait.")(ok)
    return [each.status for each in checks.run("patient", "the patient")]


def test_a_check_that_gets_no_answer_fails_and_the_next_one_runs():
    assert findings_of(NoAnswerError("silence")) == [Status.FAILED, Status.OK]


def test_a_check_that_cannot_look_is_skipped_and_the_next_one_runs():
    assert findings_of(NotPossibleError("may not")) == [Status.SKIPPED, Status.OK]


def test_a_mistake_in_a_check_is_not_swallowed():
    with pytest.raises(KeyError):
        findings_of(KeyError("x"))


def test_problems_are_one_finding():
    assert all_or_failed(["a", "b"], "fine").text == "a; b"
    assert all_or_failed([], "fine").status is Status.OK
