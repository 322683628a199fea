"""Users of the exporters on real servers: they can read statistics, and no data."""

import subprocess
from collections.abc import Iterator, Sequence
from typing import LiteralString

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.objects import Manifest
from tests.servers.postgres import INSTALLATIONS, Postgres, running_postgres
from tests.servers.redis_programs import redis_programs
from tests.servers.rendered import rendered_container
from tests.servers.test_pgvector import run_init_scripts
from tests.servers.valkey import Valkey, running_valkey

REFUSED: Sequence[LiteralString] = (
    "SELECT rolpassword FROM pg_authid",
    "SET ROLE postgres",
    "SET ROLE rag",
    "CREATE TABLE mine (a int)",
    "SELECT pg_read_file('PG_VERSION')",
    "ALTER SYSTEM SET work_mem = '1MB'",
)


@pytest.fixture(scope="module", params=INSTALLATIONS)
def postgres(request: pytest.FixtureRequest, monitored: Sequence[Manifest]) -> Iterator[Postgres]:
    server = rendered_container(monitored, "pgvector")
    with running_postgres(request.param, server.environment) as running:
        run_init_scripts(running, server)
        # As the Job does, for which a second run has to change nothing.
        for _ in range(2):
            run_job(running, monitored)
        yield running


def run_job(server: Postgres, manifests: Sequence[Manifest]) -> None:
    job = next(
        each for each in manifests if each["kind"] == "Job" and "ws-pgvector-metrics" in each["metadata"]["name"]
    )
    _, _, script, sql = job["spec"]["template"]["spec"]["containers"][0]["command"]
    command = script.partition("exec ")[2].replace("psql", str(server.installation / "bin" / "psql"), 1)
    environment = {"PGHOST": str(server.folder), "PGPORT": str(server.port), "PGUSER": "postgres"}
    run = subprocess.run(
        ["sh", "-c", command, sql], env={**environment, "PGDATABASE": "postgres"}, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr


def exporter(server: Postgres) -> psycopg.Connection:
    """The exporter's connection, which is trusted as one from the same pod is."""
    where = {"host": str(server.folder), "port": server.port}
    return psycopg.connect(**where, user="metrics", dbname="postgres", autocommit=True)


def test_postgres_exporter_sees_what_everybody_does_and_the_size_of_everything(postgres: Postgres):
    with exporter(postgres) as connection:
        hidden = "SELECT count(*) FROM pg_stat_activity WHERE query = %s"
        assert connection.execute(hidden, ["<insufficient privilege>"]).fetchone() == (0,)
        assert connection.execute("SELECT setting FROM pg_settings WHERE name = 'max_connections'").fetchone()
        size = connection.execute("SELECT pg_database_size('rag')").fetchone()
        assert size is not None
        assert size[0] > 0


@pytest.mark.parametrize("statement", REFUSED)
def test_postgres_exporter_can_read_no_data_and_change_nothing(postgres: Postgres, statement: LiteralString):
    with exporter(postgres) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)


def test_nobody_signs_in_as_postgres_exporter_from_elsewhere(postgres: Postgres):
    with pytest.raises(psycopg.OperationalError, match="password"):
        postgres.connect(user="metrics", password="", database="postgres")


@pytest.fixture(scope="module")
def valkey(monitored: Sequence[Manifest], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    container = rendered_container(monitored, "valkey")
    with running_valkey(container, redis_programs(), tmp_path_factory.mktemp("valkey")) as running:
        running.wait_until_ready()
        yield running


def test_valkey_exporter_reads_statistics_and_no_data(valkey: Valkey, monitored: Sequence[Manifest]):
    secret = next(
        each["stringData"]
        for each in monitored
        if each["kind"] == "Secret" and "metrics-password" in each.get("stringData", {})
    )

    def as_exporter(*command: str) -> str:
        credentials = ["--user", "metrics", "--pass", secret["metrics-password"], "--no-auth-warning"]
        return valkey.cli(*credentials, *command, environment={}).stdout.strip()

    assert valkey.answer("set", "session", "secret") == "OK"
    assert "used_memory:" in as_exporter("info")
    assert as_exporter("ping") == "PONG"
    for command in (
        ["get", "session"],
        ["keys", "*"],
        ["config", "get", "requirepass"],
        ["client", "list"],
        ["acl", "list"],
        ["slowlog", "get"],
        ["flushall"],
    ):
        assert as_exporter(*command).startswith("NOPERM"), command
