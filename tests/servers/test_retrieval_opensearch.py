"""The retrieval API's store of chunks on a real OpenSearch.

Vectors are searched by its Lucene engine rather than by faiss, whose native library no package has; scores of inner
products are the same. Nobody checks the signature of requests.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import opensearch
from homelab.aws.retrieval_api.function.stores.opensearch import OpenSearchStore
from tests.aws.retrieval_api.function.stores.contract import DIMENSIONS, StoreContract, found, put
from tests.servers.opensearch import NotToBeHadError, is_possible, running_opensearch

pytestmark = pytest.mark.skipif(not is_possible(), reason="needs Maven and Java 17 or 21")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    try:
        with running_opensearch() as url:
            yield url
    except NotToBeHadError as error:
        pytest.skip(str(error))


@pytest.fixture
def unprepared(server: str, monkeypatch: pytest.MonkeyPatch) -> OpenSearchStore:
    original = opensearch._index_body

    def with_lucene(dimensions: int) -> dict[str, Any]:
        body = original(dimensions)
        body["mappings"]["properties"]["embedding"]["method"]["engine"] = "lucene"
        body["settings"]["index"]["refresh_interval"] = "10ms"
        return body

    monkeypatch.setattr(opensearch, "_index_body", with_lucene)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "example")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    urllib3.request("DELETE", f"{server}/chunks")
    return OpenSearchStore(Settings(store=StoreKind.DOMAIN, store_endpoint=server, dimensions=DIMENSIONS))


@pytest.fixture
def store(unprepared: OpenSearchStore) -> OpenSearchStore:
    unprepared.prepare()
    return unprepared


class TestOpenSearch(StoreContract):
    """OpenSearch does what every store does."""


def test_nothing_is_found_before_there_is_an_index(unprepared: OpenSearchStore):
    assert found(unprepared) == found(unprepared, "words") == []
    assert unprepared.count() == 0
    assert not unprepared.has("a.md", "1")
    unprepared.delete("a.md")


def test_more_chunks_than_one_search_finds_are_deleted(store: OpenSearchStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opensearch, "FOUND_AT_ONCE", 2)
    put(store, "a.md", "1", *[f"text {number}" for number in range(5)])
    put(store, "a.md", "2", "new")
    assert found(store) == ["new"]


def test_the_index_of_faiss_is_accepted(server: str):
    body = opensearch._index_body(1024)
    answer = urllib3.request("PUT", f"{server}/of-faiss", json=body)
    assert answer.status == 200, answer.data
