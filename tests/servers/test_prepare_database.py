"""PostgresDatabase's Job on a real Postgres whose master is no superuser, as on RDS.

RDS lets its master create the extension although it is no superuser. Here that is an extension which is trusted.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import LiteralString, cast

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier, Literal

from homelab.aws import PostgresDatabase, PostgresDatabaseArgs
from homelab.aws.postgres_database.server import MASTER
from tests.aws.databases import ARGS
from tests.aws.recordings import recorded
from tests.servers.aws import AWSStandIn, running_aws
from tests.servers.postgres import INSTALLATIONS, Postgres, running_postgres
from tests.servers.processes import HOST
from tests.servers.rendered import RenderedContainer, rendered_container
from tests.servers.test_pgvector import AT_START, REFUSED

SUPERUSER = {"user": "rdsadmin", "password": "superuser-of-the-tests"}
MASTER_PASSWORD = "master-of-the-tests"


@pytest.fixture(scope="session")
def job() -> RenderedContainer:
    recording = recorded(lambda: PostgresDatabase("vectors", cast(PostgresDatabaseArgs, ARGS)))
    return rendered_container([each.manifest for each in recording.objects], "database-setup")


@dataclass(frozen=True)
class Database:
    server: Postgres
    aws: AWSStandIn
    job: RenderedContainer

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the Job's container; the Postgres of the tests has no TLS."""
        own = {"PGHOST": HOST, "PGPORT": str(self.server.port), "PGSSLMODE": "disable", **self.aws.environment}
        python = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        _, *arguments = self.job.spec["command"]
        return subprocess.run(
            [sys.executable, *arguments, *self.job.spec["args"]],
            env={**self.job.environment, **own, **python, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def prepare(self, **environment: str) -> str:
        """Run the Job's container to its end, and return what it prints."""
        finished = self.run(**environment)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    def as_role(self, **other: str) -> psycopg.Connection:
        environment = self.job.environment
        own = {"user": "APP_USER", "password": "APP_PASSWORD", "database": "APP_DATABASE"}
        return self.server.connect(**{**{name: environment[variable] for name, variable in own.items()}, **other})

    def as_superuser(self, database: str = "postgres") -> psycopg.Connection:
        return self.server.connect(**SUPERUSER, database=database)

    def set_master(self, password: str) -> None:
        """Change the master's password, as AWS does."""
        with self.as_superuser() as connection:
            connection.execute(SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(MASTER), Literal(password)))
        self.aws.secrets[self.job.environment["MASTER_ARN"]] = {"username": MASTER, "password": password}


@pytest.fixture(params=INSTALLATIONS)
def database(request: pytest.FixtureRequest, job: RenderedContainer) -> Iterator[Database]:
    environment = {"POSTGRES_USER": SUPERUSER["user"], "POSTGRES_PASSWORD": SUPERUSER["password"]}
    with running_aws() as aws, running_postgres(request.param, environment, trusted=["vector"]) as server:
        database = Database(server, aws, job)
        with database.as_superuser() as connection:
            connection.execute(SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB").format(Identifier(MASTER)))
            for each in ("postgres", "template1"):
                connection.execute(SQL("ALTER DATABASE {} OWNER TO {}").format(Identifier(each), Identifier(MASTER)))
        database.set_master(MASTER_PASSWORD)
        yield database


@pytest.fixture
def prepared(database: Database) -> Database:
    database.prepare()
    return database


def test_rag_api_can_start(prepared: Database):
    with prepared.as_role() as connection:
        for statement in AT_START:
            connection.execute(statement)
        assert connection.execute("SELECT '[1,0]'::vector <=> '[0,1]'::vector").fetchone() == (1.0,)


def test_the_role_has_no_right_beyond_its_database(prepared: Database):
    with prepared.as_role() as connection:
        for purpose, statement in REFUSED.items():
            assert is_refused(connection, statement), f"it may {purpose}"
    for other in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
            prepared.as_role(database=other)


def is_refused(connection: psycopg.Connection, statement: LiteralString) -> bool:
    try:
        connection.execute(statement)
    except InsufficientPrivilege:
        return True
    return False


def test_the_master_is_not_let_in_with_the_roles_password(prepared: Database):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        prepared.as_role(user=MASTER)


def test_nobody_else_enters_the_database(prepared: Database):
    with prepared.as_superuser() as connection:
        connection.execute("CREATE ROLE someone LOGIN PASSWORD 'someone'")
    with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
        prepared.as_role(user="someone", password="someone")


def test_it_runs_again_after_aws_changed_the_masters_password(prepared: Database):
    with prepared.as_role() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS a")
    prepared.set_master("another-master")
    assert "rag owns the database rag, with vector" in prepared.prepare()
    with prepared.as_role() as connection:
        assert connection.execute("SELECT a FROM kept").fetchall() == [(7,)]


def test_a_new_password_replaces_the_old_one(prepared: Database):
    prepared.prepare(APP_PASSWORD="another-password")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        prepared.as_role()
    assert prepared.as_role(password="another-password")


@pytest.mark.parametrize("password", ["'; DROP ROLE postgres; --", "{} %s %(a)s $$", "äß漢🙂"])
def test_any_password_is_only_a_password(prepared: Database, password: str):
    prepared.prepare(APP_PASSWORD=password)
    assert prepared.as_role(password=password)


def test_no_log_of_the_server_contains_the_password(database: Database):
    with database.as_superuser() as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("SELECT pg_reload_conf()")
    database.prepare(APP_PASSWORD="never-to-be-seen")
    log = (database.server.folder / "log").read_text()
    assert "ALTER ROLE" in log
    assert "never-to-be-seen" not in log
    assert MASTER_PASSWORD not in log


def test_a_role_with_rights_of_an_administrator_is_refused(database: Database):
    with database.as_superuser() as connection:
        connection.execute("CREATE ROLE rag CREATEDB")
    finished = database.run()
    assert finished.returncode == 1
    assert "the role rag exists already, with the rights of an administrator" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_an_old_extension_follows_the_server(prepared: Database):
    version = SQL("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    with prepared.as_superuser("rag") as connection:
        newest = connection.execute(version).fetchone()
        # The way from there to the newest one changes nothing, so that the extension as it is can stand for it.
        connection.execute("UPDATE pg_extension SET extversion = '0.8.0' WHERE extname = 'vector'")
        assert connection.execute(version).fetchone() != newest
    prepared.prepare()
    with prepared.as_role() as connection:
        assert connection.execute(version).fetchone() == newest


def test_what_aws_refuses_is_said_without_a_traceback(database: Database):
    database.aws.secrets.clear()
    finished = database.run()
    assert finished.returncode == 1
    assert "AccessDeniedException" in finished.stderr
    assert "Traceback" not in finished.stderr
