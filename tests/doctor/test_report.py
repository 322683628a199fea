import json

import pytest

from homelab.doctor.checks import Finding, Status
from homelab.doctor.report import as_json, exit_code, line, summary


def finding(status: Status, seen: str = "503", check: str = "ready") -> Finding:
    return Finding(check, "https://chat.example.com", status, "200 OK", seen, "Wait.")


def test_a_failed_check_says_what_was_expected_and_what_to_do():
    assert line(finding(Status.FAILED)) == "failed   ready: 503; expected 200 OK. Wait."


def test_a_check_that_is_ok_or_was_skipped_says_what_was_seen():
    assert line(finding(Status.OK, "200 OK")) == "ok       ready: 200 OK"
    assert line(finding(Status.SKIPPED, "not used")) == "skipped  ready: not used"


def test_what_a_server_says_stays_in_its_line_and_keeps_its_secrets():
    key = "sk-proj-" + "a1B2" * 12
    said = f"\x1b[31mfirst\nsecond\r {key}"
    assert "\n" not in line(finding(Status.FAILED, said))
    assert "\x1b" not in line(finding(Status.FAILED, said))
    assert key not in line(finding(Status.FAILED, said)) + as_json([finding(Status.FAILED, said)])


@pytest.mark.parametrize(
    ("statuses", "code"), [([], 0), ([Status.OK, Status.WARNING, Status.SKIPPED], 0), ([Status.OK, Status.FAILED], 1)]
)
def test_the_exit_code_tells_whether_a_check_has_failed(statuses: list[Status], code: int):
    assert exit_code(map(finding, statuses)) == code


def test_the_summary_counts():
    assert summary([finding(Status.OK), finding(Status.FAILED), finding(Status.OK)]) == "2 ok, 1 failed"


def test_json_has_everything():
    read = json.loads(as_json([finding(Status.WARNING)]))
    assert read == {
        "ok": True,
        "findings": [
            {
                "check": "ready",
                "subject": "https://chat.example.com",
                "status": "warning",
                "expected": "200 OK",
                "seen": "503",
                "action": "Wait.",
            }
        ],
    }
