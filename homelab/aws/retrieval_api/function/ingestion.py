"""From documents to chunks in the store.

Events come more than once and in any order. So an event only says which document may have changed: what counts is the
document that is there now. A version that is indexed already is skipped, by its ETag.
"""

from dataclasses import dataclass
from enum import StrEnum

from homelab.aws.retrieval_api.function.chunking import split
from homelab.aws.retrieval_api.function.documents import Document, Documents
from homelab.aws.retrieval_api.function.language import Embedder
from homelab.aws.retrieval_api.function.settings import Settings
from homelab.aws.retrieval_api.function.stores import Chunk, Store
from homelab.aws.retrieval_api.function.texts import UnreadableDocumentError, extract_text

EMBEDDED_AT_ONCE = 64
ATTEMPTS = 3


class Outcome(StrEnum):
    """What an event has led to."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    DELETED = "deleted"


class ChangedMeanwhileError(Exception):
    """A document changes faster than it is indexed: the event has to come again."""


@dataclass(frozen=True, slots=True)
class Ingestion:
    """Indexes documents."""

    settings: Settings
    documents: Documents
    store: Store
    embedder: Embedder

    def update(self, document_id: str) -> Outcome:
        """Let the store have the document that is there now; safe to repeat.

        :raises UnreadableDocumentError: It has no text that can be read; the store has none of it any more.
        :raises ApiError: The bucket, the store or the model fails.
        :raises ChangedMeanwhileError: It was changed again and again at the same time.
        """
        for _ in range(ATTEMPTS):
            outcome, etag = self._update(document_id)
            if self.documents.etag(document_id) == etag:
                return outcome
        raise ChangedMeanwhileError(f"changed {ATTEMPTS} times while it was indexed")

    def _update(self, document_id: str) -> tuple[Outcome, str | None]:
        """What was done, and the version that was there."""
        etag = self.documents.etag(document_id)
        if etag is not None and self.store.has(document_id, etag):
            return Outcome.UNCHANGED, etag
        try:
            document = None if etag is None else self.documents.read(document_id)
            if document is None:
                self.store.delete(document_id)
                return Outcome.DELETED, None
            self.store.index(document_id, document.etag, self._chunks(document))
        except UnreadableDocumentError:
            # Answers from a version that is no longer there would be wrong.
            self.store.delete(document_id)
            raise
        return Outcome.INDEXED, document.etag

    def _chunks(self, document: Document) -> list[Chunk]:
        text = extract_text(document.id, document.content)
        texts = split(text, self.settings.chunk_characters, self.settings.chunk_overlap)
        vectors: list[list[float]] = []
        for start in range(0, len(texts), EMBEDDED_AT_ONCE):
            vectors += self.embedder.embed(texts[start : start + EMBEDDED_AT_ONCE])
        return [
            Chunk(document.id, document.etag, number, document.title, part, vector)
            for number, (part, vector) in enumerate(zip(texts, vectors, strict=True))
        ]
