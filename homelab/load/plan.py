"""What a run does: options of the command, as plain data that the process with Locust reads."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

BUILT_IN_ENDPOINTS = ("openAI", "azureOpenAI", "anthropic", "google", "bedrock", "agents")
"""LibreChat's endpoints that are none of ``endpoints.custom``."""
FAKE_MODEL_ENDPOINT = "Load test"
FAKE_MODEL = "load-test"
TOKEN_LIFETIME = 13 * 60
"""Seconds after which an account logs in anew: LibreChat's tokens live for 15 minutes (SESSION_EXPIRY)."""
ANSWER_SECONDS = 15
"""Estimated length of an answer, for warnings before the run alone."""


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in by email."""

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Thresholds:
    """What a workspace has to keep."""

    server_errors: float = 0.5
    """Largest share of requests that the server fails, in percent."""
    first_token: float = 3.0
    """Longest time to the first token, in seconds, of 95 percent of the answers."""
    complete: float = 99.5
    """Smallest share of answers that arrive whole, in percent."""


@dataclass(frozen=True)
class Plan:
    """A run."""

    url: str
    """LibreChat's public URL, without a slash at its end."""
    accounts: Sequence[Account]
    users: int
    spawn_rate: float
    """Users who begin, per second."""
    duration: float
    """Seconds."""
    think: float
    """Mean seconds between an answer and the next question."""
    upload_every: int
    """Every so many questions, a file is uploaded and asked about; 0 for never."""
    endpoint: str
    model: str
    report: str
    """File of Locust's report."""
    thresholds: Thresholds = Thresholds()

    def to_json(self) -> str:
        """The plan as text, with the passwords."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """Read what `to_json` wrote."""
        content = json.loads(text)
        accounts = [Account(**each) for each in content.pop("accounts")]
        return cls(accounts=accounts, thresholds=Thresholds(**content.pop("thresholds")), **content)


def warnings(plan: Plan) -> Iterator[str]:
    """Limits of LibreChat that would refuse the run's requests, which looks like a collapse and is none."""
    yield (
        "LibreChat counts requests by address, and all of this run come from one: set BAN_VIOLATIONS: false in "
        "librechat.env of a staging workspace, or a score of 20 bans address and accounts for two hours"
    )
    if len(plan.accounts) > 7:
        yield (
            f"{len(plan.accounts)} accounts log in at once, but LOGIN_MAX allows 7 in LOGIN_WINDOW, 5 minutes: raise "
            "it, or use fewer accounts"
        )
    questions = plan.users * 60 / (plan.think + ANSWER_SECONDS)
    if questions > 40:
        yield (
            f"about {math.ceil(questions)} questions a minute come from one address: with LIMIT_MESSAGE_IP: true, "
            "MESSAGE_IP_MAX allows 40"
        )
    at_once = plan.users * ANSWER_SECONDS / (plan.think + ANSWER_SECONDS) / len(plan.accounts)
    if at_once > 2:
        yield (
            f"each account waits for about {math.ceil(at_once)} answers at once: with LIMIT_CONCURRENT_MESSAGES: true, "
            "CONCURRENT_MESSAGE_MAX allows 2; use more accounts"
        )
    if plan.upload_every:
        yield (
            f"one question in {plan.upload_every} uploads a file: rateLimits.fileUploads and FILE_UPLOAD_IP_MAX, "
            "100 in 15 minutes, count them"
        )
    if plan.endpoint != FAKE_MODEL_ENDPOINT:
        yield f"the answers are those of {plan.endpoint}, which may cost money and have limits of its own"
