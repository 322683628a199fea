"""Starts and stops servers on the loopback interface, and runs the probes of their containers."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.objects import Manifest

HOST = "127.0.0.1"
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
_SECONDS = 30


@dataclass(frozen=True)
class Account:
    """The user and group that a process runs as; None stands for those of the tests."""

    user: int | None = None
    group: int | None = None
    extra_groups: tuple[int, ...] | None = None

    def own(self, folder: Path) -> None:
        """Give the account a folder and all in it."""
        if self.user is not None:
            subprocess.run(["chown", "-R", f"{self.user}:{self.group}", str(folder)], check=True)


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


def wait_until(is_so: Callable[[], bool], what: str, *, seconds: float = _SECONDS) -> None:
    """Wait until ``is_so``.

    :param what: What is waited for, for the message.
    :raises TimeoutError: It takes longer than so many seconds.
    """
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not so after {seconds} s")
        time.sleep(0.02)


@contextmanager
def running(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: Path,
    is_up: Callable[[], bool],
    account: Account = Account(),
    seconds: float = _SECONDS,
) -> Generator[subprocess.Popen[bytes]]:
    """A server that is up, and gone afterwards.

    :param seconds: How long it may take until it is up.
    :raises RuntimeError: It ends before it is up.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=output,
            stderr=output,
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
        )

    def is_up_or_gone() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{log.read_text()[-2000:]}")
        return is_up()

    try:
        wait_until(is_up_or_gone, f"{command[0]} is up", seconds=seconds)
        yield process
    finally:
        # Not SIGTERM, after which Postgres would wait for its clients.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def write_program(file: Path, command: str) -> None:
    """Make ``file`` a program that becomes the shell's ``command``."""
    file.write_text(f"#!/bin/sh\nexec {command}\n")
    file.chmod(0o755)


def probe_passes(probe: Manifest, *, programs: Path, environment: Mapping[str, str]) -> bool:
    """Whether a command probe passes as the kubelet sees it, where ``programs`` come first in PATH."""
    try:
        probing = subprocess.run(
            probe["exec"]["command"],
            env={**environment, "PATH": f"{programs}:{os.defpath}"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=probe["timeoutSeconds"],
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return probing.returncode == 0
