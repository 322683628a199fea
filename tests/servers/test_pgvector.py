"""PgVector's init scripts on a real Postgres: rag_api's role can do what rag_api needs, and nothing more."""

import string
from collections.abc import Iterator, Mapping, Sequence
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Json

from homelab.components.postgres import APPLICATION_ROLE
from tests.objects import Manifest
from tests.servers.postgres import INSTALLATIONS, Postgres, running_postgres
from tests.servers.processes import PROBES, probe_passes
from tests.servers.rendered import RenderedContainer, rendered_container, rendered_workload, secrets_in_reach

INIT_SCRIPTS = "/docker-entrypoint-initdb.d/"

# What rag_api v0.9.0 sends when it starts: langchain's tables, then the indexes and the migration that it can be asked
# for. The column has no dimension, so there is no index over the vectors themselves.
AT_START = (
    "BEGIN; SELECT pg_advisory_xact_lock(1573678846307946496); CREATE EXTENSION IF NOT EXISTS vector; COMMIT",
    """CREATE TABLE IF NOT EXISTS langchain_pg_collection (
        name VARCHAR, cmetadata JSON, uuid UUID NOT NULL PRIMARY KEY)""",
    """CREATE TABLE IF NOT EXISTS langchain_pg_embedding (
        collection_id UUID REFERENCES langchain_pg_collection (uuid) ON DELETE CASCADE,
        embedding VECTOR, document VARCHAR, cmetadata JSONB, custom_id VARCHAR, uuid UUID NOT NULL PRIMARY KEY)""",
    """CREATE INDEX IF NOT EXISTS ix_cmetadata_gin ON langchain_pg_embedding
        USING gin (cmetadata jsonb_path_ops)""",
    "CREATE INDEX IF NOT EXISTS idx_langchain_pg_embedding_custom_id ON langchain_pg_embedding (custom_id)",
    """CREATE INDEX IF NOT EXISTS idx_langchain_pg_embedding_file_id
        ON langchain_pg_embedding ((cmetadata->>'file_id'))""",
    "ALTER TABLE langchain_pg_embedding ALTER COLUMN cmetadata TYPE JSONB USING cmetadata::jsonb",
)

REFUSED: Mapping[str, LiteralString] = {
    "read the passwords": "SELECT rolpassword FROM pg_authid",
    "become the superuser": "SET ROLE postgres",
    "make itself a superuser": "ALTER ROLE CURRENT_USER SUPERUSER",
    "create a role": "CREATE ROLE another",
    "create a database": "CREATE DATABASE another",
    "change the server": "ALTER SYSTEM SET work_mem = '1MB'",
    "send a file through a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "read what a program prints": "COPY nothing FROM PROGRAM 'true'",
    "write a file": "COPY (SELECT 1) TO '/dev/null'",
    "read a file": "SELECT pg_read_file('PG_VERSION')",
    "load a file": "SELECT lo_import('/etc/passwd')",
    "list files": "SELECT pg_ls_dir('.')",
    "run machine code": "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'f'",
    "change the extension": "ALTER EXTENSION vector UPDATE",
}


@pytest.fixture(scope="session")
def pgvector(manifests: Sequence[Manifest]) -> RenderedContainer:
    return rendered_container(manifests, "pgvector")


@pytest.fixture(scope="session")
def rag_api(manifests: Sequence[Manifest]) -> Mapping[str, str]:
    """Where rag_api connects, as its environment says; the host and port are those of the server under test."""
    environment = rendered_container(manifests, "rag-api").environment
    return {
        "user": environment["POSTGRES_USER"],
        "password": environment["POSTGRES_PASSWORD"],
        "database": environment["POSTGRES_DB"],
    }


@pytest.fixture(scope="session")
def superuser(pgvector: RenderedContainer) -> Mapping[str, str]:
    environment = pgvector.environment
    return {"user": environment["POSTGRES_USER"], "password": environment["POSTGRES_PASSWORD"]}


@pytest.fixture(scope="session", params=INSTALLATIONS)
def server(request: pytest.FixtureRequest, pgvector: RenderedContainer) -> Iterator[Postgres]:
    with running_postgres(request.param, pgvector.environment) as running:
        run_init_scripts(running, pgvector)
        yield running


@pytest.fixture
def database(server: Postgres, rag_api: Mapping[str, str]) -> Iterator[psycopg.Connection]:
    with server.connect(**rag_api) as connection:
        yield connection


def run_init_scripts(server: Postgres, pgvector: RenderedContainer) -> None:
    scripts = {path: text for path, text in pgvector.files.items() if path.startswith(INIT_SCRIPTS)}
    assert scripts
    for _, script in sorted(scripts.items()):
        server.run_init_script(script, pgvector.environment)


def start_rag_api(database: psycopg.Connection) -> None:
    for statements in AT_START:
        database.execute(statements)


