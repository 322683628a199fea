"""The function on this machine: documents in a folder, chunks in memory or Postgres, stand-ins for models."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from aws_lambda_powertools import Logger

from homelab.aws.retrieval_api.function.api import Api
from homelab.aws.retrieval_api.function.cache import NoCache
from homelab.aws.retrieval_api.function.client_limit import NoClientLimit, SlidingWindow
from homelab.aws.retrieval_api.function.ingestion import Ingestion, Outcome
from homelab.aws.retrieval_api.function.language import Answerer, Embedder
from homelab.aws.retrieval_api.function.retrieval import Retrieval
from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import Store
from homelab.aws.retrieval_api.function.texts import UnreadableDocumentError
from homelab.aws.retrieval_api.local.counters import MemoryCounters
from homelab.aws.retrieval_api.local.errors import UsageError
from homelab.aws.retrieval_api.local.folder import FolderDocuments
from homelab.aws.retrieval_api.local.no_metrics import NoMetrics
from homelab.aws.retrieval_api.local.stand_ins import HashingEmbedder, QuotingAnswerer

# Counted words are less alike than what Titan computes.
_STAND_IN = Settings(store=StoreKind.MEMORY, answer_model="stand-in", min_score=0.1)


ENVIRONMENTS = 16
"""Requests that are answered at the same time; further ones wait for their turn."""


class Application:
    """A running API and its ingestion."""

    def __init__(self, apis: Sequence[Api], ingestion: Ingestion, documents: FolderDocuments) -> None:
        """Answer by any of some APIs, each of which answers one request at a time, as Lambda's environments do."""
        self.ingestion, self._documents = ingestion, documents
        self._idle: SimpleQueue[Api] = SimpleQueue()
        for each in apis:
            self._idle.put(each)

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Answer a request."""
        with self._api() as api:
            return api.handle(event, context)

    def openapi(self, url: str) -> str:
        """Description of the API, which is at a URL."""
        with self._api() as api:
            return api.openapi(url)

    def index(self) -> Iterator[str]:
        """Index all documents, and describe what was not."""
        self.ingestion.store.prepare()
        outcomes: list[Outcome] = []
        for document_id in self._documents.ids():
            try:
                outcomes.append(self.ingestion.update(document_id))
            except UnreadableDocumentError as error:
                yield f"left out {document_id}: {error}"
        unchanged = outcomes.count(Outcome.UNCHANGED)
        known = f", of which {unchanged} unchanged" if unchanged else ""
        yield f"{len(outcomes)} documents{known}; {self.ingestion.store.count()} chunks"

    @contextmanager
    def _api(self) -> Generator[Api]:
        api = self._idle.get()
        try:
            yield api
        finally:
            self._idle.put(api)


def create_application(
    folder: Path,
    *,
    database: str | None = None,
    answer_model: str | None = None,
    per_client: int | None = None,
    now: Callable[[], float] = time.time,
) -> Application:
    """Put the parts together.

    :param database: Postgres with pgvector. Default: the process's memory.
    :param answer_model: Model of Amazon Bedrock. Default: a stand-in for it and for Titan.
    :param per_client: Requests a minute from one address. Default: no limit.
    :param now: Seconds since 1970, by which requests are counted.
    """
    kind = StoreKind.PGVECTOR if database else StoreKind.MEMORY
    settings = (
        Settings(store=kind, answer_model=answer_model)
        if answer_model
        else _STAND_IN.model_copy(update={"store": kind})
    )
    store = _store(settings, database)
    embedder, answerer = _models(settings, answer_model)
    documents = FolderDocuments(folder, lambda document_id: ingestion.update(document_id))  # noqa: PLW0108 it comes later
    ingestion = Ingestion(settings, documents, store, embedder)
    retrieval = Retrieval(settings, store, embedder, answerer, NoCache())
    logger = Logger(service="retrieval-api", level="WARNING")
    limit = SlidingWindow(MemoryCounters(), per_client, logger, now=now) if per_client else NoClientLimit()
    return Application(
        [Api(retrieval, documents, NoMetrics(), logger, limit) for _ in range(ENVIRONMENTS)], ingestion, documents
    )


def _store(settings: Settings, database: str | None) -> Store:
    if database is None:
        from homelab.aws.retrieval_api.function.stores.memory import MemoryStore

        return MemoryStore()
    import psycopg2

    from homelab.aws.retrieval_api.function.stores.pgvector import PgVectorStore

    _check_database(database)
    return PgVectorStore(lambda: psycopg2.connect(database), settings.store_index, settings.dimensions)


def _check_database(database: str) -> None:
    import psycopg2
    from psycopg2.extensions import parse_dsn

    try:
        words = parse_dsn(database)
    except psycopg2.ProgrammingError as error:
        # Its text repeats what may be a password.
        raise UsageError("database: expected words such as 'host=localhost dbname=docs'") from error
    if "password" in words:
        raise UsageError("database: set PGPASSWORD instead of a password, which others see in the list of processes")


def _models(settings: Settings, answer_model: str | None) -> tuple[Embedder, Answerer]:
    if answer_model is None:
        return HashingEmbedder(settings.dimensions), QuotingAnswerer()
    import boto3

    from homelab.aws.retrieval_api.function import bedrock

    client = boto3.client("bedrock-runtime", config=bedrock.CLIENT)
    return (
        bedrock.TitanEmbedder(client, settings.embedding_model, settings.dimensions),
        bedrock.ConverseAnswerer(client, answer_model, settings.max_answer_tokens),
    )
