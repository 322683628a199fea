"""Failures that clients see, with their HTTP status."""

from collections.abc import Sequence
from typing import Any, ClassVar


class ApiError(Exception):
    """A failure in the one form of the API."""

    status: ClassVar[int] = 500
    error: ClassVar[str] = "internal_error"
    retry_after: int | None = None
    """Seconds after which another attempt makes sense."""

    def __init__(self, message: str, details: Sequence[dict[str, Any]] = ()) -> None:
        """Describe it, without secrets, addresses and causes: those are in the log."""
        super().__init__(message)
        self.message = message
        self.details = [*details]


class InvalidRequestError(ApiError):
    """The request is not as the API describes it."""

    status = 400
    error = "invalid_request"


class NotFoundError(ApiError):
    """There is no such route or document."""

    status = 404
    error = "not_found"


class TooLargeError(ApiError):
    """The request is larger than permitted."""

    status = 413
    error = "too_large"


class TooManyRequestsError(ApiError):
    """One client has sent more requests than it may."""

    status = 429
    error = "too_many_requests"

    def __init__(self, limit: int, seconds: int) -> None:
        """Say what is permitted.

        :param limit: Requests a minute of one client.
        :param seconds: Until the next one fits.
        """
        super().__init__(f"One client may send {limit} requests a minute; the next one is answered in {seconds} s")
        self.retry_after = seconds


class StoreUnavailableError(ApiError):
    """The vector store does not answer."""

    status = 503
    error = "store_unavailable"
    retry_after = 5


class ModelThrottledError(ApiError):
    """Amazon Bedrock permits no more requests at the moment, also after retries."""

    status = 503
    error = "model_throttled"
    retry_after = 10


class ModelFailedError(ApiError):
    """A model does not answer, or not as it should."""

    status = 502
    error = "model_failed"
