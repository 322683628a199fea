"""What computes embeddings and writes answers: Amazon Bedrock, or a stand-in."""

from collections.abc import Sequence
from typing import Protocol

from homelab.aws.retrieval_api.function.stores import Match


class Embedder(Protocol):
    """Computes vectors.

    Raises `errors.ModelThrottledError` or `errors.ModelFailedError`, after retries.
    """

    dimensions: int

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Vectors of length 1, one for each text."""
        ...


class Answerer(Protocol):
    """Writes an answer from parts of documents, and nothing else.

    Raises `errors.ModelThrottledError` or `errors.ModelFailedError`, after retries.
    """

    def answer(self, question: str, matches: Sequence[Match]) -> str:
        """The answer."""
        ...
