"""Work in steps, whose failures have a defined end: everything as it was, or a sentence that says how to go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Report = Callable[[str], None]


class NothingChangedError(Exception):
    """Why a step was not done; it has changed nothing, so that the steps before it can be undone."""


class StoppedError(Exception):
    """Why the work ended early, what state things are in, and how to go on."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        """Of a Ctrl-C, the exit code is 130, as of any program."""
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Step:
    """A step."""

    name: str
    description: str
    do: Callable[[], None]
    unfinished: str
    """What state things are in if this step fails, and how to go on."""
    undo: Callable[[], None] | None = None
    """What puts everything back that the step has changed, or has begun to change; None if nothing can, or need be."""
    is_reversible: bool = False
    """Whether nothing is lost if this step, and those before it, are undone after a failure in the middle of it."""


def described(steps: Sequence[Step]) -> list[str]:
    """A line for each step."""
    return [f"{number}. {step.name}: {step.description}" for number, step in enumerate(steps, 1)]


def carry_out(steps: Sequence[Step], report: Report, *, undone: str) -> None:
    """Do the steps.

    :param undone: What state things are in after a failure whose steps were undone.
    :raises StoppedError: One of them has failed, or was interrupted.
    """
    for number, step in enumerate(steps, 1):
        report(f"{number}/{len(steps)} {step.name}: {step.description}")
        try:
            step.do()
        except BaseException as error:
            state = _recover(steps[:number], error, report, undone)
            reason = _reason(error)
            separator = "\n" if "\n" in reason else "; "
            raise StoppedError(f"{step.name}: {reason}{separator}{state}", _exit_code(error)) from error


def _recover(steps: Sequence[Step], error: BaseException, report: Report, undone: str) -> str:
    """What state things are in."""
    failed = steps[-1]
    if not (failed.is_reversible or isinstance(error, NothingChangedError)):
        return failed.unfinished
    for step in reversed(steps):
        if step.undo is None:
            continue
        report(f"{failed.name}: {_reason(error)}; undoing {step.name}")
        try:
            step.undo()
        except BaseException as second:
            return f"undoing {step.name} failed too: {_reason(second)}; {step.unfinished}"
    return undone


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return "interrupted"
    expected = type(error).__module__.startswith("homelab.")
    return str(error) if expected else f"{type(error).__name__}: {error}"


def _exit_code(error: BaseException) -> int:
    if isinstance(error, KeyboardInterrupt):
        return 130
    return error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else 1
