"""A store in the process's memory, for trying things out."""

import re
import threading
from collections.abc import Sequence

from homelab.aws.retrieval_api.function.stores import Chunk, Match


class MemoryStore:
    """Chunks in a dictionary by document; every search looks at all of them."""

    supports_hybrid = True

    def __init__(self) -> None:
        self._documents: dict[str, tuple[str, Sequence[Chunk]]] = {}
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Nothing has to be created."""

    def index(self, document_id: str, etag: str, chunks: Sequence[Chunk]) -> None:
        """Put a document's chunks in place of those of its other versions."""
        with self._lock:
            self._documents[document_id] = (etag, [*chunks])

    def has(self, document_id: str, etag: str) -> bool:
        """Whether this version of a document is indexed."""
        return self._documents.get(document_id, ("",))[0] == etag

    def delete(self, document_id: str) -> None:
        """Remove all chunks of a document."""
        with self._lock:
            self._documents.pop(document_id, None)

    def settle(self) -> None:
        """What is written is found at once."""

    def search(self, vector: Sequence[float], text: str | None, top_k: int, document_prefix: str) -> list[Match]:
        """The most similar chunks; half of the rank is the share of the question's words that they have."""
        words = _words(text or "")

        def rank(chunk: Chunk) -> float:
            shared = len(words & _words(chunk.text)) / len(words) if words else 0
            return _similarity(vector, chunk.vector) + shared

        with self._lock:
            chunks = [each for _, some in self._documents.values() for each in some]
        candidates = [each for each in chunks if each.document_id.startswith(document_prefix)]
        best = sorted(candidates, key=rank, reverse=True)[:top_k]
        return [Match(each.document_id, each.title, each.text, _similarity(vector, each.vector)) for each in best]

    def count(self) -> int:
        """Number of chunks."""
        return sum(len(chunks) for _, chunks in self._documents.values())


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _similarity(a: Sequence[float], b: Sequence[float]) -> float:
    return max(0.0, sum(x * y for x, y in zip(a, b, strict=True)))
