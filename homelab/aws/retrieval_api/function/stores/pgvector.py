"""Postgres with pgvector: by meaning through an HNSW index, by words through its full-text search."""

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.stores import Chunk, Match

if TYPE_CHECKING:
    from psycopg2.extensions import connection, cursor

# Of both rankings, the first this many chunks are combined, as 1 / (60 + rank): reciprocal rank fusion.
_CANDIDATES = 50
_FUSION = 60


class PgVectorStore:
    """A table of chunks. One connection, which is opened again when it was lost."""

    supports_hybrid = True

    def __init__(self, connect: "Callable[[], connection]", table: str, dimensions: int) -> None:
        """Connect later.

        :param connect: Opens a connection.
        :param table: Name of the table: small letters, digits and underscores.
        """
        if not table.replace("_", "").isalnum() or not table.islower():
            raise ValueError(f"expected small letters, digits and underscores, got {table!r}")
        self._connect, self._table, self._dimensions = connect, table, dimensions
        self._open: connection | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Create the table and its indexes, unless they exist."""
        with self._cursor() as cursor:
            # Of two that create the same at once, one would fail.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self._table])
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {self._table} ("
                "document_id text, etag text, number int, title text NOT NULL, text text NOT NULL, "
                f"embedding vector({self._dimensions}) NOT NULL, "
                "words tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED, "
                "PRIMARY KEY (document_id, etag, number))"
            )
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {self._table}_embedding ON {self._table} "
                "USING hnsw (embedding vector_cosine_ops)"
            )
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {self._table}_words ON {self._table} USING gin (words)")

    def index(self, document_id: str, etag: str, chunks: Sequence[Chunk]) -> None:  # noqa: ARG002
        """Put a document's chunks in place of those of its other versions, in one transaction."""
        from psycopg2.extras import execute_values

        rows = [
            (each.document_id, each.etag, each.number, each.title, _clean(each.text), _vector(each.vector))
            for each in chunks
        ]
        with self._cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._table} WHERE document_id = %s", [document_id])
            execute_values(
                cursor,
                f"INSERT INTO {self._table} (document_id, etag, number, title, text, embedding) VALUES %s",
                rows,
            )

    def has(self, document_id: str, etag: str) -> bool:
        """Whether this version of a document is indexed."""
        with self._cursor() as cursor:
            cursor.execute(
                f"SELECT EXISTS (SELECT FROM {self._table} WHERE document_id = %s AND etag = %s)", [document_id, etag]
            )
            return bool(_rows(cursor)[0][0])

    def delete(self, document_id: str) -> None:
        """Remove all chunks of a document."""
        with self._cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._table} WHERE document_id = %s", [document_id])

    def search(self, vector: Sequence[float], text: str | None, top_k: int, document_prefix: str) -> list[Match]:
        """The most similar chunks, of both rankings if there are words."""
        parameters = {
            "vector": _vector(vector),
            "words": _clean(text or ""),
            "prefix": document_prefix,
            "top_k": top_k,
            "candidates": max(_CANDIDATES, top_k),
        }
        within = "WHERE starts_with(document_id, %(prefix)s)" if document_prefix else ""
        by_vector = (
            f"SELECT document_id, etag, number, row_number() OVER (ORDER BY embedding <=> %(vector)s::vector) AS rank "
            f"FROM {self._table} {within} ORDER BY embedding <=> %(vector)s::vector LIMIT %(candidates)s"
        )
        # Any of the words: all of a question's are in hardly any text.
        by_words = (
            "SELECT document_id, etag, number, row_number() OVER (ORDER BY ts_rank_cd(words, query) DESC) AS rank "
            f"FROM {self._table}, (SELECT replace(plainto_tsquery('simple', %(words)s)::text, '&', '|')::tsquery "
            f"AS query) q {within} {'AND' if within else 'WHERE'} words @@ query "
            "ORDER BY ts_rank_cd(words, query) DESC LIMIT %(candidates)s"
        )
        rankings = [by_vector] if text is None else [by_vector, by_words]
        union = " UNION ALL ".join(
            f"SELECT * FROM ({ranking}) AS ranked_{number}" for number, ranking in enumerate(rankings)
        )
        with self._cursor() as cursor:
            # Postgres' own default of 40 finds no more than that.
            cursor.execute("SELECT set_config('hnsw.ef_search', %s, true)", [str(parameters["candidates"])])
            cursor.execute(
                f"SELECT c.document_id, c.title, c.text, 1 - (c.embedding <=> %(vector)s::vector) "
                f"FROM (SELECT document_id, etag, number, sum(1.0 / ({_FUSION} + rank)) AS fused FROM ({union}) AS r "
                "GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT %(top_k)s) AS best "
                f"JOIN {self._table} c USING (document_id, etag, number) ORDER BY fused DESC",
                parameters,
            )
            return [Match(*row[:3], score=max(0.0, float(row[3]))) for row in _rows(cursor)]

    def count(self) -> int:
        """Number of chunks."""
        with self._cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self._table}")
            return int(_rows(cursor)[0][0])

    @contextmanager
    def _cursor(self) -> "Generator[cursor]":
        """A cursor in a transaction; of several threads, one at a time."""
        import psycopg2

        with self._lock:
            try:
                if self._open is None or self._open.closed:
                    self._open = self._connect()
                with self._open, self._open.cursor() as cursor:
                    yield cursor
            except psycopg2.errors.UndefinedTable as error:
                raise StoreUnavailableError("nothing was indexed yet") from error
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                if self._open is not None:
                    self._open.close()
                self._open = None
                raise StoreUnavailableError("the vector store does not answer") from error


def _rows(cursor: "cursor") -> list[tuple[str, str, str, float]]:
    return cursor.fetchall()


def _vector(values: Sequence[float]) -> str:
    return f"[{','.join(map(str, values))}]"


def _clean(text: str) -> str:
    """Postgres' text cannot hold NUL."""
    return text.replace("\0", "")
