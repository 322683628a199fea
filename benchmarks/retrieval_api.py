"""What the function of the retrieval API costs beside its model: ``python -m benchmarks.retrieval_api``.

Over a real Postgres with pgvector, on this machine, with vectors that are random and models that answer at once. The
limits are those of the issue that asked for the API; AWS Lambda's machines are slower or faster than this one.
"""

import argparse
import io
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout

import psycopg2
from aws_lambda_powertools import Logger

from homelab.aws.retrieval_api.function.api import Api
from homelab.aws.retrieval_api.function.cache import NoCache
from homelab.aws.retrieval_api.function.documents import Document
from homelab.aws.retrieval_api.function.ingestion import Ingestion
from homelab.aws.retrieval_api.function.metrics import QueryMetrics
from homelab.aws.retrieval_api.function.retrieval import Retrieval
from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import Match
from homelab.aws.retrieval_api.function.stores.pgvector import PgVectorStore
from homelab.aws.retrieval_api.local.server import Context, event_of
from tests.servers.postgres import INSTALLATIONS, Postgres, running_postgres
from tests.servers.processes import HOST

MAX_COLD_START = 1.5
"""Seconds of a processor for imports and clients."""
MAX_OVERHEAD = 0.02
"""Seconds of a query besides its models."""
SIZES = (1_000, 10_000, 100_000)
"""Chunks."""
DIMENSIONS = 1024
WORDS = 20_000
REPETITIONS = 200
DOCUMENTS = 100
USER = {"POSTGRES_USER": "owner", "POSTGRES_PASSWORD": "example"}
SETTINGS = Settings(store=StoreKind.PGVECTOR, answer_model="none", min_score=0, dimensions=DIMENSIONS)
COLD_START = """
import time
started, used = time.perf_counter(), time.process_time()
from homelab.aws.retrieval_api.function import handlers
from homelab.aws.retrieval_api.function.settings import Settings
handlers.create_api(Settings(store={store!r}, store_endpoint="https://localhost", store_bucket="b"), handlers._logger)
print(time.process_time() - used, time.perf_counter() - started)
"""


class RandomModels:
    """Embeds as random vectors, and answers at once."""

    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[random.uniform(-0.05, 0.05) for _ in range(DIMENSIONS)] for _ in texts]

    def answer(self, question: str, matches: Sequence[Match]) -> str:
        return f"{question}: {len(matches)}"


class Pages:
    """Documents of five thousand characters."""

    def etag(self, document_id: str) -> str:
        return document_id

    def read(self, document_id: str) -> Document:
        text = " ".join(random.choices(VOCABULARY, WEIGHTS, k=800))
        return Document(document_id, document_id, document_id, text.encode())

    def write(self, document_id: str, text: str, title: str) -> str:
        raise NotImplementedError

    def delete(self, document_id: str) -> None:
        raise NotImplementedError

    def check(self) -> None:
        raise NotImplementedError


VOCABULARY = [f"w{number}" for number in range(WORDS)]
# As in languages: the second word is half as frequent as the first.
WEIGHTS = [1 / (number + 1) for number in range(WORDS)]


def main() -> int:
    """Measure, print, and fail above the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, nargs="+", default=SIZES, help="Sizes of the index, growing.")
    sizes: list[int] = parser.parse_args().chunks
    slowest = max(_print_cold_start(kind) for kind in ("domain", "s3_vectors"))
    with running_postgres(max(INSTALLATIONS), USER) as server:
        overheads = [_print_overheads(server, size) for size in sizes]
        rate = _ingestion_rate(server)
        print(
            f"ingestion into {sizes[-1]} chunks: {rate:.1f} documents of 5,000 characters a second, without the model"
        )
    growth = overheads[-1] / overheads[0]
    print(f"{sizes[-1] / sizes[0]:.0f} times the chunks take {growth:.1f} times as long")
    is_fast = slowest < MAX_COLD_START and max(overheads) < MAX_OVERHEAD
    return 0 if is_fast else 1


def _print_cold_start(store: str) -> float:
    command = [sys.executable, "-c", COLD_START.format(store=store)]
    environment = {"PATH": "", "AWS_DEFAULT_REGION": "eu-central-1", "PYTHONPATH": ":".join(filter(None, sys.path))}
    outputs = [
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()
        for _ in range(5)
    ]
    used, passed = (statistics.median(float(each[place]) for each in outputs) for place in (0, 1))
    print(f"cold start with {store}: {used:.2f} s of a processor within {passed:.2f} s")
    return used


def _print_overheads(server: Postgres, chunks: int) -> float:
    """Print how long queries take over so many chunks; the median of the slower kind."""
    _fill(server, chunks)
    api = _api(_store(server))
    medians: list[float] = []
    for mode in ("vector", "hybrid"):
        # Metrics are lines of the standard output.
        with redirect_stdout(io.StringIO()):
            times = [_timed(lambda mode=mode: _ask(api, mode)) for _ in range(REPETITIONS)]
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"query over {chunks} chunks, {mode}: median {1000 * p50:.1f} ms, p95 {1000 * p95:.1f} ms")
        medians.append(p50)
    return max(medians)


def _ask(api: Api, mode: str) -> None:
    question = " ".join(random.choices(VOCABULARY, WEIGHTS, k=10))
    body = json.dumps({"question": question, "mode": mode})
    answer = api.handle(event_of("POST", "/query", {"content-type": "application/json"}, body, "r"), Context("r"))
    if answer["statusCode"] != 200:
        raise RuntimeError(answer["body"])


def _ingestion_rate(server: Postgres) -> float:
    ingestion = Ingestion(SETTINGS, Pages(), _store(server), RandomModels())
    return DOCUMENTS / _timed(lambda: [ingestion.update(f"new/{number}.txt") for number in range(DOCUMENTS)])


def _fill(server: Postgres, chunks: int) -> None:
    """Let there be so many chunks of 200 words, of one document for each ten."""
    store = _store(server)
    store.prepare()
    before = store.count()
    with _connect(server) as connection, connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'; DROP INDEX chunks_embedding")
        # A power of a random number is small more often than large, as the numbers of frequent words are.
        text = (
            f"SELECT string_agg('w' || floor({WORDS} ^ random() - 1 + 0 * (i + j)), ' ') FROM generate_series(1, 200) j"
        )
        vector = f"SELECT array_agg(random() - 0.5 + 0 * (i + j)) FROM generate_series(1, {DIMENSIONS}) j"
        cursor.execute(
            "INSERT INTO chunks SELECT 'documents/' || i / 10 || '.md', 'etag', i, 'Title', "
            f"({text}), ({vector})::vector FROM generate_series(%s, %s) i",
            [before, chunks - 1],
        )
    store.prepare()
    connection.autocommit = True
    connection.cursor().execute("ANALYZE chunks")
    connection.close()


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _connect(server: Postgres) -> "psycopg2.extensions.connection":
    return psycopg2.connect(
        host=HOST, port=server.port, user=USER["POSTGRES_USER"], password=USER["POSTGRES_PASSWORD"], dbname="postgres"
    )


def _store(server: Postgres) -> PgVectorStore:
    return PgVectorStore(lambda: _connect(server), "chunks", DIMENSIONS)


def _api(store: PgVectorStore) -> Api:
    models = RandomModels()
    retrieval = Retrieval(SETTINGS, store, models, models, NoCache())
    logger = Logger(service="benchmark", level="ERROR")
    return Api(retrieval, Pages(), QueryMetrics("Benchmark", "benchmark"), logger)


if __name__ == "__main__":
    sys.exit(main())
