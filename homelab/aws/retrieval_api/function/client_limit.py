"""How many requests one client may send: HTTP APIs limit all clients together."""

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from homelab.aws.retrieval_api.function.counters import Counters, CountersUnavailableError, Counts
from homelab.aws.retrieval_api.function.errors import TooManyRequestsError

WINDOW = 60
"""Seconds."""
PAUSE = 30
"""Seconds in which nothing is counted, after counting has failed: each attempt would make a request wait in vain."""


class ClientLimit(Protocol):
    """Lets requests of a client through, or not."""

    def count(self, client: str) -> None:
        """Count a request.

        :param client: Who sends it, by `client_of`.
        :raises TooManyRequestsError: The client has sent as many as permitted; this one is not counted.
        """
        ...


class NoClientLimit:
    """Lets everything through."""

    def count(self, client: str) -> None:
        """Do nothing."""


class SlidingWindow:
    """At most so many requests of a client in any 60 seconds.

    It knows how many there were in each second, and so counts those of 60 to 61 seconds. Two counters of a minute each,
    the older one in proportion, would take half of the work and let through up to twice as many.
    """

    def __init__(self, counters: Counters, limit: int, logger: Logger, *, now: Callable[[], float] = time.time) -> None:
        """Permit each client so many requests a minute."""
        self._counters, self._limit, self._logger, self._now = counters, limit, logger, now
        self._counts_again = 0.0

    def count(self, client: str) -> None:
        """Count a request; one that cannot be counted is let through."""
        now = self._now()
        if now < self._counts_again:
            return
        try:
            wait = self._wait(client, *divmod(int(now), WINDOW))
        except CountersUnavailableError as error:
            self._counts_again = now + PAUSE
            # Not the client's identity, of which nothing is in the log.
            cause = f"{type(error.__cause__).__name__}: {error.__cause__}"
            self._logger.warning("requests are not counted for a while", seconds=PAUSE, cause=cause)
            return
        if wait:
            raise TooManyRequestsError(self._limit, wait)

    def _wait(self, client: str, minute: int, second: int) -> int:
        """Seconds until a request fits; 0 if it did, and was counted."""
        before = self._counters.read(_key(client, minute - 1))
        room = self._limit - sum(count for at, count in before.items() if at >= second)
        # All requests of this minute are within the window, so that the check of the item's total covers them.
        counts = self._counters.add(_key(client, minute), second, room, (minute + 2) * WINDOW) if room > 0 else {}
        return 0 if counts is None else seconds_until_room(before, counts, second, self._limit)


def seconds_until_room(before: Counts, current: Counts, second: int, limit: int) -> int:
    """Seconds from a second of this minute until the window has fewer requests than permitted.

    :param before: Counts of the minute before.
    """
    counts = {**before, **{WINDOW + at: count for at, count in current.items()}}
    waits = range(1, WINDOW + 1)
    return next(
        (wait for wait in waits if sum(count for at, count in counts.items() if at >= second + wait) < limit),
        WINDOW + 1,
    )


def client_of(event: Mapping[str, Any]) -> str:
    """Who sends a request: a token's subject, a role or user of IAM, or an address where nobody has to say who it is.

    Of a role it is the same whatever the session is called, as whoever assumes it chooses that name.
    """
    context = event["requestContext"]
    authorizer = context.get("authorizer") or {}
    if "jwt" in authorizer:
        claims = authorizer["jwt"]["claims"]
        # Tokens of programs need not have a subject.
        return f"jwt {claims.get('sub') or claims.get('client_id', '')}"
    if "iam" in authorizer:
        principal = authorizer["iam"]
        return f"iam {(principal.get('userId') or principal.get('userArn', '')).partition(':')[0]}"
    return f"address {context['http']['sourceIp']}"


def _key(client: str, minute: int) -> str:
    return hashlib.sha256(f"{minute} {client}".encode()).hexdigest()
