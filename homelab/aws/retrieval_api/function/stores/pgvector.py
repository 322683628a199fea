"""Postgres from 16 on with pgvector from 0.8 on: by meaning through an HNSW index, by words through its text search."""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from homelab.aws.retrieval_api.function.errors import StoreUnavailableError
from homelab.aws.retrieval_api.function.stores import Chunk, Match
from homelab.aws.retrieval_api.function.stores.fusion import CANDIDATES, fused

if TYPE_CHECKING:
    from psycopg2.extensions import connection, cursor

Result = TypeVar("Result")
RANKED = 200
"""Chunks that a question's words are looked for in, about: to rank all that have one of them would take seconds."""


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
        table = self._table

        def create(cursor: "cursor") -> None:
            # Of two that create the same at once, one would fail.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [table])
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            # Within their rows, unlike other large values: Postgres does not know how long those take to read.
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {table} ("
                "document_id text, etag text, number int, title text NOT NULL, text text NOT NULL, "
                f"embedding vector({self._dimensions}) STORAGE PLAIN NOT NULL, "
                "words tsvector STORAGE MAIN GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED, "
                "PRIMARY KEY (document_id, etag, number))"
            )
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {table}_embedding ON {table} USING hnsw (embedding vector_cosine_ops)"
            )
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (words)")

        self._run(create)

    def index(self, document_id: str, etag: str, chunks: Sequence[Chunk]) -> None:  # noqa: ARG002
        """Put a document's chunks in place of those of its other versions, in one transaction."""
        from psycopg2.extras import execute_values

        rows = [
            (each.document_id, each.etag, each.number, _clean(each.title), _clean(each.text), _vector(each.vector))
            for each in chunks
        ]

        def replace(cursor: "cursor") -> None:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [document_id])
            cursor.execute(f"DELETE FROM {self._table} WHERE document_id = %s", [document_id])
            execute_values(
                cursor,
                f"INSERT INTO {self._table} (document_id, etag, number, title, text, embedding) VALUES %s",
                rows,
            )

        self._run(replace)

    def has(self, document_id: str, etag: str) -> bool:
        """Whether this version of a document is indexed."""
        found = self._rows(
            f"SELECT EXISTS (SELECT FROM {self._table} WHERE document_id = %(id)s AND etag = %(etag)s)",
            {"id": document_id, "etag": etag},
        )
        return bool(found and found[0][0])

    def delete(self, document_id: str) -> None:
        """Remove all chunks of a document."""
        self._run(lambda cursor: cursor.execute(f"DELETE FROM {self._table} WHERE document_id = %s", [document_id]))

    def settle(self) -> None:
        """What is written is found at once."""

    def search(self, vector: Sequence[float], text: str | None, top_k: int, document_prefix: str) -> list[Match]:
        """The most similar chunks, of both rankings if there are words."""
        parameters = {
            "vector": _vector(vector),
            "words": _clean(text or ""),
            "prefix": document_prefix,
            "candidates": max(CANDIDATES, top_k),
        }
        by_vector = self._rows(self._by_vector(document_prefix), parameters)
        by_words = self._rows(self._by_words(document_prefix), parameters) if text is not None else []
        return fused([[_found(row) for row in rows] for rows in (by_vector, by_words)], top_k)

    def count(self) -> int:
        """Number of chunks."""
        found = self._rows(f"SELECT count(*) FROM {self._table}", {})
        return int(found[0][0]) if found else 0

    def _by_vector(self, document_prefix: str) -> str:
        within = "WHERE starts_with(document_id, %(prefix)s)" if document_prefix else ""
        # The index finds 40 of all chunks by default, and looks for the prefix afterwards.
        return (
            "SELECT set_config('hnsw.ef_search', %(candidates)s::text, true), "
            "set_config('hnsw.iterative_scan', 'strict_order', true); "
            f"SELECT {_COLUMNS} FROM {self._table} {within} "
            "ORDER BY embedding <=> %(vector)s::vector LIMIT %(candidates)s"
        )

    def _by_words(self, document_prefix: str) -> str:
        within = "AND starts_with(document_id, %(prefix)s)" if document_prefix else ""
        # Any of the words, as all of a question's are in hardly any text; the rarest ones, as they tell most. How
        # frequent words are, Postgres samples when it analyses the table.
        return (
            "WITH sampled AS (SELECT word, share FROM pg_stats, "
            "unnest(most_common_elems::text::text[], most_common_elem_freqs) AS elements (word, share) "
            f"WHERE tablename = '{self._table}' AND attname = 'words' AND schemaname = ANY (current_schemas(false))), "
            "counted AS (SELECT lexeme, "
            "sum(coalesce(share, 0) * reltuples) OVER (ORDER BY coalesce(share, 0), lexeme) AS so_far "
            "FROM unnest(to_tsvector('simple', %(words)s)) LEFT JOIN sampled ON word = lexeme, pg_class "
            f"WHERE oid = '{self._table}'::regclass), "
            f"query AS (SELECT string_agg({_QUOTED}, ' | ')::tsquery AS any_word "
            f"FROM counted WHERE so_far <= {RANKED}) "
            f"SELECT {_COLUMNS} FROM {self._table}, query WHERE words @@ any_word {within} "
            "ORDER BY ts_rank(words, any_word) DESC LIMIT %(candidates)s"
        )

    def _rows(self, query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        """What a query finds: nothing, if nothing was indexed yet."""
        import psycopg2

        def fetch(cursor: "cursor") -> list[tuple[Any, ...]]:
            try:
                cursor.execute(query, parameters)
            except psycopg2.errors.UndefinedTable:
                cursor.connection.rollback()
                return []
            return cursor.fetchall()

        return self._run(fetch)

    def _run(self, work: "Callable[[cursor], Result]") -> Result:
        """Work in a transaction; of several threads, one at a time. On a connection that was lost, work again.

        :raises StoreUnavailableError: Postgres does not answer, or refuses.
        """
        import psycopg2

        with self._lock:
            is_new = self._open is None or bool(self._open.closed)
            try:
                return self._work(work)
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                self._close()
                if is_new:
                    raise _unavailable() from error
            except psycopg2.Error as error:
                raise _unavailable() from error
            try:
                return self._work(work)
            except psycopg2.Error as error:
                self._close()
                raise _unavailable() from error

    def _work(self, work: "Callable[[cursor], Result]") -> Result:
        if self._open is None or self._open.closed:
            self._open = self._connect()
        with self._open, self._open.cursor() as cursor:
            return work(cursor)

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None


_QUOTED = r"'''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''''"
_COLUMNS = "document_id, etag, number, title, text, 1 - (embedding <=> %(vector)s::vector)"


def _found(row: tuple[Any, ...]) -> tuple[tuple[Any, ...], Match]:
    document_id, _, _, title, text, similarity = row
    return row[:3], Match(document_id, title, text, score=min(1.0, max(0.0, float(similarity))))


def _vector(values: Sequence[float]) -> str:
    return f"[{','.join(map(str, values))}]"


def _clean(text: str) -> str:
    """Postgres' text cannot hold NUL."""
    return text.replace("\0", "")


def _unavailable() -> StoreUnavailableError:
    return StoreUnavailableError("The vector store does not answer")
