"""The entry points over S3, SQS and S3 Vectors of moto, with the events that AWS sends."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from homelab.aws.retrieval_api.function import handlers
from homelab.aws.retrieval_api.function.api import Api
from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.handlers import changed_documents
from homelab.aws.retrieval_api.function.ingestion import Ingestion
from homelab.aws.retrieval_api.function.settings import Settings, StoreKind, to_environment
from homelab.aws.retrieval_api.function.stores.memory import MemoryStore
from homelab.aws.retrieval_api.local.stand_ins import HashingEmbedder
from tests.aws.retrieval_api.function.parts import Context, Failing, dynamodb_table, event

SETTINGS = Settings(
    store=StoreKind.S3_VECTORS,
    store_bucket="vectors",
    documents_bucket="documents",
    cache_table="answers",
    answer_model="eu.anthropic.claude-haiku-4-5",
)


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name, value in to_environment(SETTINGS).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(handlers, "_created", {})
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="documents")
        yield


def use_store(monkeypatch: pytest.MonkeyPatch, store: Any) -> list[Settings]:
    """Let functions have a store; returns the settings of those that were created."""
    created: list[Settings] = []

    def create(settings: Settings) -> Any:
        created.append(settings)
        return store

    monkeypatch.setattr(handlers, "create_store", create)
    return created


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    def create_embedder(_client: Any, _model: str, dimensions: int) -> HashingEmbedder:
        return HashingEmbedder(dimensions)

    store = MemoryStore()
    use_store(monkeypatch, store)
    monkeypatch.setattr(handlers.bedrock, "TitanEmbedder", create_embedder)
    return store


@pytest.fixture
def queue() -> str:
    """A queue whose messages are dead letters after they were received twice."""
    sqs = boto3.client("sqs")
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    return sqs.create_queue(QueueName="queue", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "0"})[
        "QueueUrl"
    ]


def message(key: str, *, bucket: str = "documents", name: str = "ObjectCreated:Put") -> str:
    """A notification as S3 sends it, in which the key is encoded like a form."""
    return json.dumps(
        {
            "Records": [
                {
                    "eventVersion": "2.1",
                    "eventSource": "aws:s3",
                    "awsRegion": "us-east-1",
                    "eventTime": "2026-11-28T12:00:00.000Z",
                    "eventName": name,
                    "s3": {
                        "s3SchemaVersion": "1.0",
                        "configurationId": "documents",
                        "bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"},
                        "object": {"key": key, "size": 4, "eTag": "x", "sequencer": "0055AED6DCD90281E5"},
                    },
                }
            ]
        }
    )


def batch(*messages: str) -> dict[str, Any]:
    """An event of SQS."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": "handle",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1795867200000"},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:documents",
                "awsRegion": "us-east-1",
            }
            for number, body in enumerate(messages)
        ]
    }


def put(key: str, content: bytes = b"Some text.") -> None:
    boto3.client("s3").put_object(Bucket="documents", Key=key, Body=content)


def ingest(*messages: str) -> list[str]:
    """Ids of the messages that come again."""
    answer = handlers.ingest(batch(*messages), Context())
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("documents/a.md", ["a.md"]),
        ("documents/a+b%2B%C3%BC.md", ["a b+ü.md"]),
        ("documents/folder/", []),
        ("documents/", []),
        ("other/a.md", []),
    ],
)
def test_the_documents_of_a_message_are_those_below_the_prefix(key: str, expected: list[str]):
    assert changed_documents(message(key), "documents/") == expected


def test_the_test_message_of_s3_is_about_no_document():
    assert changed_documents('{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "documents"}', "") == []


def test_documents_are_indexed_and_deleted(store: MemoryStore):
    put("documents/a b.md")
    assert ingest(message("documents/a+b.md"), '{"Event": "s3:TestEvent"}') == []
    assert store.count() == 1
    boto3.client("s3").delete_object(Bucket="documents", Key="documents/a b.md")
    assert ingest(message("documents/a+b.md", name="ObjectRemoved:Delete")) == []
    assert store.count() == 0


def test_only_the_messages_that_failed_come_again_and_the_others_are_indexed(
    store: MemoryStore, capsys: pytest.CaptureFixture[str]
):
    put("documents/good.md")
    put("documents/poison.md", b"\xff\xfe")
    put("documents/also.md", b"Another text.")
    messages = [message(f"documents/{name}.md") for name in ("good", "poison", "also")]
    assert ingest(*messages, "no JSON", '{"Records": [{}]}') == ["message-1", "message-3", "message-4"]
    assert store.count() == 2


