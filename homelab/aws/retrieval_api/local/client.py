"""A small typed client of the API.

```python
api = Client("https://abc123.execute-api.eu-central-1.amazonaws.com", token)
answer = api.query(Query(question="How much may a hotel cost?"))
print(answer.answer, [each.document_id for each in answer.citations])
```
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote, urlsplit

import urllib3
from pydantic import BaseModel, ValidationError

from homelab.aws.retrieval_api.function.models import (
    Accepted,
    Answer,
    Deleted,
    DetailedHealth,
    Failure,
    NewDocument,
    Query,
)
from homelab.aws.retrieval_api.local.addresses import is_loopback
from homelab.aws.retrieval_api.local.errors import RetrievalError, UsageError
from homelab.aws.retrieval_api.local.signing import Sign

Reply = TypeVar("Reply", bound=BaseModel)
# A store that sleeps takes half a minute to wake up, longer than the gateway waits: the next attempt finds it awake.
_RETRIES = urllib3.Retry(
    total=3,
    connect=1,
    redirect=False,
    backoff_factor=2,
    status_forcelist=(429, 503, 504),
    allowed_methods=None,
    raise_on_status=False,
)


@dataclass(frozen=True, slots=True)
class Client:
    """A retrieval API at a URL. Requests are repeated while it is busy, or its store wakes up.

    :raises UsageError: The URL is none, or would show the token to everybody on the way.
    """

    endpoint: str
    token: str = field(default="", repr=False)
    """Bearer token, where the API has a JWT authorizer."""
    sign: Sign | None = None
    """What signs requests, where the API is authorized by IAM."""
    timeout: float = 35
    """Seconds for one attempt."""
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=128))

    def __post_init__(self) -> None:
        url = urlsplit(self.endpoint)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise UsageError(f"endpoint: expected a URL such as https://docs.example.com, got {self.endpoint!r}")
        if self.token and url.scheme == "http" and not is_loopback(url.hostname):
            raise UsageError(f"endpoint: expected https:// for a token, got {self.endpoint!r}")

    def query(self, query: Query) -> Answer:
        """Ask a question.

        :raises RetrievalError: There is no answer.
        """
        return self._call("POST", "/query", Answer, query)

    def add(self, document: NewDocument) -> Accepted:
        """Store a document, which is indexed within seconds."""
        return self._call("POST", "/documents", Accepted, document)

    def delete(self, document_id: str) -> Deleted:
        """Delete a document."""
        return self._call("DELETE", f"/documents/{quote(document_id, safe='')}", Deleted)

    def health(self) -> DetailedHealth:
        """What the API needs, and whether it is there."""
        return self._call("GET", "/health/detailed", DetailedHealth)

    def _call(self, method: str, path: str, reply: type[Reply], request: BaseModel | None = None) -> Reply:
        url = self.endpoint.rstrip("/") + path
        body = request.model_dump_json().encode() if request else b""
        try:
            answer = self.pool.request(
                method, url, body=body, headers=self._headers(method, url, body), timeout=self.timeout, retries=_RETRIES
            )
        except urllib3.exceptions.HTTPError as error:
            raise RetrievalError(f"nothing answers at {self.endpoint}") from error
        if answer.status != HTTPStatus.OK:
            raise _explained(answer.status, answer.data)
        try:
            return reply.model_validate_json(answer.data)
        except ValidationError as error:
            raise RetrievalError(f"what answers at {self.endpoint} is no retrieval API", answer.status) from error

    def _headers(self, method: str, url: str, body: bytes) -> Mapping[str, str]:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self.sign(method, url, body, headers) if self.sign else headers


def _explained(status: int, body: bytes) -> RetrievalError:
    try:
        failure = Failure.model_validate_json(body)
    except ValidationError:
        # The gateway's own answer, or that of something else.
        hint = _HINTS.get(status)
        return RetrievalError(f"{status} {_phrase(status)}{f': {hint}' if hint else ''}", status)
    problems = "; ".join(f"{each.get('path')}: {each.get('problem')}" for each in failure.details)
    message = f"{status} {failure.error}: {failure.message}{f' ({problems})' if problems else ''}"
    return RetrievalError(message, status, failure)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


_HINTS = {
    401: "the API needs a token that its issuer has signed for its audience, and that has not expired",
    403: "the API refuses this token's scopes, or this role, which needs execute-api:Invoke",
    404: "there is no retrieval API at this URL",
    429: "more requests than the argument throttling permits",
}
