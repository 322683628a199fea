"""Stores of chunks and their vectors, behind one interface."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a document."""

    document_id: str
    etag: str
    """Version of the document: its ETag in S3."""
    number: int
    """Place in the document, from 0."""
    title: str
    text: str
    vector: Sequence[float] = field(repr=False)
    """Embedding, of length 1."""


@dataclass(frozen=True, slots=True)
class Match:
    """A chunk that was found."""

    document_id: str
    title: str
    text: str
    score: float
    """Cosine similarity of its vector and that of the question, from 0 to 1, whatever it was ranked by."""


class Store(Protocol):
    """Where chunks are. Every method raises `errors.StoreUnavailableError` if the store does not answer."""

    supports_hybrid: bool
    """Whether it finds by words as well."""

    def prepare(self) -> None:
        """Create index or table, unless it exists. Safe to run again, and at the same time."""
        ...

    def index(self, document_id: str, etag: str, chunks: Sequence[Chunk]) -> None:
        """Put a document's chunks in place of those of its other versions. Safe to repeat."""
        ...

    def has(self, document_id: str, etag: str) -> bool:
        """Whether this version of a document is indexed wholly."""
        ...

    def delete(self, document_id: str) -> None:
        """Remove all chunks of a document; nothing happens if it has none."""
        ...

    def settle(self) -> None:
        """Wait until what was indexed is found: a change of it that comes before would not find what it replaces."""
        ...

    def search(self, vector: Sequence[float], text: str | None, top_k: int, document_prefix: str) -> list[Match]:
        """The most similar chunks, the best first; none before anything was prepared.

        :param text: Words to find as well, ranked together with the vectors; None for vectors alone.
        """
        ...

    def count(self) -> int:
        """Number of chunks; where they have to be counted one by one, at most a thousand."""
        ...
