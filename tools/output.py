"""What the engine prints, as far as it helps: the cause of a failure first, without what only follows from it."""

import re
import shlex
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

import typer
from pulumi.automation import CommandError, ConcurrentUpdateError, EngineEvent

from tools.command import InterruptionError
from tools.errors import ShownError

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_SECTION = re.compile(r"(Diagnostics|Outputs|Resources|Duration|Policies|Policy Violations):")
_STACK = re.compile(r"\W*pulumi:pulumi:Stack ")
_STACK_PROGRESS = re.compile(r"\W*pulumi:pulumi:Stack \S+( \**[a-z ]+\**)?( \([0-9.]+s\)\**)?")
"""A line of progress of the whole stack, without a line that the program or Pulumi's host of it has printed."""
_FOLLOWS = (
    "update failed",
    "preview failed",
    "refresh failed",
    "update canceled",
    "resource registration failed",
    "an unhandled error occurred: program exited",
    "Program exited with non-zero exit code",
    "Error occurred during",
)
"""How the engine's messages begin that say no more than that something else has failed."""
_OF_RESOURCE = re.compile(r'resource "?urn:[^"]*::[^"]*"? was not successfully (\w+) by the Kubernetes API server: ')
_SET_SECRET = re.compile(r"`?pulumi config set --secret --path '?(?:homelab:)?workspace\.([^'`\s]+)'?`?")
_COMMANDS = {"preview": "preview", "up": "up", "destroy": "down", "cancel": "cancel", "refresh": "refresh"}
_COMMAND = re.compile(rf"`pulumi ({'|'.join(_COMMANDS)})`")


def as_make(text: str, stack: str = "dev") -> str:
    """``text`` with the commands of ``make`` in the place of Pulumi's, which lack the local backend."""
    suffix = "" if stack == "dev" else f" STACK={stack}"
    # A shell takes brackets for a pattern.
    text = _SET_SECRET.sub(lambda found: f"`make secret KEY={shlex.quote(found[1])}{suffix}`", text)
    return _COMMAND.sub(lambda found: f"`make {_COMMANDS[found[1]]}{suffix}`", text)


class Message(NamedTuple):
    """What the engine says about an object."""

    severity: str
    object: str
    """Kind and name; empty for what is about the whole stack."""
    text: str

    @classmethod
    def read(cls, severity: str, urn: str | None, text: str) -> Self:
        """A message as an event has it, without the engine's advice."""
        if urn is None or "Traceback" in text or "pulumi:pulumi:Stack" in urn:
            return cls(severity, "", text)
        types, _, name = urn.rpartition("::")
        kind = types.rpartition("$")[2].rpartition(":")[2]
        return cls(severity, f"{kind} {name}", _OF_RESOURCE.sub("", text).partition("\n\n")[0])


class Output:
    """The output of one operation of the engine."""

    def __init__(self, stack: str) -> None:
        self._stack = stack
        self._section = ""
        self._summary: list[tuple[str, str]] = []
        self._messages: list[Message] = []
        self._errors: list[str] = []

    def arguments(self) -> dict[str, Any]:
        """Arguments of an operation whose output this is."""
        return {
            "color": "always" if sys.stdout.isatty() else "never",
            "on_output": self.line,
            "on_error": self._errors.append,
        }

    def line(self, line: str) -> None:
        """Print a line of progress; what comes after it is held back until the operation has ended."""
        plain = _ANSI.sub("", line)
        if header := _SECTION.match(plain):
            self._section = header[1]
        if not self._section:
            is_repeated = _STACK.match(plain) and not _STACK_PROGRESS.fullmatch(plain.rstrip())
            if not is_repeated and "Retry #" not in plain:
                typer.echo(line)
        elif self._section != "Diagnostics":
            self._summary.append((self._section, line))

    def event(self, event: EngineEvent) -> None:
        """Keep what an event says about a resource."""
        found = event.diagnostic_event
        if found is not None and found.severity in ("error", "warning", "info", "info#err") and not found.ephemeral:
            self._messages.append(Message.read(found.severity, found.urn, _ANSI.sub("", found.message).strip()))

    def end(self, *, failed: bool, summary: bool = True) -> None:
        """Print the messages, and with ``summary`` what was done."""
        warnings = [each for each in self._messages if each.severity == "warning"]
        texts = lines([*causes(self._messages), *warnings] if failed else warnings)
        if failed and not texts:
            texts = ["\n".join(self._errors).strip().removeprefix("error: ")]
        for text in texts:
            typer.echo(as_make(text, self._stack), err=True)
        for section, line in self._summary:
            if summary and not (failed and section == "Outputs"):
                typer.echo(line)


@contextmanager
def shown_failure(shown: Output, *, summary: bool) -> Generator[None]:
    """Run an operation, and print the messages in ``shown`` if it fails.

    :raises CommandError: Another operation has locked the stack, or it was interrupted.
    :raises ShownError: It has failed for another reason.
    """
    try:
        yield
    except (ConcurrentUpdateError, InterruptionError):
        raise
    except CommandError as error:
        shown.end(failed=True, summary=summary)
        raise ShownError from error


def causes(messages: Sequence[Message]) -> list[Message]:
    """What has gone wrong, without what follows from it; all there is, where that would be nothing."""
    errors = [each for each in messages if each.severity == "error"]
    return [each for each in errors if not each.text.startswith(_FOLLOWS)] or [*messages]


def lines(messages: Sequence[Message]) -> list[str]:
    """What to print: of a message that is the same for many objects, the first one's."""
    objects: dict[str, dict[str, None]] = {}
    for each in messages:
        if each.text:
            objects.setdefault(each.text, {})[each.object] = None
    return [_line(text, [*names]) for text, names in objects.items()]


def _line(text: str, names: list[str]) -> str:
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{others}: {text}" if names[0] else text
