"""Vectors are kept by moto, which does not search: `Searching` does that from what moto has.

That proves what is written under which key, and how answers are read. It does not prove that S3 Vectors finds alike.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import s3_vectors
from homelab.aws.retrieval_api.function.stores.s3_vectors import S3VectorsStore
from tests.aws.retrieval_api.function.stores.contract import (
    DIMENSIONS,
    StoreContract,
    assert_unavailable,
    chunks,
    found,
    put,
)

SETTINGS = Settings(store=StoreKind.S3_VECTORS, store_bucket="vectors", store_index="chunks")
INDEX: Any = {"vectorBucketName": "vectors", "indexName": "chunks"}


class Searching:
    """moto's client, with the search and the limits that the service documents."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.left = math.inf
        """Requests that write until the service fails."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def put_vectors(self, *, vectors: Any, **index: Any) -> Any:
        self._count()
        assert len(vectors) <= 500
        assert len(json.dumps(vectors, ensure_ascii=False).encode()) <= 20 * 1024**2
        for each in vectors:
            filterable = {name: value for name, value in each["metadata"].items() if name not in ("text", "title")}
            assert len(json.dumps(filterable).encode()) <= 2048
            assert len(json.dumps(each["metadata"], ensure_ascii=False).encode()) <= 40 * 1024
            assert len(each["key"]) <= 1024
            assert [] not in each["metadata"].values()
        return self.client.put_vectors(vectors=vectors, **index)

    def delete_vectors(self, *, keys: Any, **index: Any) -> Any:
        self._count()
        assert 0 < len(keys) <= 500
        return self.client.delete_vectors(keys=keys, **index)

    def query_vectors(self, **query: Any) -> Any:
        assert 0 < query["topK"] <= 100
        assert query["returnMetadata"]
        assert query["returnDistance"]
        vector = query["queryVector"]["float32"]
        everything = self.client.list_vectors(**INDEX, returnData=True, returnMetadata=True)["vectors"]
        if "filter" in query:
            folder = query["filter"]["folders"]["$eq"]
            everything = [each for each in everything if folder in each["metadata"].get("folders", [])]
        found = [
            {"key": each["key"], "metadata": each["metadata"], "distance": 1 - product}
            for each in everything
            for product in [sum(a * b for a, b in zip(each["data"]["float32"], vector, strict=True))]
        ]
        return {"vectors": sorted(found, key=lambda each: each["distance"])[: query["topK"]]}

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise EndpointConnectionError(endpoint_url="https://s3vectors")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Searching]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        client = Searching(boto3.client("s3vectors"))
        client.create_vector_bucket(vectorBucketName="vectors")
        client.create_index(**INDEX, dataType="float32", dimension=DIMENSIONS, distanceMetric="cosine")
        yield client


@pytest.fixture
def store(client: Any) -> S3VectorsStore:
    return S3VectorsStore(SETTINGS, client)


class TestS3Vectors(StoreContract):
    """S3 Vectors do what every store does."""


def keys(client: Any) -> set[str]:
    return {each["key"] for each in client.list_vectors(**INDEX)["vectors"]}


def test_the_longest_texts_fit_into_requests(store: S3VectorsStore):
    put(store, "a.md", "1", *["漢" * 8000] * 450)
    assert store.has("a.md", "1")


def test_an_id_of_folders_alone_fits_into_what_can_be_filtered_by(store: S3VectorsStore):
    put(store, "a/" * 500 + "b.md", "1", "deep")
    assert found(store, prefix="a/" * 20) == found(store, prefix="a/" * 400) == ["deep"]
    assert found(store, prefix="a/" * 500 + "c") == []


@pytest.fixture
def small_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_vectors, "WRITTEN_AT_ONCE", 2)
    monkeypatch.setattr(s3_vectors, "DELETED_AT_ONCE", 2)


@pytest.mark.usefixtures("small_requests")
@pytest.mark.parametrize("writes", range(6))
def test_whenever_indexing_stops_the_version_is_not_indexed_and_repeating_repairs_it(
    store: S3VectorsStore, client: Any, writes: int
):
    put(store, "a.md", "1", *["old"] * 7)
    client.left = writes
    with pytest.raises(StoreUnavailableError):
        put(store, "a.md", "2", *["new"] * 4)
    assert not store.has("a.md", "2")
    assert writes == 0 or not store.has("a.md", "1")
    client.left = math.inf
    if writes % 2:
        put(store, "a.md", "3", "newest")
        assert keys(client) == {"a.md#0"}
        assert store.has("a.md", "3")
    store.delete("a.md")
    assert keys(client) == set()


@pytest.mark.usefixtures("small_requests")
def test_whenever_deleting_stops_repeating_completes_it(store: S3VectorsStore, client: Any):
    put(store, "a.md", "1", *["text"] * 6)
    for writes in (0, 1, 2, 3):
        client.left = writes
        with pytest.raises(StoreUnavailableError):
            store.delete("a.md")
    client.left = math.inf
    store.delete("a.md")
    assert keys(client) == set()


def test_a_service_that_does_not_answer_is_unavailable():
    class Failing:
        def __getattr__(self, name: str) -> Any:
            def fail(**_: Any) -> Any:
                raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "arn:secret"}}, name)

            return fail

    client: Any = Failing()
    assert_unavailable(S3VectorsStore(SETTINGS, client))


def test_chunks_are_kept_by_document_and_number(store: S3VectorsStore, client: Any):
    store.index("a.md", "1", chunks("a.md", "1", "one", "two"))
    assert keys(client) == {"a.md#0", "a.md#1"}
