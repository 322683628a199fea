"""Waiting for a cluster, which may not answer for a while."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from homelab.running.errors import NoAnswerError

Result = TypeVar("Result")
_POLL_SECONDS = 2.0
_SILENCE = 300.0
"""Seconds that a cluster may leave unanswered: what is waited for goes on without anybody looking."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is waited for has not happened yet."""

    text: str = ""
    """What it does meanwhile; empty if nothing is known."""


def poll(
    look: Callable[[], Result | Waiting],
    timeout: float,
    late: str,
    *,
    report: Callable[[str], None] = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """Look again and again until there is something to return.

    :param timeout: Seconds.
    :param late: What is said if they are over.
    :param report: Takes a line whenever it changes.
    :raises NoAnswerError: It takes longer, or the cluster has not answered for minutes.
    """
    started = answered = time.monotonic()
    last = ""
    while True:
        try:
            seen = look()
            answered = time.monotonic()
        except NoAnswerError as error:
            if time.monotonic() - answered > _SILENCE:
                raise
            seen = Waiting(f"no answer, trying again: {error}")
        if not isinstance(seen, Waiting):
            return seen
        if seen.text and seen.text != last:
            report(seen.text)
            last = seen.text
        if time.monotonic() - started > timeout:
            raise NoAnswerError(f"{late} within {timeout:g} s" + (f": {last}" if last else ""))
        sleep(_POLL_SECONDS)
