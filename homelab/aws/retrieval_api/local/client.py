"""A small typed client of the API."""

from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

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

Reply = TypeVar("Reply", bound=BaseModel)
# A store that sleeps takes half a minute to wake up, longer than the gateway waits: the next attempt finds it awake.
_RETRIES = urllib3.Retry(
    total=3, backoff_factor=2, status_forcelist=(429, 503, 504), allowed_methods=None, raise_on_status=False
)


class RetrievalError(Exception):
    """The API's error, in one line."""

    def __init__(self, status: int, failure: Failure | None) -> None:
        """Describe it.

        :param failure: None if the answer was none of the API's.
        """
        self.status, self.failure = status, failure
        message = f"{failure.error}: {failure.message}" if failure else "no answer of a retrieval API"
        problems = (
            "; ".join(f"{each.get('path')}: {each.get('problem')}" for each in failure.details) if failure else ""
        )
        super().__init__(f"{status} {message}{f' ({problems})' if problems else ''}")


@dataclass(frozen=True, slots=True)
class Client:
    """A retrieval API at a URL."""

    endpoint: str
    token: str = ""
    """Bearer token, where the API has a JWT authorizer."""
    timeout: float = 35
    """Seconds for one attempt."""
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=128))

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
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            answer = self.pool.request(
                method,
                self.endpoint.rstrip("/") + path,
                body=request.model_dump_json() if request else None,
                headers=headers,
                timeout=self.timeout,
                retries=_RETRIES,
            )
        except urllib3.exceptions.HTTPError as error:
            raise RetrievalError(0, None) from error
        if answer.status != 200:
            raise RetrievalError(answer.status, _failure(answer.data))
        try:
            return reply.model_validate_json(answer.data)
        except ValidationError as error:
            raise RetrievalError(answer.status, None) from error


def _failure(body: Any) -> Failure | None:
    try:
        return Failure.model_validate_json(body)
    except ValidationError:
        return None
