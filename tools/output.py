"""What the engine prints, as far as it helps: the cause of a failure first, without what only follows from it."""

import re
import shlex
import sys
from typing import Any

import typer
from pulumi.automation import EngineEvent

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
_SET_SECRET = re.compile(r"`?pulumi config set --secret --path '?homelab:workspace\.([^'`\s]+)'?`?")
_COMMANDS = {"preview": "preview", "up": "up", "destroy": "down", "cancel": "cancel", "refresh": "refresh"}
_COMMAND = re.compile(rf"`pulumi ({'|'.join(_COMMANDS)})`")


def as_make(text: str, stack: str = "dev") -> str:
    """``text`` with the commands of ``make`` in the place of Pulumi's, which lack the local backend."""
    suffix = "" if stack == "dev" else f" STACK={stack}"
    # A shell takes brackets for a pattern.
    text = _SET_SECRET.sub(lambda found: f"`make secret KEY={shlex.quote(found[1])}{suffix}`", text)
    return _COMMAND.sub(lambda found: f"`make {_COMMANDS[found[1]]}{suffix}`", text)


class Output:
    """The output of one operation of the engine."""

    def __init__(self, stack: str) -> None:
        self._stack = stack
        self._section = ""
        self._summary: list[tuple[str, str]] = []
        self._messages: list[tuple[str, str]] = []
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
            self._messages.append((found.severity, _about(found.urn, _ANSI.sub("", found.message).strip())))

    def end(self, *, failed: bool) -> None:
        """Print the messages, and the summary of what was done."""
        warnings = [text for severity, text in self._messages if severity == "warning"]
        texts = [*causes(self._messages), *warnings] if failed else warnings
        if failed and not texts:
            texts = ["\n".join(self._errors).strip().removeprefix("error: ")]
        for text in dict.fromkeys(texts):
            if text:
                typer.echo(as_make(text, self._stack), err=True)
        for section, line in self._summary:
            if not (failed and section == "Outputs"):
                typer.echo(line)


def causes(messages: list[tuple[str, str]]) -> list[str]:
    """What has gone wrong, without what follows from it; all there is, where that would be nothing."""
    errors = [text for severity, text in messages if severity == "error"]
    return [text for text in errors if not text.startswith(_FOLLOWS)] or [text for _, text in messages]


def _about(urn: str | None, message: str) -> str:
    """A message without the engine's advice, after the name of the object that it is about."""
    if urn is None or "Traceback" in message or "pulumi:pulumi:Stack" in urn:
        return message
    kind, name = urn.rpartition("::")[0].rpartition("$")[2].rpartition("::")[2], urn.rpartition("::")[2]
    return f"{kind.rpartition(':')[2]} {name}: {_OF_RESOURCE.sub('', message).partition(chr(10) * 2)[0]}"
