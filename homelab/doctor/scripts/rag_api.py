"""Runs in the RAG API's container, with its own packages and environment, and changes nothing.

Prints one line: what it has seen of its database and of its neighbours, without secrets.
"""

import json
import os
import socket
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import Any

REQUEST: Mapping[str, Any] = json.loads(sys.argv[1])
SECONDS = 8
QUERIES = {
    "version": "SHOW server_version",
    "vector": "SELECT extversion FROM pg_extension WHERE extname = 'vector'",
    "superuser": "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
    "connections": "SELECT sum(numbackends)::int FROM pg_stat_database",
    "limit": "SELECT setting::int FROM pg_settings WHERE name = 'max_connections'",
    "collection": "SELECT count(*) FROM pg_class WHERE relname = 'langchain_pg_embedding'",
    "index": """SELECT count(*) FROM pg_index
        JOIN pg_class t ON t.oid = indrelid
        WHERE t.relname = 'langchain_pg_embedding' AND indisvalid AND NOT indisprimary""",
}


def main() -> None:
    """Look, and print."""
    seen: dict[str, Any] = {}
    if os.environ.get("DB_HOST"):
        seen["database"] = look(database)
    with ThreadPoolExecutor(16) as pool:
        seen["connections"] = list(pool.map(connection, REQUEST["connections"]))
    sys.stdout.write(f"\n{REQUEST['mark']}{masked(json.dumps(seen))}\n")


def database() -> dict[str, Any]:
    """What the RAG API's own role sees of its database."""
    driver: Any = import_module("psycopg2" if find_spec("psycopg2") else "psycopg")
    options = {
        "host": os.environ["DB_HOST"],
        "port": os.environ.get("DB_PORT", "5432"),
        "dbname": os.environ.get("POSTGRES_DB"),
        "user": os.environ.get("POSTGRES_USER"),
        "password": os.environ.get("POSTGRES_PASSWORD"),
        "connect_timeout": SECONDS,
    }
    connection = driver.connect(**options)
    try:
        cursor = connection.cursor()
        cursor.execute(f"SET statement_timeout = {SECONDS * 1000}")
        return {name: value(cursor, query) for name, query in QUERIES.items()}
    finally:
        connection.close()


def value(cursor: Any, query: str) -> Any:
    """The only value of a query; None if there is no row."""
    cursor.execute(query)
    row = cursor.fetchone()
    return row[0] if row else None


def look(seen: Callable[[], Any]) -> Any:
    """What a function sees, or why it could not."""
    try:
        return seen()
    except Exception as error:
        return {"error": (str(error).strip().splitlines() or [type(error).__name__])[-1][:200]}


def connection(target: Mapping[str, Any]) -> dict[str, Any]:
    """Whether a TCP connection opens: ``open``, or why not."""
    try:
        socket.create_connection((target["host"], target["port"]), 4).close()
    except TimeoutError:
        return {**target, "outcome": "timeout"}
    except OSError as error:
        return {**target, "outcome": error.strerror or type(error).__name__}
    return {**target, "outcome": "open"}


def masked(text: str) -> str:
    """The text without secrets."""
    for name in ("POSTGRES_PASSWORD", "JWT_SECRET"):
        if os.environ.get(name):
            text = text.replace(json.dumps(os.environ[name])[1:-1], "[secret]")
    return text


main()
