from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.retrieval_api.function.errors import ModelThrottledError, StoreUnavailableError
from homelab.aws.retrieval_api.function.ingestion import ChangedMeanwhileError, Ingestion, Outcome
from homelab.aws.retrieval_api.function.stores import Chunk
from homelab.aws.retrieval_api.function.texts import UnreadableDocumentError
from tests.aws.retrieval_api.function.parts import SETTINGS, Failing, Parts


class CountingEmbedder:
    dimensions = 256

    def __init__(self, parts: Parts) -> None:
        self.embedder = parts.embedder
        self.batches: list[int] = []
        self.meanwhile: Any = lambda: None

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.batches.append(len(texts))
        self.meanwhile()
        return self.embedder.embed(texts)


@pytest.fixture
def parts() -> Parts:
    parts = Parts()
    parts.embedder = CountingEmbedder(parts)
    return parts


def ingestion(parts: Parts) -> Ingestion:
    return Ingestion(SETTINGS, parts.documents, parts.store, parts.embedder)


def texts(parts: Parts) -> dict[str, str]:
    """Text of each document in the store."""
    vector = parts.embedder.embedder.embed(["text"])[0]
    found = parts.store.search(vector, None, 100, "")
    return {match.document_id: match.text for match in found}


def test_a_document_is_indexed_once(parts: Parts):
    parts.documents.contents["a.md"] = b"Some text."
    assert [ingestion(parts).update("a.md") for _ in range(3)] == [
        Outcome.INDEXED,
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
    ]
    assert parts.embedder.batches == [1]
    assert texts(parts) == {"a.md": "Some text."}


def test_a_changed_document_is_indexed_again(parts: Parts):
    for content in (b"Old.", b"New."):
        parts.documents.contents["a.md"] = content
        assert ingestion(parts).update("a.md") is Outcome.INDEXED
    assert texts(parts) == {"a.md": "New."}


def test_a_deleted_document_has_no_chunks(parts: Parts):
    parts.documents.contents["a.md"] = b"Text."
    ingestion(parts).update("a.md")
    del parts.documents.contents["a.md"]
    assert [ingestion(parts).update("a.md") for _ in range(2)] == [Outcome.DELETED] * 2
    assert parts.store.count() == 0


def test_a_large_document_is_embedded_in_parts(parts: Parts):
    parts.documents.contents["a.md"] = b"Sentence number one. " * 12_000
    ingestion(parts).update("a.md")
    assert max(parts.embedder.batches) == 64
    assert sum(parts.embedder.batches) == parts.store.count() > 150


def test_a_document_that_is_deleted_meanwhile_has_no_chunks_in_the_end(parts: Parts):
    parts.documents.contents["a.md"] = b"Text."
    parts.embedder.meanwhile = lambda: parts.documents.contents.pop("a.md", None)
    assert ingestion(parts).update("a.md") is Outcome.DELETED
    assert parts.store.count() == 0


def test_a_document_that_changes_meanwhile_is_indexed_as_it_is_in_the_end(parts: Parts):
    parts.documents.contents["a.md"] = b"Old."
    parts.embedder.meanwhile = lambda: parts.documents.contents.update({"a.md": b"New."})
    assert ingestion(parts).update("a.md") is Outcome.INDEXED
    assert texts(parts) == {"a.md": "New."}


def test_a_document_that_always_changes_comes_again(parts: Parts):
    parts.documents.contents["a.md"] = b"0"
    parts.embedder.meanwhile = lambda: parts.documents.contents.update(
        {"a.md": str(len(parts.embedder.batches)).encode()}
    )
    with pytest.raises(ChangedMeanwhileError):
        ingestion(parts).update("a.md")


def test_a_version_that_cannot_be_read_removes_the_one_before(parts: Parts):
    parts.documents.contents["a.md"] = b"Text."
    ingestion(parts).update("a.md")
    parts.documents.contents["a.md"] = b"\xff"
    with pytest.raises(UnreadableDocumentError):
        ingestion(parts).update("a.md")
    assert parts.store.count() == 0


def test_a_model_that_fails_leaves_the_old_version(parts: Parts):
    parts.documents.contents["a.md"] = b"Old."
    ingestion(parts).update("a.md")
    parts.documents.contents["a.md"] = b"New."
    failing: Any = Failing(ModelThrottledError("throttled"))
    with pytest.raises(ModelThrottledError):
        Ingestion(SETTINGS, parts.documents, parts.store, failing).update("a.md")
    assert texts(parts) == {"a.md": "Old."}


def test_a_bucket_that_does_not_answer_deletes_nothing(parts: Parts):
    parts.store.index("a.md", "1", [Chunk("a.md", "1", 0, "A", "Text.", [1.0, *[0.0] * 255])])
    parts.documents.is_down = True
    with pytest.raises(StoreUnavailableError):
        ingestion(parts).update("a.md")
    assert parts.store.count() == 1


EVENTS = st.lists(
    st.tuples(st.sampled_from(["a.md", "b.md"]), st.sampled_from([b"One.", b"Two.", b"", None])), max_size=8
)


@given(EVENTS, st.data())
def test_events_in_any_order_and_number_lead_to_what_is_in_the_bucket(events: Any, data: st.DataObject):
    parts = Parts()
    parts.embedder = CountingEmbedder(parts)
    worker = ingestion(parts)
    pending: list[str] = []
    for document_id, content in events:
        parts.documents.contents.pop(document_id, None)
        if content is not None:
            parts.documents.contents[document_id] = content
        pending += [document_id] * data.draw(st.integers(1, 2))
        if data.draw(st.booleans()):
            worker.update(data.draw(st.sampled_from(pending)))
    for document_id in data.draw(st.permutations(pending)):
        worker.update(document_id)
    expected = {name: content.decode() for name, content in parts.documents.contents.items() if content}
    assert texts(parts) == expected
