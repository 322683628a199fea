from collections.abc import Iterator

import pytest

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import opensearch
from homelab.aws.retrieval_api.function.stores.opensearch import OpenSearchStore
from tests.aws.retrieval_api.function.stores.contract import (
    DIMENSIONS,
    StoreContract,
    assert_unavailable,
    found,
    put,
)
from tests.aws.retrieval_api.function.stores.opensearch_server import (
    HOST,
    KEY,
    KEY_ID,
    REGION,
    OpenSearch,
    running_opensearch,
)


def create_store(port: int, kind: StoreKind) -> OpenSearchStore:
    return OpenSearchStore(
        Settings(store=kind, store_endpoint=f"http://{HOST}:{port}", store_index="chunks", dimensions=DIMENSIONS)
    )


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch, "_RETRIES", opensearch._RETRIES.new(backoff_factor=0, backoff_jitter=0))


@pytest.fixture
def domain() -> Iterator[OpenSearch]:
    with running_opensearch() as server:
        yield server


@pytest.fixture
def collection() -> Iterator[OpenSearch]:
    with running_opensearch(is_serverless=True) as server:
        yield server


@pytest.fixture
def of_domain(domain: OpenSearch) -> OpenSearchStore:
    return create_store(domain.port, StoreKind.DOMAIN)


@pytest.fixture
def of_collection(collection: OpenSearch) -> OpenSearchStore:
    return create_store(collection.port, StoreKind.SERVERLESS)


class TestDomain(StoreContract):
    """A domain does what every store does."""

    @pytest.fixture
    def store(self, of_domain: OpenSearchStore) -> OpenSearchStore:
        of_domain.prepare()
        return of_domain


class TestCollection(StoreContract):
    """A serverless collection does what every store does."""

    @pytest.fixture
    def store(self, of_collection: OpenSearchStore) -> OpenSearchStore:
        of_collection.prepare()
        return of_collection


def test_nothing_is_found_before_there_is_an_index(of_domain: OpenSearchStore):
    assert found(of_domain) == found(of_domain, "words") == []
    assert of_domain.count() == 0
    assert not of_domain.has("a.md", "1")
    of_domain.delete("a.md")


def test_the_index_is_one_of_normalised_vectors_and_of_words(of_domain: OpenSearchStore, domain: OpenSearch):
    of_domain.prepare()
    assert domain.mapping is not None
    assert domain.mapping["settings"] == {"index": {"knn": True}}
    fields = domain.mapping["mappings"]["properties"]
    assert fields["embedding"] == {
        "type": "knn_vector",
        "dimension": DIMENSIONS,
        "method": {"name": "hnsw", "engine": "faiss", "space_type": "innerproduct"},
    }
    assert fields["text"] == {"type": "text"}
    assert fields["document_id"] == {"type": "keyword"}


def test_the_longest_texts_fit_into_the_requests_of_the_smallest_domain(of_domain: OpenSearchStore, domain: OpenSearch):
    of_domain.prepare()
    put(of_domain, "a.md", "1", *["漢" * 8000] * 150)
    assert of_domain.has("a.md", "1")
    assert len([each for each in domain.requests if "_bulk" in each]) == 2


def test_a_version_is_indexed_once_all_of_its_chunks_are(of_domain: OpenSearchStore, domain: OpenSearch):
    of_domain.prepare()
    put(of_domain, "a.md", "1", "one", "two", "three")
    domain.documents.popitem()
    assert not of_domain.has("a.md", "1")


def test_a_fault_that_passes_is_not_seen(of_domain: OpenSearchStore, domain: OpenSearch):
    of_domain.prepare()
    domain.faults = [503, 429]
    put(of_domain, "a.md", "1", "text")
    domain.faults = [502, 504]
    assert found(of_domain, "text") == ["text"]


@pytest.mark.parametrize("status", [400, 403, 413, 500, 503])
def test_a_fault_that_stays_is_unavailable(of_domain: OpenSearchStore, domain: OpenSearch, status: int):
    domain.faults = [status] * 100
    assert_unavailable(of_domain)
    with pytest.raises(StoreUnavailableError):
        of_domain.prepare()


def test_a_server_that_is_not_there_is_unavailable():
    assert_unavailable(create_store(1, StoreKind.DOMAIN))


def test_a_wrong_signature_is_unavailable(domain: OpenSearch):
    assert_unavailable(create_store(domain.port, StoreKind.SERVERLESS))


def test_a_chunk_that_is_refused_is_an_error(of_domain: OpenSearchStore, domain: OpenSearch):
    refused = {"errors": True, "items": [{"index": {"status": 201}}, {"index": {"status": 429}}]}
    domain.mapping = {}
    domain._bulk = lambda path, lines: (200, refused)
    with pytest.raises(StoreUnavailableError, match="refused"):
        put(of_domain, "a.md", "1", "one", "two")


def test_one_failed_search_of_both_is_an_error(of_domain: OpenSearchStore, domain: OpenSearch):
    domain.mapping = {}
    domain._search = lambda body: {"error": {"type": "search_phase_execution_exception"}, "status": 500}
    with pytest.raises(StoreUnavailableError):
        found(of_domain, "words")


def test_changes_of_a_collection_that_shows_them_late_leave_nothing_behind(
    of_collection: OpenSearchStore, collection: OpenSearch, monkeypatch: pytest.MonkeyPatch
):
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            collection.refresh()

    monkeypatch.setattr(opensearch.time, "sleep", wait)
    of_collection.prepare()
    collection.is_slow = True
    put(of_collection, "a.md", "1", "old")
    of_collection.settle()
    assert len(waited) == 3
    collection.is_slow = False
    put(of_collection, "a.md", "2", "new")
    of_collection.settle()
    assert len(waited) == 3
    assert found(of_collection) == ["new"]


def test_a_collection_that_never_shows_what_was_written_is_not_waited_for_forever(
    of_collection: OpenSearchStore, collection: OpenSearch, monkeypatch: pytest.MonkeyPatch
):
    of_collection.prepare()
    collection.is_slow = True
    put(of_collection, "a.md", "1", "text")
    monkeypatch.setattr(opensearch, "SETTLING", 0)
    of_collection.settle()
    assert found(of_collection) == []


def test_what_a_collection_has_twice_is_found_once_and_deleted(of_collection: OpenSearchStore, collection: OpenSearch):
    of_collection.prepare()
    put(of_collection, "a.md", "1", "text")
    ((_, source),) = collection.documents.items()
    collection.documents["again"] = source
    assert found(of_collection, "text") == ["text"]
    of_collection.delete("a.md")
    assert collection.documents == {}
