"""Valkey's rendered container, run by a Redis-compatible server in a folder that stands for its file system."""

import os
import socket
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tests.servers.processes import HOST, free_port, probe_passes, running, wait_until
from tests.servers.redis_programs import RedisPrograms
from tests.servers.rendered import RenderedContainer


@dataclass(frozen=True)
class Valkey:
    """A running server."""

    container: RenderedContainer
    port: int
    programs: Path
    """``valkey-server`` and ``valkey-cli``, which goes to this server's port."""
    process: subprocess.Popen[bytes]

    def cli(self, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run ``valkey-cli`` as an administrator would in the container.

        :param environment: Default: the container's.
        """
        environment = self.container.environment if environment is None else environment
        command = [str(self.programs / "valkey-cli"), *arguments]
        return subprocess.run(command, env={**environment}, capture_output=True, text=True, check=False)

    def answer(self, *command: str) -> str:
        """What the server says to a command, which may be an error."""
        return self.cli(*command).stdout.strip()

    def probe_passes(self, name: str, environment: Mapping[str, str] | None = None) -> bool:
        """Whether a probe passes.

        :param name: Field of the container: ``readinessProbe``.
        :param environment: Default: the container's.
        """
        environment = self.container.environment if environment is None else environment
        return probe_passes(self.container.spec[name], programs=self.programs, environment=environment)

    def wait_until_ready(self) -> None:
        """Wait until the server has read its data."""
        wait_until(lambda: self.probe_passes("readinessProbe"), "the readiness probe passes")


@contextmanager
def running_valkey(
    container: RenderedContainer, redis_programs: RedisPrograms, folder: Path, *arguments: str
) -> Generator[Valkey]:
    """A server that listens, though it may still read the data that an earlier one left in ``folder``.

    :param arguments: What comes after the container's own arguments.
    """
    port = free_port()
    programs, root = folder / "programs", folder / "root"
    programs.mkdir(exist_ok=True)
    redis_programs.offer_as_valkey(programs, port)
    mounts = [mount["mountPath"] for mount in container.spec["volumeMounts"]]
    for mount in mounts:
        _below(root, mount).mkdir(parents=True, exist_ok=True)
    for path, text in container.files.items():
        _below(root, path).write_text(text)
    command = [*container.spec["command"], *(_moved(each, mounts, root) for each in container.spec["args"])]
    with running(
        [*command, "--port", str(port), "--bind", HOST, *arguments],
        environment={**container.environment, "PATH": f"{programs}:{os.defpath}"},
        log=folder / "log",
        is_up=lambda: _listens(port),
    ) as process:
        yield Valkey(container, port, programs, process)


def _moved(argument: str, mounts: list[str], root: Path) -> str:
    """The argument, below ``root`` if it is the path of a mount or in one."""
    is_mounted = any(PurePosixPath(argument).is_relative_to(mount) for mount in mounts)
    return str(_below(root, argument)) if is_mounted else argument


def _below(root: Path, path: str) -> Path:
    return root / PurePosixPath(path).relative_to("/")


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True
