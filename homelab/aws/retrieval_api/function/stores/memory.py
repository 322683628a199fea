"""A store in the process's memory, for trying things out."""

import re
import threading
from collections.abc import Sequence

from homelab.aws.retrieval_api.function.stores import Chunk, Match
from homelab.aws.retrieval_api.function.stores.fusion import CANDIDATES, fused


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
        """The most similar chunks, of both rankings if there are words: there, texts with most of them come first."""
        with self._lock:
            everything = [each for _, some in self._documents.values() for each in some]
        chunks = [each for each in everything if each.document_id.startswith(document_prefix)]
        asked = _words(text or "")
        similarities = [_similarity(vector, each.vector) for each in chunks]
        shared = [len(asked & _words(each.text)) if asked else 0 for each in chunks]
        matches = [
            Match(each.document_id, each.title, each.text, min(1.0, max(0.0, similarity)))
            for each, similarity in zip(chunks, similarities, strict=True)
        ]
        by_vector = _best(similarities, range(len(chunks)))
        by_words = _best(shared, [index for index, count in enumerate(shared) if count])
        return fused([[(index, matches[index]) for index in ranking] for ranking in (by_vector, by_words)], top_k)

    def count(self) -> int:
        """Number of chunks."""
        return sum(len(chunks) for _, chunks in self._documents.values())


def _best(values: Sequence[float], indexes: Sequence[int]) -> list[int]:
    return sorted(indexes, key=lambda index: values[index], reverse=True)[:CANDIDATES]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _similarity(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
