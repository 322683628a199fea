"""Runs in the RAG API's container, with its own packages and environment: a person's rows among the vectors.

Prints one line: how many rows there are, or how many there were and are left. To export them, prints their texts in
parts, each of which is one line behind the mark, with its name and size, and then its content.
"""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

REQUEST: Mapping[str, Any] = json.loads(sys.argv[1])
ROWS_AT_ONCE = 500
TABLE = "langchain_pg_embedding"
# Files of an agent carry the agent's id instead of a person's.
OF_PERSON = "(cmetadata->>'user_id' = %(id)s OR cmetadata->>'file_id' = ANY(%(files)s))"


def main() -> None:
    """Do what is asked for."""
    connection = connect()
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", (TABLE,))
        if cursor.fetchone()[0] is None:
            answer({"ids": [], "before": 0, "left": 0, "end": True})
        elif REQUEST["action"] == "find":
            answer({"ids": find(cursor)})
        elif REQUEST["action"] == "erase":
            answer(erase(cursor))
        elif REQUEST["action"] == "export":
            export(connection)
        else:
            answer({"before": count(cursor), "left": count(cursor)})


def connect() -> Any:
    """The RAG API's own database, as its own role."""
    driver: Any = import_module("psycopg2" if find_spec("psycopg2") else "psycopg")
    options = {
        "host": os.environ["DB_HOST"],
        "port": os.environ.get("DB_PORT", "5432"),
        "dbname": os.environ.get("POSTGRES_DB"),
        "user": os.environ.get("POSTGRES_USER"),
        "password": os.environ.get("POSTGRES_PASSWORD"),
        "connect_timeout": 30,
    }
    return driver.connect(**options)


def find(cursor: Any) -> list[str]:
    """Ids of people who have rows, and whose hash is wanted."""
    cursor.execute(f"SELECT DISTINCT cmetadata->>'user_id' FROM {TABLE} WHERE cmetadata->>'user_id' IS NOT NULL")
    ids = [row[0] for row in cursor.fetchall()]
    return [each for each in ids if hashlib.sha256(each.encode()).hexdigest() in REQUEST["hashes"]]


def erase(cursor: Any) -> dict[str, int]:
    """Delete all rows, also of files that nobody remembers."""
    before = count(cursor)
    cursor.execute(f"DELETE FROM {TABLE} WHERE {OF_PERSON}", {"id": REQUEST["id"], "files": REQUEST["files"]})
    return {"before": before, "left": count(cursor)}


def export(connection: Any) -> None:
    """Print the texts, for of some files there is nothing else."""
    with connection.cursor(name="rows") as rows:
        rows.itersize = ROWS_AT_ONCE
        query = f"SELECT cmetadata->>'file_id', document, cmetadata FROM {TABLE} WHERE {OF_PERSON}"
        rows.execute(query, {"id": REQUEST["id"], "files": REQUEST["files"]})
        number = 0
        while found := rows.fetchmany(ROWS_AT_ONCE):
            number += 1
            lines = [{"file_id": file_id, "text": text, "metadata": metadata} for file_id, text, metadata in found]
            content = "".join(f"{json.dumps(line)}\n" for line in lines)
            answer({"name": f"vectors/{REQUEST['part']}-{number:04}.jsonl", "size": len(content.encode())})
            sys.stdout.write(content)
    answer({"end": True})


def count(cursor: Any) -> int:
    """Rows of the person."""
    cursor.execute(f"SELECT count(*) FROM {TABLE} WHERE {OF_PERSON}", {"id": REQUEST["id"], "files": REQUEST["files"]})
    return cursor.fetchone()[0]


def answer(content: Mapping[str, Any]) -> None:
    """Print what counts, in one line."""
    sys.stdout.write(f"\n{REQUEST['mark']}{json.dumps(content)}\n")


main()