def test_rag_api_stores_finds_and_deletes_vectors(database: psycopg.Connection):
    start_rag_api(database)
    collection = uuid4()
    database.execute("INSERT INTO langchain_pg_collection VALUES ('librechat', NULL, %s)", [collection])
    for chunk, vector in {"a": [1, 0, 0], "b": [1, 1, 0], "c": [0, 0, 1], "elsewhere": [1, 0, 0]}.items():
        file = "file-2" if chunk == "elsewhere" else "file-1"
        database.execute(
            "INSERT INTO langchain_pg_embedding VALUES (%s, %s::vector, 'text', %s, %s, %s)",
            [collection, str(vector), Json({"file_id": file}), chunk, uuid4()],
        )
    nearest = """SELECT custom_id, round((embedding <=> '[1,0,0]')::numeric, 3)::float FROM langchain_pg_embedding
        WHERE collection_id = %s AND cmetadata->>'file_id' = 'file-1' ORDER BY embedding <=> '[1,0,0]' LIMIT 2"""
    assert database.execute(nearest, [collection]).fetchall() == [("a", 0.0), ("b", 0.293)]
    database.execute("DELETE FROM langchain_pg_embedding WHERE custom_id = ANY(%s)", [["a", "c"]])
    assert database.execute(nearest, [collection]).fetchall() == [("b", 0.293)]


def test_rag_api_starts_again_on_its_own_tables(database: psycopg.Connection):
    start_rag_api(database)
    start_rag_api(database)


def test_the_role_has_no_privilege_of_the_whole_server(database: psycopg.Connection):
    attributes = """SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
        FROM pg_roles WHERE rolname = CURRENT_USER"""
    assert database.execute(attributes).fetchone() == (False,) * 5
    # pg_database_owner is the owner of each database within it.
    member_of = "SELECT rolname FROM pg_roles WHERE pg_has_role(oid, 'MEMBER') AND rolname <> CURRENT_USER"
    assert database.execute(member_of).fetchall() == [("pg_database_owner",)]


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_role_may_not(database: psycopg.Connection, statement: LiteralString):
    with pytest.raises(InsufficientPrivilege):
        database.execute(statement)


@pytest.mark.parametrize("name", ["postgres", "template1"])
def test_the_role_cannot_enter_the_servers_databases(server: Postgres, rag_api: Mapping[str, str], name: str):
    with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
        server.connect(**{**rag_api, "database": name})


def test_the_role_reads_no_data_of_others(server: Postgres, rag_api: Mapping[str, str], superuser: Mapping[str, str]):
    with server.connect(**superuser, database="postgres") as connection:
        connection.execute("CREATE DATABASE of_another")
    with server.connect(**superuser, database="of_another") as connection:
        connection.execute("CREATE TABLE records (a int)")
    with server.connect(**{**rag_api, "database": "of_another"}) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("SELECT * FROM records")


def test_the_role_could_not_create_the_extension(
    server: Postgres, rag_api: Mapping[str, str], superuser: Mapping[str, str]
):
    with server.connect(**superuser, database="postgres") as connection:
        connection.execute(SQL("CREATE DATABASE without_extension OWNER {}").format(Identifier(rag_api["user"])))
    with (
        server.connect(**{**rag_api, "database": "without_extension"}) as connection,
        pytest.raises(InsufficientPrivilege),
    ):
        connection.execute("CREATE EXTENSION vector")


def test_the_init_scripts_run_again_without_harm(
    server: Postgres, pgvector: RenderedContainer, rag_api: Mapping[str, str], database: psycopg.Connection
):
    database.execute("CREATE TABLE kept AS SELECT 7 AS a")
    run_init_scripts(server, pgvector)
    with server.connect(**rag_api) as connection:
        assert connection.execute("SELECT a FROM kept").fetchall() == [(7,)]


def test_only_the_right_password_is_let_in(server: Postgres, rag_api: Mapping[str, str], superuser: Mapping[str, str]):
    with server.connect(**superuser, database="postgres") as connection:
        assert connection.execute("SELECT CURRENT_USER").fetchone() == (superuser["user"],)
    for wrong in ({"password": "wrong"}, {"password": superuser["password"]}, {"user": superuser["user"]}):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            server.connect(**{**rag_api, **wrong})


@pytest.mark.parametrize("password", [string.printable, "'; DROP ROLE postgres; --", "\\g :'app_user' $$", "äß漢🙂"])
def test_any_password_of_a_role_is_only_its_password(server: Postgres, password: str, pgvector: RenderedContainer):
    user = f"role-{uuid4()}"
    environment = {**pgvector.environment, "APP_USER": user, "APP_PASSWORD": password}
    server.run_init_script(APPLICATION_ROLE, environment)
    # The role may enter no database, which the server says after it has checked the password.
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        server.connect(user=user, password=password, database="postgres")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        server.connect(user=user, password=f"{password}x", database="postgres")


def test_rag_apis_pods_cannot_see_the_superusers_password(
    manifests: Sequence[Manifest], rag_api: Mapping[str, str], superuser: Mapping[str, str]
):
    in_reach = [*secrets_in_reach(manifests, "rag-api"), str(rendered_workload(manifests, "rag-api"))]
    assert any(rag_api["password"] in text for text in in_reach)
    assert not any(superuser["password"] in text for text in in_reach)


@pytest.mark.parametrize("probe", PROBES)
def test_probes_pass_on_a_server_that_listens_on_tcp(server: Postgres, pgvector: RenderedContainer, probe: str):
    assert probe_passes(pgvector.spec[probe], programs=server.programs, environment=pgvector.environment)


def test_probes_fail_while_the_image_initialises_and_after_the_end(pgvector: RenderedContainer):
    # The image's own server listens on the socket alone until the init scripts are through.
    with running_postgres(max(INSTALLATIONS), pgvector.environment, listen_addresses="") as server:
        for probe in PROBES:
            assert not probe_passes(pgvector.spec[probe], programs=server.programs, environment=pgvector.environment)
