"""Entry points in AWS Lambda. Clients and connections are created once for each environment, and used again."""

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from botocore.config import Config

from homelab.aws.retrieval_api.function import bedrock
from homelab.aws.retrieval_api.function.api import Api
from homelab.aws.retrieval_api.function.cache import Cache, DynamoDBCache, NoCache
from homelab.aws.retrieval_api.function.client_limit import ClientLimit, NoClientLimit, SlidingWindow
from homelab.aws.retrieval_api.function.counters import DynamoDBCounters
from homelab.aws.retrieval_api.function.documents import S3Documents
from homelab.aws.retrieval_api.function.ingestion import Ingestion
from homelab.aws.retrieval_api.function.metrics import QueryMetrics
from homelab.aws.retrieval_api.function.retrieval import Retrieval
from homelab.aws.retrieval_api.function.settings import Settings, read_settings
from homelab.aws.retrieval_api.function.stores.factory import create_store

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_logger = Logger(service=os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "retrieval-api"))
_created: dict[str, Any] = {}


def api(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request of the HTTP API."""
    if "api" not in _created:
        _created["api"] = create_api(read_settings(), _logger)
    return _created["api"].handle(event, context)


def ingest(event: dict[str, Any], context: Any) -> Mapping[str, Any]:
    """Index the documents of a batch of messages, and name those that failed: only they come again."""
    if "ingestion" not in _created:
        _created["ingestion"] = create_ingestion(read_settings())
    ingestion: Ingestion = _created["ingestion"]

    def record_handler(record: SQSRecord) -> None:
        try:
            for document_id in changed_documents(record.body, ingestion.settings.documents_prefix):
                # Not its id, which may name a person or a customer: the message's leads to it.
                _logger.info("ingested", outcome=ingestion.update(document_id), message_id=record.message_id)
        except Exception:
            _logger.exception("not ingested", message_id=record.message_id)
            raise

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    answer = process_partial_response(event, record_handler, processor, context)
    ingestion.store.settle()
    return answer


def changed_documents(message: str, prefix: str) -> list[str]:
    """Ids of the documents that a message of S3 is about; none for the test that S3 sends once, and for folders."""
    records = json.loads(message).get("Records", [])
    keys = [unquote_plus(record["s3"]["object"]["key"]) for record in records]
    return [key.removeprefix(prefix) for key in keys if key.startswith(prefix) and not key.endswith("/")]


def create_api(settings: Settings, logger: Logger) -> Api:
    """The API as the settings describe it."""
    client = boto3.client("bedrock-runtime", config=bedrock.CLIENT)
    metrics = QueryMetrics(settings.metrics_namespace, logger.service)
    retrieval = Retrieval(
        settings,
        create_store(settings),
        bedrock.TitanEmbedder(client, settings.embedding_model, settings.dimensions),
        bedrock.ConverseAnswerer(client, settings.answer_model, settings.max_answer_tokens, metrics.used),
        _create_cache(settings),
    )
    return Api(retrieval, _documents(settings), metrics, logger, _create_limit(settings, logger))


def create_ingestion(settings: Settings) -> Ingestion:
    """The ingestion as the settings describe it."""
    client = boto3.client("bedrock-runtime", config=bedrock.CLIENT)
    store = create_store(settings)
    store.prepare()
    embedder = bedrock.TitanEmbedder(client, settings.embedding_model, settings.dimensions)
    return Ingestion(settings, _documents(settings), store, embedder)


def _create_cache(settings: Settings) -> Cache:
    if not settings.cache_table:
        return NoCache()
    return DynamoDBCache(_dynamodb(), settings.cache_table, settings.cache_ttl)


def _create_limit(settings: Settings, logger: Logger) -> ClientLimit:
    if not settings.counters_table:
        return NoClientLimit()
    return SlidingWindow(DynamoDBCounters(_dynamodb(), settings.counters_table), settings.per_client, logger)


def _dynamodb() -> "DynamoDBClient":
    if "dynamodb" not in _created:
        # Answers are given without it, and so it must not let them wait: by default, for minutes.
        config = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 2})
        _created["dynamodb"] = boto3.client("dynamodb", config=config)
    return _created["dynamodb"]


def _documents(settings: Settings) -> S3Documents:
    return S3Documents(boto3.client("s3"), settings.documents_bucket, settings.documents_prefix)