def test_a_batch_of_failures_alone_comes_again_wholly(store: MemoryStore):
    put("documents/poison.md", b"\xff\xfe")
    assert ingest(message("documents/poison.md")) == ["message-0"]


def test_a_poison_message_ends_among_the_dead_letters(store: MemoryStore, queue: str):
    sqs = boto3.client("sqs")
    put("documents/good.md")
    put("documents/poison.md", b"\xff\xfe")
    for name in ("good", "poison"):
        sqs.send_message(QueueUrl=queue, MessageBody=message(f"documents/{name}.md"))
    for _ in range(3):
        received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        failed = ingest(*[each["Body"] for each in received]) if received else []
        for number, each in enumerate(received):
            if f"message-{number}" not in failed:
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])
    dead = sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName="dead")["QueueUrl"])["Messages"]
    assert [each["Body"] for each in dead] == [message("documents/poison.md")]
    assert store.count() == 1


def test_a_store_that_is_down_at_the_start_is_asked_again_later(monkeypatch: pytest.MonkeyPatch, store: MemoryStore):
    put("documents/a.md")
    use_store(monkeypatch, Failing(StoreUnavailableError("The vector store does not answer")))
    with pytest.raises(StoreUnavailableError):
        ingest(message("documents/a.md"))
    use_store(monkeypatch, store)
    assert ingest(message("documents/a.md")) == []
    assert store.count() == 1


def test_what_was_indexed_is_settled_after_the_batch(monkeypatch: pytest.MonkeyPatch, store: MemoryStore):
    counts: list[int] = []
    monkeypatch.setattr(store, "settle", lambda: counts.append(store.count()))
    put("documents/a.md")
    put("documents/b.md")
    ingest(message("documents/a.md"), message("documents/b.md"))
    assert counts == [2]


def test_clients_are_created_once_for_an_environment(monkeypatch: pytest.MonkeyPatch, store: MemoryStore):
    created = use_store(monkeypatch, store)
    for _ in range(3):
        assert handlers.api(event("GET", "/health"), Context())["statusCode"] == 200
        assert ingest('{"Event": "s3:TestEvent"}') == []
    assert created == [SETTINGS, SETTINGS]


def test_the_parts_are_those_that_the_settings_name():
    api = handlers.create_api(SETTINGS, handlers._logger)
    ingestion = handlers.create_ingestion(SETTINGS)
    assert isinstance(api, Api)
    assert isinstance(ingestion, Ingestion)
    assert type(ingestion.store).__name__ == "S3VectorsStore"
    assert type(api._retrieval.cache).__name__ == "DynamoDBCache"
    without = handlers.create_api(SETTINGS.model_copy(update={"cache_table": ""}), handlers._logger)
    assert type(without._retrieval.cache).__name__ == "NoCache"
    assert type(without._limit).__name__ == "NoClientLimit"


def test_requests_of_a_client_are_counted_in_the_table_that_the_settings_name():
    dynamodb_table("requests", region=None)
    settings = SETTINGS.model_copy(update={"counters_table": "requests", "per_client": 2})
    api = handlers.create_api(settings, handlers._logger)
    # Requests that are not as described count, too.
    assert [api.handle(event("POST", "/query", "{"), Context())["statusCode"] for _ in range(3)] == [400, 400, 429]
    items = boto3.client("dynamodb").scan(TableName="requests")["Items"]
    assert "somebody" not in json.dumps(items)


def test_a_table_that_does_not_answer_lets_nobody_wait_for_long():
    config: Any = handlers._dynamodb().meta.config
    attempts = config.retries["total_max_attempts"]
    assert (config.connect_timeout + config.read_timeout) * attempts <= 4


@pytest.mark.parametrize(
    ("kind", "name"), [(StoreKind.DOMAIN, "OpenSearchStore"), (StoreKind.SERVERLESS, "OpenSearchStore")]
)
def test_the_api_is_created_without_asking_the_store(kind: StoreKind, name: str):
    settings = SETTINGS.model_copy(update={"store": kind, "store_endpoint": "https://127.0.0.1:1"})
    assert type(handlers.create_api(settings, handlers._logger)._retrieval.store).__name__ == name


@pytest.mark.parametrize("kind", [StoreKind.MEMORY, StoreKind.PGVECTOR])
def test_stores_of_this_machine_are_refused(kind: StoreKind):
    with pytest.raises(ValueError, match=f"has no store '{kind}'"):
        handlers.create_api(SETTINGS.model_copy(update={"store": kind}), handlers._logger)
