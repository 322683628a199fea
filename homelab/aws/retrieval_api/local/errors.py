"""What goes wrong at this end, in one line for people."""

from homelab.aws.retrieval_api.function.models import Failure


class UsageError(Exception):
    """What was asked for cannot be."""


class CredentialsError(Exception):
    """Requests cannot be signed."""


class RetrievalError(Exception):
    """There is no answer; the text says why."""

    def __init__(self, message: str, status: int = 0, failure: Failure | None = None) -> None:
        """Describe it.

        :param status: HTTP status; 0 if nothing has answered.
        :param failure: The API's own words, if it was the API that has answered.
        """
        super().__init__(message)
        self.status, self.failure = status, failure
