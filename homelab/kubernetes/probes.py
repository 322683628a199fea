"""Startup, readiness and liveness probes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import ProbeArgsDict


@dataclass(frozen=True)
class Probes:
    """The three probes of a container; a liveness probe only starts once the startup probe has passed."""

    startup: "ProbeArgsDict"
    readiness: "ProbeArgsDict"
    liveness: "ProbeArgsDict"


def http_probe(path: str, port: str, *, period: int = 10, failures: int = 3, timeout: int = 5) -> "ProbeArgsDict":
    """A GET that must answer with a status below 400.

    :param port: Name of the container's port.
    :param period: Seconds from one probe to the next.
    :param failures: Consecutive failures after which the probe has failed.
    """
    return {"http_get": {"path": path, "port": port}, **_timing(period, failures, timeout)}


def command_probe(command: Sequence[str], *, period: int = 10, failures: int = 3, timeout: int = 5) -> "ProbeArgsDict":
    """A command in the container that must exit with 0; timing as for `http_probe`."""
    return {"exec_": {"command": list(command)}, **_timing(period, failures, timeout)}


def tcp_probe(port: str, *, period: int = 10, failures: int = 3, timeout: int = 5) -> "ProbeArgsDict":
    """A TCP connection to a named port of the container; timing as for `http_probe`."""
    return {"tcp_socket": {"port": port}, **_timing(period, failures, timeout)}


def _timing(period: int, failures: int, timeout: int) -> "ProbeArgsDict":
    return {"period_seconds": period, "failure_threshold": failures, "timeout_seconds": timeout}
