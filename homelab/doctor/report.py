"""Findings as lines for people, and as JSON for programs."""

from collections import Counter
from collections.abc import Iterable, Sequence

from homelab.data import json_text
from homelab.detection import mask
from homelab.doctor.checks import Finding, Status


def line(finding: Finding) -> str:
    """One line: status, name and what was seen; unless all is well, also what was expected and what to do."""
    start = f"{finding.status:<7}  {finding.check}: {_one_line(finding.seen)}"
    if finding.status in (Status.OK, Status.SKIPPED):
        return start
    return f"{start}; expected {finding.expected}. {finding.action}"


def summary(findings: Iterable[Finding]) -> str:
    """How many checks ended how."""
    counts = Counter(each.status for each in findings)
    return ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])


def as_json(findings: Sequence[Finding]) -> str:
    """All findings."""
    content = {
        "ok": exit_code(findings) == 0,
        "findings": [
            {
                "check": each.check,
                "subject": each.subject,
                "status": each.status,
                "expected": each.expected,
                "seen": _one_line(each.seen),
                "action": each.action,
            }
            for each in findings
        ],
    }
    return json_text(content)


def exit_code(findings: Iterable[Finding]) -> int:
    """1 if a check has failed, else 0: warnings do not count."""
    return int(any(each.status is Status.FAILED for each in findings))


def _one_line(text: str) -> str:
    """Text from servers, without line breaks, control characters and what looks like a secret."""
    return mask("".join(character if character.isprintable() else " " for character in text))
