"""The retrieval API's store of chunks on real Postgres servers with pgvector."""

from collections.abc import Iterator

import psycopg2
import pytest

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.stores import pgvector
from homelab.aws.retrieval_api.function.stores.pgvector import PgVectorStore
from tests.aws.retrieval_api.function.stores.contract import (
    DIMENSIONS,
    StoreContract,
    found,
    put,
)
from tests.servers.postgres import INSTALLATIONS, Postgres, running_postgres
from tests.servers.processes import HOST

USER = {"POSTGRES_USER": "owner", "POSTGRES_PASSWORD": "password-of-owner"}


@pytest.fixture(scope="session", params=INSTALLATIONS)
def server(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    with running_postgres(request.param, USER) as running:
        yield running


def connect(server: Postgres) -> "psycopg2.extensions.connection":
    return psycopg2.connect(
        host=HOST, port=server.port, user=USER["POSTGRES_USER"], password=USER["POSTGRES_PASSWORD"], dbname="postgres"
    )


def run(server: Postgres, statement: str) -> None:
    connection = connect(server)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


@pytest.fixture
def unprepared(server: Postgres) -> PgVectorStore:
    run(server, "DROP TABLE IF EXISTS chunks")
    return PgVectorStore(lambda: connect(server), "chunks", DIMENSIONS)


@pytest.fixture
def store(unprepared: PgVectorStore) -> PgVectorStore:
    unprepared.prepare()
    return unprepared


class TestPgVectorStore(StoreContract):
    """Postgres does what every store does."""


def test_nothing_is_found_before_anything_was_prepared(unprepared: PgVectorStore):
    assert found(unprepared, "words") == []
    assert unprepared.count() == 0
    assert not unprepared.has("a.md", "1")
    unprepared.prepare()
    put(unprepared, "a.md", "1", "text")
    assert found(unprepared) == ["text"]


def test_a_lost_connection_is_opened_again_within_the_same_search(store: PgVectorStore, server: Postgres):
    put(store, "a.md", "1", "text")
    run(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert found(store, "text") == ["text"]


def test_what_postgres_refuses_is_unavailable_and_leaves_the_old_chunks(store: PgVectorStore):
    put(store, "a.md", "1", "old")
    unlike = PgVectorStore(store._connect, "chunks", 3)  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(StoreUnavailableError):
        unlike.search([1, 0, 0], None, 5, "")
    with pytest.raises(StoreUnavailableError):
        put(store, "a.md", "2", "x", degrees=[float("nan")])
    assert found(store) == ["old"]
    assert store.has("a.md", "1")


def test_words_that_are_everywhere_do_not_hide_the_rare_one(
    store: PgVectorStore, server: Postgres, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pgvector, "RANKED", 50)
    put(store, "a.md", "1", *[f"the page is number{number}" for number in range(400)], degrees=[10] * 400)
    put(store, "b.md", "1", "the xk4711", degrees=[80])
    run(server, "ANALYZE chunks")
    assert "the xk4711" in found(store, "the page is xk4711", top_k=2)
    assert "the xk4711" not in found(store, "the page is", top_k=2)
