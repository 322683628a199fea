"""The Pulumi CLI as `make` runs it: found or installed, and cancelled by Ctrl-C as it is without `make`."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from types import FrameType
from typing import IO

import typer
from pulumi.automation import CommandError, CommandResult, InvalidVersionError, OnOutput, PulumiCommand, Stack
from pulumi.automation.errors import create_command_error

from tools.errors import EngineError

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What people and machines end a program with; the CLI takes a first one as a wish to stop in order."""


class InterruptionError(CommandError):
    """A command was asked to end before it was done, and has."""


class InterruptibleCommand(PulumiCommand):
    """The CLI, which hears of every signal exactly once, and is waited for until it has ended.

    The SDK's own leaves it to the terminal to signal the CLI, and closes its output under it.
    """

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run a command of the CLI.

        :raises InterruptionError: It was asked to end before it was done.
        :raises CommandError: It failed.
        """
        process = subprocess.Popen(
            [self.command, "--non-interactive", *args],
            cwd=cwd,
            env=self._environment(additional_env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            process_group=0,
        )
        with passed_on(process) as passed, process:
            streams = [(process.stdout, on_output), (process.stderr, on_error)]
            stdout, stderr = _read_lines(streams)
        result = CommandResult(stdout=stdout, stderr=stderr, code=process.returncode)
        if result.code and passed:
            raise InterruptionError(result)
        if result.code:
            raise create_command_error(result)
        return result

    def _environment(self, additional: Mapping[str, str]) -> dict[str, str]:
        environment = {**os.environ, **additional, "PULUMI_AUTOMATION_API": "true"}
        program = Path(self.command)
        if program.is_absolute():
            # Its plugins are beside it.
            environment["PATH"] = os.pathsep.join([str(program.parent), environment["PATH"]])
        return environment


@contextmanager
def passed_on(process: subprocess.Popen[str]) -> Generator[list[int]]:
    """Pass signals on to ``process`` instead of ending; it is in a process group that the terminal does not signal.

    Gives the list of those that have come.
    """
    passed: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        passed.append(number)
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)

    before = {number: signal.signal(number, pass_on) for number in SIGNALS}
    try:
        yield passed
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _read_lines(streams: list[tuple[IO[str] | None, OnOutput | None]]) -> list[str]:
    """The text of each stream, read at the same time to its end; every line is handed on while it comes."""
    texts: list[list[str]] = [[] for _ in streams]

    def read(stream: IO[str] | None, hand_on: Callable[[str], object] | None, lines: list[str]) -> None:
        for line in stream or ():
            lines.append(line.rstrip())
            if hand_on:
                hand_on(lines[-1])

    threads = [
        threading.Thread(target=read, args=(stream, hand_on, lines))
        for (stream, hand_on), lines in zip(streams, texts, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ["\n".join(lines) for lines in texts]


def pulumi_command(root: Path) -> PulumiCommand:
    """The ``pulumi`` on PATH if this SDK can drive it, else one installed into ``root``, in the SDK's own version.

    :raises EngineError: There is neither.
    """
    with suppress(OSError, subprocess.CalledProcessError, InvalidVersionError):
        return InterruptibleCommand()
    if not (root / "bin" / "pulumi").exists():
        typer.echo(f"There is no Pulumi on PATH that works here: downloading one into {root}, once.", err=True)
    try:
        PulumiCommand.install(root=str(root))
        return InterruptibleCommand(root=str(root))
    except (OSError, HTTPException, subprocess.CalledProcessError) as error:
        raise EngineError(
            f"no Pulumi on PATH that works here, and none to download ({error}): `make demo` needs neither"
        ) from error


def run_pulumi(stack: Stack, *arguments: str) -> str:
    """What a command of the CLI prints, for what the SDK has no function for."""
    workspace = stack.workspace
    command = [*arguments, "--stack", stack.name]
    return workspace.pulumi_command.run(command, workspace.work_dir, workspace.env_vars).stdout


def printed_by(error: CommandError) -> str:
    """What a command that failed has printed about it."""
    stdout, _, stderr = str(error).partition("\n stderr: ")
    return (stderr.strip() or stdout.partition("\n stdout: ")[2].strip()).removeprefix("error: ")
