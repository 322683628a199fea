"""Rotations on real servers: the Job's own command on Postgres, and a cache that accepts two passwords."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
import pytest

from homelab.components.pgvector.component import ROLE
from homelab.offline import GeneratedValues
from tests.modules.bases import base
from tests.modules.test_rotation import merged
from tests.objects import Manifest
from tests.scenarios import recorded
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.processes import HOST
from tests.servers.redis_programs import redis_programs
from tests.servers.rendered import container_environment, rendered_container
from tests.servers.test_pgvector import run_init_scripts
from tests.servers.valkey import running_valkey

WORKSPACE = base(rag={"embeddings": {"provider": "huggingface"}})


def renders(*groups: Mapping[str, object]) -> list[Sequence[Manifest]]:
    """Manifests of one workspace with different arguments, one after the other."""
    generated = GeneratedValues()
    return [
        [each.manifest for each in recorded(merged(WORKSPACE, group), generated=generated).objects] for group in groups
    ]


def run_job(manifests: Sequence[Manifest], prefix: str, postgres: Postgres) -> subprocess.CompletedProcess[str]:
    """Run the command of a rendered Job against ``postgres``."""
    (job,) = [
        each
        for each in manifests
        if each["kind"] == "Job" and each["metadata"]["name"].startswith(f"{prefix}-rotation")
    ]
    (container,) = job["spec"]["template"]["spec"]["containers"]
    programs = f"{postgres.installation}/bin{os.pathsep}{os.defpath}"
    environment = {
        **container_environment(manifests, container),
        "PATH": programs,
        "PGHOST": HOST,
        "PGPORT": str(postgres.port),
    }
    return subprocess.run(
        container["command"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def can_sign_in(postgres: Postgres, password: str) -> bool:
    try:
        postgres.connect(user=ROLE, password=password, database="rag").close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_job_changes_the_password_in_the_database_and_leaves_no_trace_of_it():
    before, after = renders({}, {"pgvector": {"password_rotation": 1}})
    server = rendered_container(before, "pgvector")
    old, new = (rendered_container(each, "rag-api").environment["POSTGRES_PASSWORD"] for each in (before, after))
    with running_postgres(16, server.environment) as postgres:
        run_init_scripts(postgres, server)
        superuser = {"user": "postgres", "password": server.environment["POSTGRES_PASSWORD"], "database": "postgres"}
        with postgres.connect(**superuser) as connection:
            connection.execute("ALTER SYSTEM SET log_statement = 'all'")
            connection.execute("SELECT pg_reload_conf()")
        # The Secret alone changes nothing.
        assert (can_sign_in(postgres, old), can_sign_in(postgres, new)) == (True, False)
        first = run_job(after, "ws-pgvector", postgres)
        assert first.returncode == 0, first.stderr
        assert (can_sign_in(postgres, old), can_sign_in(postgres, new)) == (False, True)
        again = run_job(after, "ws-pgvector", postgres)
        assert (again.returncode, can_sign_in(postgres, new)) == (0, True)
        traces = [first.stdout, first.stderr, (postgres.folder / "log").read_text()]
    assert "SET log_statement" in traces[-1]
    assert not [each for each in traces if new in each]


def test_the_job_fails_if_the_role_is_not_there():
    before, after = renders({}, {"pgvector": {"password_rotation": 1}})
    with running_postgres(16, rendered_container(before, "pgvector").environment) as postgres:
        failed = run_job(after, "ws-pgvector", postgres)
    assert failed.returncode != 0
    assert 'role "rag" does not exist' in failed.stderr


@pytest.mark.parametrize("monitored", [False, True])
def test_clients_with_the_old_password_go_on_until_it_is_given_up(tmp_path: Path, *, monitored: bool):
    both = {"password_rotation": 1, "accept_previous_password": True}
    groups = {"monitoring": {"prometheus": {"pod_labels": {"a": "b"}}}} if monitored else {}
    found = renders(groups, {**groups, "valkey": both}, {**groups, "valkey": {"password_rotation": 1}})
    servers = [rendered_container(each, "valkey") for each in found]
    old, new, last = (each.environment["VALKEYCLI_AUTH"] for each in servers)
    accepted: list[tuple[str, ...]] = []
    for index, server in enumerate(servers):
        folder = tmp_path / str(index)
        folder.mkdir()
        with running_valkey(server, redis_programs(), folder) as valkey:
            valkey.wait_until_ready()
            answers = [
                valkey.cli("ping", environment={"REDISCLI_AUTH": each, "VALKEYCLI_AUTH": each} if each else {}).stdout
                for each in (old, new, "wrong", "")
            ]
            accepted.append(tuple(each.strip().splitlines()[-1].split()[0] for each in answers))
    assert last == new
    assert accepted == [
        ("PONG", "NOAUTH", "NOAUTH", "NOAUTH"),
        ("PONG", "PONG", "NOAUTH", "NOAUTH"),
        ("NOAUTH", "PONG", "NOAUTH", "NOAUTH"),
    ]
