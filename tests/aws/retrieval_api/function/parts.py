"""Parts of the function for its tests: real ones where they run here, and models that are predictable."""

import io
import json
from collections.abc import Sequence
from typing import Any

import boto3
from aws_lambda_powertools import Logger

from homelab.aws.retrieval_api.function.api import Api
from homelab.aws.retrieval_api.function.cache import Cache, NoCache
from homelab.aws.retrieval_api.function.client_limit import ClientLimit, NoClientLimit
from homelab.aws.retrieval_api.function.documents import Document, title_of
from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.metrics import QueryMetrics
from homelab.aws.retrieval_api.function.retrieval import Retrieval
from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import Match
from homelab.aws.retrieval_api.function.stores.memory import MemoryStore
from homelab.aws.retrieval_api.local.stand_ins import HashingEmbedder

SETTINGS = Settings(store=StoreKind.MEMORY, answer_model="model", dimensions=256, min_score=0.3)


def dynamodb_table(name: str, region: str | None = "eu-central-1") -> Any:
    """A client of DynamoDB, within `moto.mock_aws`, with a table as the component creates it.

    :param region: None for that of the environment.
    """
    client = boto3.client("dynamodb", region_name=region)
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


class Failing:
    """A part whose methods all raise an error."""

    supports_hybrid = True

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Any:
        def fail(*_: Any, **__: Any) -> Any:
            raise self.error

        return fail


class Answerer:
    """Answers by what it was asked, and keeps count."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.answer_text = "An answer [1]."

    def answer(self, question: str, matches: Sequence[Match]) -> str:
        self.asked.append((question, [match.text for match in matches]))
        return self.answer_text


class DictDocuments:
    """Documents in a dictionary."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.is_down = False

    def etag(self, document_id: str) -> str | None:
        self.check()
        content = self.contents.get(document_id)
        return None if content is None else f"etag-{hash(content)}"

    def read(self, document_id: str) -> Document | None:
        etag = self.etag(document_id)
        return (etag and Document(document_id, etag, title_of(document_id), self.contents[document_id])) or None

    def write(self, document_id: str, text: str, title: str) -> str:
        self.check()
        self.contents[document_id] = text.encode()
        return self.etag(document_id) or ""

    def delete(self, document_id: str) -> None:
        self.check()
        self.contents.pop(document_id, None)

    def check(self) -> None:
        if self.is_down:
            raise StoreUnavailableError("The documents' bucket does not answer")


class Parts:
    """An API of parts that a test can look into and replace."""

    def __init__(
        self, *, cache: Cache | None = None, settings: Settings = SETTINGS, limit: ClientLimit | None = None
    ) -> None:
        self.store: Any = MemoryStore()
        self.embedder: Any = HashingEmbedder(settings.dimensions)
        self.answerer: Any = Answerer()
        self.documents = DictDocuments()
        self.cache = cache or NoCache()
        self.limit = limit or NoClientLimit()
        self.settings = settings
        self.log = io.StringIO()

    @property
    def retrieval(self) -> Retrieval:
        return Retrieval(self.settings, self.store, self.embedder, self.answerer, self.cache)

    @property
    def api(self) -> Api:
        logger = Logger(service=f"test-{id(self)}", stream=self.log)
        return Api(self.retrieval, self.documents, QueryMetrics("Test", "test"), logger, self.limit)

    def log_lines(self) -> list[dict[str, Any]]:
        """What was logged."""
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


def event(method: str, path: str, body: Any = None, **changed: Any) -> dict[str, Any]:
    """A request as an HTTP API sends it in payload format 2.0, with all of its fields."""
    return {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": "application/json",
            "content-type": "application/json",
            "host": "abcdefghij.execute-api.eu-central-1.amazonaws.com",
            "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdefghij",
            "authorizer": {"jwt": {"claims": {"sub": "somebody"}, "scopes": None}},
            "domainName": "abcdefghij.execute-api.eu-central-1.amazonaws.com",
            "domainPrefix": "abcdefghij",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "curl/8.5.0",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": f"{method} {path}",
            "stage": "$default",
            "time": "28/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1795867200000,
        },
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
    } | changed


class Context:
    """What Lambda tells of an invocation."""

    function_name = "retrieval-api"
    function_version = "7"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:retrieval-api:live"
    aws_request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"

    def get_remaining_time_in_millis(self) -> int:
        return 29_000
