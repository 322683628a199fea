"""What a run has counted, and whether it keeps the thresholds."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from homelab.load.plan import Thresholds

LIMITS = {
    "POST /api/auth/login": "LOGIN_MAX",
    "POST /api/agents/chat": "MESSAGE_IP_MAX, MESSAGE_USER_MAX or CONCURRENT_MESSAGE_MAX",
    "POST /api/files": "FILE_UPLOAD_IP_MAX, FILE_UPLOAD_USER_MAX or rateLimits.fileUploads",
}
"""Variables that limit requests, by the name of the request."""


@dataclass
class Tally:
    """What a run counts."""

    requests: int = 0
    server_errors: int = 0
    """Responses with a status of 500 or more, and requests without a response."""
    refused: Counter[str] = field(default_factory=Counter[str])
    """Requests that a limiter refused (429), or a ban (403), by their names."""
    first_tokens: list[float] = field(default_factory=list[float])
    """Seconds to the first token of each answer."""
    asked: int = 0
    complete: int = 0

    def count_response(self, name: str, status: int) -> None:
        """Count a response; a status of 0 is none."""
        self.requests += 1
        if status >= 500 or status == 0:
            self.server_errors += 1
        if status in (403, 429):
            self.refused[name] += 1

    def count_answer(self, first_token: float | None, *, complete: bool) -> None:
        """Count an answer that LibreChat has begun."""
        self.asked += 1
        self.complete += complete
        if first_token is not None:
            self.first_tokens.append(first_token)


@dataclass(frozen=True)
class Verdict:
    """One threshold."""

    what: str
    measured: str
    limit: str
    kept: bool


def verdicts(tally: Tally, thresholds: Thresholds) -> Sequence[Verdict]:
    """Compare a run with its thresholds. A run that has asked for nothing, or was refused, keeps none."""
    errors, complete = _percent(tally.server_errors, tally.requests), _percent(tally.complete, tally.asked)
    first_token = percentile(tally.first_tokens, 95)
    refused = sum(tally.refused.values())
    return [
        Verdict(
            "requests that the server failed",
            _shown(errors, " %"),
            f"at most {thresholds.server_errors:g} %",
            errors is not None and errors <= thresholds.server_errors,
        ),
        Verdict(
            "time to the first token, 95th percentile",
            _shown(first_token, " s"),
            f"below {thresholds.first_token:g} s",
            first_token is not None and first_token < thresholds.first_token,
        ),
        Verdict(
            "answers that arrived whole",
            _shown(complete, " %"),
            f"at least {thresholds.complete:g} %",
            complete is not None and complete >= thresholds.complete,
        ),
        Verdict("requests that a limit refused", str(refused), "none", refused == 0),
    ]


def refusals(tally: Tally) -> Iterator[str]:
    """One line per request that was refused, with the variables that may have refused it."""
    for name, count in tally.refused.items():
        limit = LIMITS.get(name, "a ban, see BAN_VIOLATIONS, or a missing permission")
        yield f"{name} was refused {count} times by {limit}: the numbers are those of the limit, not of the workspace"


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The value that so many percent of all do not exceed; None without values."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1] if values else None


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _shown(value: float | None, unit: str) -> str:
    return "nothing was measured" if value is None else f"{value:.2f}{unit}"
