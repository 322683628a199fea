"""The upgrade of Postgres to another major version, by the rendered init containers on real servers."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from homelab import PgVector
from homelab.components.documentdb.versions import UPDATE_EXTENSION
from tests.components.recorded import objects
from tests.servers.postgres import Postgres, initialise, install, running_postgres, serving, unprivileged_account
from tests.servers.processes import Account

ROLE = {"user": "rag", "password": "role-of-before", "database": "rag"}
SUPERUSER = {"user": "postgres", "password": "superuser-of-before", "database": "postgres"}
ROWS = 2000
NEAREST = "SELECT id FROM items ORDER BY embedding <-> '[7,7,7]' LIMIT 5"
DATA = "var/lib/postgresql/data"


@dataclass(frozen=True)
class Step:
    """An init container, with the paths of the pod below a folder."""

    spec: Mapping[str, Any]
    folder: Path
    installation: Path
    account: Account

    def run(self) -> subprocess.CompletedProcess[str]:
        variables = {each["name"]: each.get("value", "another-password") for each in self.spec["env"]}
        paths = {name: f"{self.folder}{value}" for name, value in variables.items() if value.startswith("/")}
        return subprocess.run(
            self.spec["command"],
            env={**variables, **paths, "PATH": f"{self.installation}/bin:{os.environ['PATH']}", "LC_ALL": "C"},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            user=self.account.user,
            group=self.account.group,
            extra_groups=self.account.extra_groups,
        )


@dataclass(frozen=True)
class Upgrade:
    """A volume of version 16, an empty one for version 18, and the init containers between them."""

    folder: Path
    dump: Step
    restore: Step

    @property
    def new_data(self) -> Path:
        return self.folder / DATA / "pgdata"

    def run(self) -> None:
        for step in (self.dump, self.restore):
            done = step.run()
            assert done.returncode == 0, done.stdout + done.stderr


def fill(server: Postgres) -> None:
    with server.connect(**SUPERUSER) as connection:
        connection.execute("CREATE ROLE rag LOGIN PASSWORD 'role-of-before'")
        connection.execute("CREATE DATABASE rag OWNER rag")
        connection.execute("CREATE TABLE notes AS SELECT 'CREATE ROLE postgres;' AS text")
    with server.connect(**{**SUPERUSER, "database": "rag"}) as connection:
        connection.execute("CREATE EXTENSION vector")
    with server.connect(**ROLE) as connection:
        connection.execute("CREATE TABLE items (id int PRIMARY KEY, embedding vector(3))")
        connection.execute(
            "INSERT INTO items SELECT i, ARRAY[i %% 13, i %% 17, i %% 19]::vector FROM generate_series(1, %s) i", [ROWS]
        )
        connection.execute("CREATE INDEX items_embedding ON items USING hnsw (embedding vector_l2_ops)")


@pytest.fixture
def upgrade() -> Generator[Upgrade]:
    made = objects(
        lambda: PgVector(
            "vectors",
            {
                "namespace": "ai",
                "image": "pgvector/pgvector:0.8.6-pg18",
                "upgrade": {"major": 18, "from_image": "pgvector/pgvector:0.8.6-pg16"},
            },
        )
    )
    dump, restore = made["StatefulSet", "vectors"]["spec"]["template"]["spec"]["initContainers"]
    folder, account = Path(tempfile.mkdtemp(prefix="homelab-upgrade-")), unprivileged_account()
    try:
        old, new = (install(major, folder, copied=True) for major in (16, 18))
        for path in ("old", DATA, "tmp", "upgrade"):
            (folder / path).mkdir(parents=True)
        for file, text in made["ConfigMap", "vectors-init"]["data"].items():
            (folder / "upgrade" / file).write_text(text)
        password = folder / "password"
        password.write_text(SUPERUSER["password"])
        account.own(folder)
        initialise(old, folder / "old/pgdata", "postgres", password, account)
        with serving(folder, folder / "old/pgdata", old, account) as server:
            fill(server)
        yield Upgrade(folder, Step(dump, folder, old, account), Step(restore, folder, new, account))
    finally:
        shutil.rmtree(folder)


def check_new_server(upgrade: Upgrade) -> None:
    restore = upgrade.restore
    with serving(upgrade.folder, upgrade.new_data, restore.installation, restore.account) as server:
        with server.connect(**ROLE) as connection:
            assert connection.info.server_version // 10000 == 18
            assert connection.execute("SELECT count(*), sum(id) FROM items").fetchone() == (
                ROWS,
                ROWS * (ROWS + 1) // 2,
            )
            connection.execute("SET enable_seqscan = off")
            plan = "\n".join(str(line[0]) for line in connection.execute(f"EXPLAIN {NEAREST}"))
            assert "items_embedding" in plan, plan
            owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
            assert owners.fetchall() == [("rag",)]
        with server.connect(**SUPERUSER) as connection:
            assert connection.execute("SELECT text FROM notes").fetchall() == [("CREATE ROLE postgres;",)]
        for database in ("postgres", "template1"):
            with pytest.raises(psycopg.OperationalError, match="does not have CONNECT privilege"):
                server.connect(**{**ROLE, "database": database})


def test_all_data_roles_and_indexes_move_to_the_new_version_and_the_old_volume_stays(upgrade: Upgrade):
    upgrade.run()
    check_new_server(upgrade)
    assert not (upgrade.folder / DATA / "upgrade").exists(), "the dump takes space"
    dump = upgrade.dump
    with (
        serving(upgrade.folder, upgrade.folder / "old/pgdata", dump.installation, dump.account) as server,
        server.connect(**ROLE) as connection,
    ):
        assert connection.execute("SELECT count(*) FROM items").fetchone() == (ROWS,)


def test_a_second_start_leaves_the_new_database_alone(upgrade: Upgrade):
    upgrade.run()
    shutil.rmtree(upgrade.folder / "old/pgdata")
    upgrade.run()
    check_new_server(upgrade)


def test_a_restore_that_was_killed_begins_anew(upgrade: Upgrade):
    assert upgrade.dump.run().returncode == 0
    complete = {path.name for path in (upgrade.folder / DATA / "upgrade").iterdir()}
    assert {"complete", "globals.sql"} <= complete
    (upgrade.folder / DATA / "pgdata.partial").mkdir()
    (upgrade.folder / DATA / "pgdata.partial/half").write_text("")
    upgrade.restore.account.own(upgrade.folder / DATA)
    upgrade.run()
    check_new_server(upgrade)


def test_a_dump_that_was_killed_is_no_dump(upgrade: Upgrade):
    (upgrade.folder / DATA / "upgrade").mkdir()
    (upgrade.folder / DATA / "upgrade/globals.sql").write_text("CREATE ROLE half")
    (upgrade.folder / "old/pgdata/postmaster.pid").write_text("1\n")
    upgrade.dump.account.own(upgrade.folder)
    upgrade.run()
    check_new_server(upgrade)


def test_a_damaged_dump_is_never_taken_for_a_database(upgrade: Upgrade):
    assert upgrade.dump.run().returncode == 0
    for file in (upgrade.folder / DATA / "upgrade").glob("*.dump"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert upgrade.restore.run().returncode != 0
    assert not upgrade.new_data.exists()


def test_an_image_of_another_version_than_the_old_volumes_is_refused(upgrade: Upgrade):
    wrong = Step(upgrade.dump.spec, upgrade.folder, upgrade.restore.installation, upgrade.dump.account).run()
    assert wrong.returncode == 1
    assert "but the old volume is one of version 16" in wrong.stderr


EXTENSION = {
    "documentdb--0.106-0.sql": "CREATE FUNCTION version_of_it() RETURNS int LANGUAGE sql AS 'SELECT 106';",
    "documentdb--0.107-0.sql": "CREATE FUNCTION version_of_it() RETURNS int LANGUAGE sql AS 'SELECT 107';",
    "documentdb--0.106-0--0.107-0.sql": (
        "CREATE OR REPLACE FUNCTION version_of_it() RETURNS int LANGUAGE sql AS 'SELECT 107';"
    ),
}


@pytest.fixture
def documentdb() -> Generator[Postgres]:
    """A server whose image has version 0.107-0 of an extension of that name."""
    environment = {"POSTGRES_USER": "postgres", "POSTGRES_PASSWORD": SUPERUSER["password"], "POSTGRES_DB": "postgres"}
    # Own files of extensions.
    with running_postgres(16, environment, trusted=["vector"]) as server:
        folder = server.installation / "share/postgresql/extension"
        for file, text in EXTENSION.items():
            (folder / file).write_text(text)
        offer(server, "0.107-0")
        yield server


def offer(server: Postgres, version: str) -> None:
    control = server.installation / "share/postgresql/extension/documentdb.control"
    control.write_text(f"default_version = '{version}'\n")


def installed_version(connection: psycopg.Connection) -> tuple[Any, ...] | None:
    return connection.execute(
        "SELECT extversion, version_of_it() FROM pg_extension WHERE extname = 'documentdb'"
    ).fetchone()


def test_the_extension_is_brought_to_the_version_of_the_image(documentdb: Postgres):
    with documentdb.connect(**SUPERUSER) as connection:
        connection.execute(UPDATE_EXTENSION)
        assert connection.execute("SELECT count(*) FROM pg_extension WHERE extname = 'documentdb'").fetchone() == (0,)
        connection.execute("CREATE EXTENSION documentdb VERSION '0.106-0'")
        connection.execute(UPDATE_EXTENSION)
        assert installed_version(connection) == ("0.107-0", 107)
        connection.execute(UPDATE_EXTENSION)
        assert installed_version(connection) == ("0.107-0", 107)


def test_an_image_with_an_older_extension_is_refused(documentdb: Postgres):
    with documentdb.connect(**SUPERUSER) as connection:
        connection.execute("CREATE EXTENSION documentdb")
        offer(documentdb, "0.106-0")
        with pytest.raises(
            psycopg.errors.RaiseException, match=r"the data is of documentdb 0\.107-0, and the image has 0\.106-0"
        ):
            connection.execute(UPDATE_EXTENSION)
