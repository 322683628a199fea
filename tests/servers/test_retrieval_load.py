"""A hundred clients at once against the local server of the retrieval API, with its index in a real Postgres."""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

import pytest

from homelab.aws.retrieval_api.function.models import Query
from homelab.aws.retrieval_api.local.application import create_application
from homelab.aws.retrieval_api.local.client import Client, RetrievalError
from homelab.aws.retrieval_api.local.server import create_server
from tests.servers.postgres import INSTALLATIONS, running_postgres
from tests.servers.processes import HOST

CLIENTS = 100
QUERIES = 5
"""Of each client, one after the other."""
USER = {"POSTGRES_USER": "owner", "POSTGRES_PASSWORD": "password-of-owner"}
TOPICS = ("holidays", "travel", "laptops", "parking", "lunch")


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    for topic in TOPICS:
        for number in range(20):
            text = f"Rule {number} of {topic}: whoever asks about {topic} number{number} gets an answer.\n\n" * 20
            (tmp_path / f"{topic}-{number}.md").write_text(text)
    return tmp_path


@pytest.fixture
def endpoint(documents: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PGPASSWORD", USER["POSTGRES_PASSWORD"])
    with running_postgres(max(INSTALLATIONS), USER) as postgres:
        database = f"host={HOST} port={postgres.port} user={USER['POSTGRES_USER']} dbname=postgres"
        application = create_application(documents, database=database)
        (summary,) = application.index()
        assert summary.startswith("100 documents; ")
        server = create_server(application.handle, HOST, 0)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def test_a_hundred_queries_at_once_are_answered_within_two_seconds(endpoint: str):
    together = Barrier(CLIENTS)

    def ask(number: int) -> list[float | None]:
        """Seconds of each query; None for one that failed or was answered by another document."""
        client = Client(endpoint)
        together.wait()
        times: list[float | None] = []
        for attempt in range(QUERIES):
            topic, rule = TOPICS[number % len(TOPICS)], (number + attempt) % 20
            started = time.perf_counter()
            try:
                answer = client.query(Query(question=f"What of {topic} number{rule}?"))
            except RetrievalError:
                times.append(None)
                continue
            seconds = time.perf_counter() - started
            is_right = answer.confident and answer.citations[0].document_id == f"{topic}-{rule}.md"
            times.append(seconds if is_right else None)
        return times

    with ThreadPoolExecutor(CLIENTS) as clients:
        times = [each for some in clients.map(ask, range(CLIENTS)) for each in some]
    succeeded = [each for each in times if each is not None]
    assert len(times) == CLIENTS * QUERIES
    assert len(succeeded) >= 0.95 * len(times)
    assert statistics.mean(succeeded) < 2
