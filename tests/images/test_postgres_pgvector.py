"""The image as the PgVector component runs it: fixed user, read-only root, its own writable mounts."""

import os
import time
from pathlib import Path

import pytest

from homelab.components.pgvector import INIT_SCRIPT
from tests.images.container import Container, build, build_base, require_tools

ENVIRONMENT = {
    "POSTGRES_PASSWORD": "superuser-password",
    "APP_USER": "rag",
    "APP_PASSWORD": "application-password",
    "APP_DATABASE": "rag",
}
RAG = {"user": "rag", "password": "application-password", "database": "rag"}


@pytest.fixture(scope="session")
def image() -> Path:
    require_tools()
    build_base()
    return build("postgres-pgvector")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o770)
    os.chown(folder, 999, 999)
    return folder


def test_first_start_makes_database_extension_and_role(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT) as server:
        server.wait_until_ready()
        assert server.sql("SELECT extname FROM pg_extension WHERE extname = 'vector'", **RAG).stdout == "vector\n"
        rights = server.sql("SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'rag'", **RAG)
        assert rights.stdout == "f|f|f\n"
        made = server.sql("CREATE TABLE t (v vector(3)); INSERT INTO t VALUES ('[1,2,3]'); SELECT v FROM t", **RAG)
        assert made.stdout.endswith("[1,2,3]\n"), made.stderr
        assert "permission denied" in server.sql("CREATE EXTENSION pg_stat_statements", **RAG).stderr
        log = server.log.read_text()
    assert "application-password" not in log
    assert "superuser-password" not in log


def test_the_components_own_script_changes_nothing_more(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT) as server:
        server.wait_until_ready()
        (data / "again.sql").write_text(INIT_SCRIPT)
        run = server.run("psql", "-v", "ON_ERROR_STOP=1", "-f", "/var/lib/postgresql/data/again.sql")
        assert run.returncode == 0, run.stderr


def test_wrong_passwords_are_refused(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT) as server:
        server.wait_until_ready()
        wrong = server.sql("SELECT 1", user="rag", password="wrong", database="rag")
        assert wrong.returncode != 0
        assert "password authentication failed" in wrong.stderr
        right = server.sql("SELECT 1", user="postgres", password="superuser-password", database="postgres")
        assert right.stdout == "1\n"


def test_a_restart_keeps_the_data_and_needs_no_password(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT) as server:
        server.wait_until_ready()
        server.sql("CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)", **RAG)
        assert server.stop() == 0
    with Container(image, data, {}) as server:
        server.wait_until_ready()
        assert server.sql("SELECT a FROM kept", **RAG).stdout == "7\n"


def test_a_first_start_that_is_killed_starts_again_from_nothing(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT) as server:
        deadline = time.monotonic() + 30
        while not (data / "pgdata.first-start" / "PG_VERSION").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        server.kill()
    assert not (data / "pgdata").exists()
    with Container(image, data, ENVIRONMENT) as server:
        server.wait_until_ready()
        assert server.sql("SELECT 1", **RAG).stdout == "1\n"


def test_a_first_start_is_not_reachable_over_tcp(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT) as server:
        socket_answered = False
        deadline = time.monotonic() + 30
        while not (data / "pgdata").exists() and time.monotonic() < deadline:
            over_tcp = server.run("pg_isready", "-q", "-h", "127.0.0.1").returncode == 0
            if not (data / "pgdata").exists():
                assert not over_tcp
            socket_answered |= server.run("pg_isready", "-q").returncode == 0
        assert socket_answered


def test_a_server_that_is_killed_recovers(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT) as server:
        server.wait_until_ready()
        server.sql("CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)", **RAG)
        server.kill()
    with Container(image, data, ENVIRONMENT) as server:
        server.wait_until_ready()
        assert server.sql("SELECT a FROM kept", **RAG).stdout == "7\n"


def test_without_a_password_there_is_no_first_start(image: Path, data: Path):
    with Container(image, data, {}) as server:
        assert server.wait() == 1
    assert "POSTGRES_PASSWORD is needed" in server.log.read_text()
    assert list(data.iterdir()) == []


def test_arguments_reach_the_server(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT, ("-c", "max_connections=42")) as server:
        server.wait_until_ready()
        assert server.sql("SHOW max_connections", **RAG).stdout == "42\n"


def test_nothing_but_the_mounts_is_writable(image: Path, data: Path):
    with Container(image, data, ENVIRONMENT) as server:
        server.wait_until_ready()
        assert "Read-only file system" in server.run("touch", "/usr/x").stderr
        assert server.run("id", "-u").stdout == "999\n"
