"""The form of a check: what is expected, what is seen, and what to do if they differ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from homelab.running.errors import NoAnswerError, NotPossibleError

Subject = TypeVar("Subject")


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    """Works, but should be changed."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """Does not apply, or could not be looked at; what was seen says why."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check has seen, without secrets."""

    status: Status
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Outcome of a check on one subject."""

    check: str
    subject: str
    """What was looked at: a URL, a namespace or a workload."""
    status: Status
    expected: str
    seen: str
    action: str
    """What to do unless the status is ok."""


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """One check."""

    name: str
    expected: str
    action: str
    look: Callable[[Subject], Seen]

    def run(self, subject: Subject, title: str) -> Finding:
        """Look at ``subject``.

        :param title: Name of the subject.
        """
        try:
            seen = self.look(subject)
        except NoAnswerError as error:
            seen = failed(str(error))
        except NotPossibleError as error:
            seen = skipped(str(error))
        return self.found(seen, title)

    def found(self, seen: Seen, title: str) -> Finding:
        """Finding of something that was seen already."""
        return Finding(self.name, title, seen.status, self.expected, seen.text, self.action)


class Checks(Generic[Subject]):
    """Checks of one kind of subject, in their order."""

    def __init__(self) -> None:
        self._checks: list[Check[Subject]] = []

    def __iter__(self) -> Iterator[Check[Subject]]:
        return iter(self._checks)

    def check(
        self, name: str, *, expected: str, action: str
    ) -> Callable[[Callable[[Subject], Seen]], Callable[[Subject], Seen]]:
        """Decorator that makes a function a check.

        :param expected: What is seen if all is well.
        :param action: What to do otherwise, as a sentence.
        """

        def register(look: Callable[[Subject], Seen]) -> Callable[[Subject], Seen]:
            self._checks.append(Check(name, expected, action, look))
            return look

        return register

    def run(self, subject: Subject, title: str) -> Iterator[Finding]:
        """Run all checks on ``subject``, one after the other."""
        for check in self._checks:
            yield check.run(subject, title)

    def skip(self, reason: str, title: str) -> Iterator[Finding]:
        """Findings of checks that cannot look at their subject."""
        for check in self._checks:
            yield check.found(skipped(reason), title)


def ok(text: str) -> Seen:
    """Seen as expected."""
    return Seen(Status.OK, text)


def warning(text: str) -> Seen:
    """Seen what works, but should be changed."""
    return Seen(Status.WARNING, text)


def failed(text: str) -> Seen:
    """Seen otherwise than expected."""
    return Seen(Status.FAILED, text)


def skipped(text: str) -> Seen:
    """Not looked at, and why."""
    return Seen(Status.SKIPPED, text)


def all_or_failed(problems: list[str], text: str) -> Seen:
    """Failed with ``problems``, or ok with ``text`` if there are none."""
    return failed("; ".join(problems)) if problems else ok(text)
