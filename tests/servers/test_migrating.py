"""The commands of docs/migrating.md move vectors from docker compose's Postgres into the rendered one."""

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.objects import Manifest
from tests.servers.postgres import INSTALLATIONS, Postgres, running_postgres
from tests.servers.rendered import RenderedContainer, rendered_container
from tests.servers.test_pgvector import run_init_scripts, start_rag_api

PAGE = (Path(__file__).parents[2] / "docs" / "migrating.md").read_text()
# As docker-compose.yml has it.
COMPOSE = {"POSTGRES_DB": "mydatabase", "POSTGRES_USER": "myuser", "POSTGRES_PASSWORD": "mypassword"}
COLLECTION = uuid4()


def command(start: str) -> str:
    """The page's command that begins with ``start``, without it and without the file that it reads or writes."""
    [found] = re.findall(rf"^{re.escape(start)} ((?:.|\\\n)*?) [<>] vectors\.dump$", PAGE, re.MULTILINE)
    return found


def run(server: Postgres, shell_command: str, environment: Mapping[str, str], stdin: bytes = b"") -> bytes:
    connection = {"PGHOST": str(server.folder), "PGPORT": str(server.port)}
    result = subprocess.run(
        ["sh", "-c", shell_command],
        env={"PATH": f"{server.installation}/bin:/usr/bin:/bin", **connection, **environment},
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout


@pytest.fixture(scope="module")
def dump() -> Iterator[bytes]:
    with running_postgres(16, COMPOSE) as old:
        with psycopg.connect(host=str(old.folder), port=old.port, user="myuser", dbname="postgres") as server:
            server.autocommit = True
            server.execute("CREATE DATABASE mydatabase")
        with old.connect(user="myuser", password="mypassword", database="mydatabase") as database:
            start_rag_api(database)
            database.execute("INSERT INTO langchain_pg_collection VALUES ('testcollection', NULL, %s)", [COLLECTION])
            for number in range(100):
                vector = str([number, 1, 0])
                row = [COLLECTION, vector, f"text {number}", '{"file_id": "f"}', str(number), uuid4()]
                database.execute("INSERT INTO langchain_pg_embedding VALUES (%s, %s, %s, %s, %s, %s)", row)
        yield run(old, command("docker compose exec -T vectordb"), {})


@pytest.fixture(scope="module", params=INSTALLATIONS)
def restored(
    request: pytest.FixtureRequest, dump: bytes, manifests: Sequence[Manifest]
) -> Iterator[psycopg.Connection]:
    pgvector: RenderedContainer = rendered_container(manifests, "pgvector")
    environment = pgvector.environment
    rag = {"user": environment["APP_USER"], "password": environment["APP_PASSWORD"]}
    with running_postgres(request.param, environment) as new:
        run_init_scripts(new, pgvector)
        with new.connect(**rag, database=environment["APP_DATABASE"]) as database:
            start_rag_api(database)
            [inner] = re.findall(
                "^sh -c '(.*)'$", command("kubectl exec -i -n ai sts/ai-workspace-pgvector --"), re.DOTALL
            )
            for _ in range(2):
                run(new, inner, environment, stdin=dump)
            yield database


def test_every_vector_arrives_also_when_it_is_done_twice(restored: psycopg.Connection):
    found = restored.execute(
        "SELECT count(*), min(name) FROM langchain_pg_embedding, langchain_pg_collection c WHERE c.uuid = collection_id"
    )
    assert found.fetchone() == (100, "testcollection")


def test_the_rag_api_finds_and_deletes_them(restored: psycopg.Connection):
    start_rag_api(restored)
    nearest = restored.execute(
        "SELECT custom_id FROM langchain_pg_embedding ORDER BY embedding <-> '[42, 1, 0]' LIMIT 1"
    )
    assert nearest.fetchone() == ("42",)
    assert restored.execute("DELETE FROM langchain_pg_embedding WHERE cmetadata->>'file_id' = 'f'").rowcount == 100


def test_its_role_owns_the_tables_and_the_indexes(restored: psycopg.Connection):
    owned = restored.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE tablename LIKE 'langchain_pg_%'")
    assert owned.fetchall() == [("rag",)]
    indexes = restored.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_cmetadata_gin'")
    assert indexes.fetchone() == (1,)
