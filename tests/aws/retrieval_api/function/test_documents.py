from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from homelab.aws.retrieval_api.function import documents
from homelab.aws.retrieval_api.function.documents import Document, S3Documents
from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.texts import UnreadableDocumentError
from tests.aws.retrieval_api.function.parts import Failing


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="documents")
        yield client


@pytest.fixture
def bucket(client: Any) -> S3Documents:
    return S3Documents(client, "documents", "docs/")


def test_a_document_is_read_as_it_was_written(bucket: S3Documents, client: Any):
    etag = bucket.write("a/b c.md", "Grüße", "Reisen ✈")
    assert bucket.etag("a/b c.md") == etag
    assert '"' not in etag
    assert bucket.read("a/b c.md") == Document("a/b c.md", etag, "Reisen ✈", "Grüße".encode())
    assert client.list_objects_v2(Bucket="documents")["Contents"][0]["Key"] == "docs/a/b c.md"


def test_another_content_has_another_etag(bucket: S3Documents):
    assert bucket.write("a.md", "one", "") != bucket.write("a.md", "two", "")
    assert bucket.write("a.md", "one", "") == bucket.write("a.md", "one", "")


def test_a_document_without_a_title_is_called_like_its_file(bucket: S3Documents, client: Any):
    client.put_object(Bucket="documents", Key="docs/a/b.md", Body=b"text")
    found = bucket.read("a/b.md")
    assert found is not None
    assert found.title == "b.md"


def test_what_is_not_there_is_none_and_deleted_without_harm(bucket: S3Documents):
    assert bucket.etag("none.md") is bucket.read("none.md") is None
    bucket.delete("none.md")
    bucket.write("a.md", "text", "")
    bucket.delete("a.md")
    assert bucket.etag("a.md") is None


def test_a_document_that_is_too_large_is_not_read(bucket: S3Documents, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(documents, "MAX_BYTES", 3)
    bucket.write("a.md", "text", "")
    with pytest.raises(UnreadableDocumentError, match="expected at most 3 bytes, got 4"):
        bucket.read("a.md")


@pytest.mark.parametrize(
    "error",
    [
        # A document that may not be read is still there: its chunks must not be deleted.
        ClientError({"Error": {"Code": "403"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, "HeadObject"),  # pyright: ignore[reportArgumentType]
        ClientError({"Error": {"Code": "SlowDown"}, "ResponseMetadata": {"HTTPStatusCode": 503}}, "GetObject"),  # pyright: ignore[reportArgumentType]
        EndpointConnectionError(endpoint_url="https://secret"),
    ],
)
def test_a_bucket_that_does_not_answer_is_unavailable(error: Exception):
    client: Any = Failing(error)
    bucket = S3Documents(client, "documents", "docs/")
    calls = [
        lambda: bucket.etag("a.md"),
        lambda: bucket.read("a.md"),
        lambda: bucket.write("a.md", "text", ""),
        lambda: bucket.delete("a.md"),
        bucket.check,
    ]
    for call in calls:
        with pytest.raises(StoreUnavailableError, match="The documents' bucket does not answer"):
            call()


def test_a_bucket_can_be_checked(bucket: S3Documents, client: Any):
    bucket.check()
    with pytest.raises(StoreUnavailableError):
        S3Documents(client, "none", "").check()
