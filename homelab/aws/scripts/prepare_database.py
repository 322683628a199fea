"""Gives the workspace an unprivileged user in a database on AWS: ``python -c TEXT postgres``, or ``documentdb``.

A Job runs this text as it stands, in the RAG API's image, which has the clients, and again after an error. It may run
as often as one likes: what exists stays, and the user gets the password of today.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

POSTGRES_ADMINISTRATION = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
TIMEOUT = 60
"""Seconds for a connection: a paused Aurora takes a quarter of a minute to resume."""
log = logging.getLogger("prepare_database")


class PreparationError(Exception):
    """Something that no other attempt would change."""


def master_credentials(secret: str) -> tuple[str, str]:
    """Name and password of the master, as they are now: AWS changes the password every few days."""
    import boto3

    answer = boto3.client("secretsmanager").get_secret_value(SecretId=secret)
    found = json.loads(answer["SecretString"])
    return found["username"], found["password"]


def prepare_postgres(environment: Mapping[str, str], master: tuple[str, str]) -> None:
    """Create the database, its owner, and the extension ``vector`` in it.

    On RDS the master is no superuser: it may create the extension, and has to be a member of a role to give it a
    database. Host, port and TLS are libpq's own variables.
    """
    role, password, database = (environment[name] for name in ("APP_USER", "APP_PASSWORD", "APP_DATABASE"))
    with postgres("postgres", *master) as execute:
        create_role(execute, role, password)
        if not execute("SELECT FROM pg_database WHERE datname = %s", values=[database]):
            execute("CREATE DATABASE {} OWNER {}", database, role)
        # Everyone may enter every database otherwise, also the server's own.
        for each in (database, "postgres", "template1"):
            execute("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", each)
    with postgres(database, *master) as execute:
        execute("CREATE EXTENSION IF NOT EXISTS vector")
        # An upgrade of the server leaves the extension as it was.
        execute("ALTER EXTENSION vector UPDATE")
    with postgres(database, role, password) as execute:
        ((version, others),) = execute(
            "SELECT extversion, (SELECT string_agg(datname, ', ') FROM pg_database WHERE datname <> current_database()"
            " AND datallowconn AND has_database_privilege(oid, 'CONNECT')) FROM pg_extension WHERE extname = 'vector'"
        )
    log.info("%s owns the database %s, with vector %s; others that it may enter: %s", role, database, version, others)


def create_role(execute: Callable[..., list[Any]], role: str, password: str) -> None:
    """Create the role unless it exists, and set its password.

    :raises PreparationError: It exists, with rights of an administrator.
    """
    found = execute(f"SELECT {POSTGRES_ADMINISTRATION} FROM pg_roles WHERE rolname = %s", values=[role])
    if not found:
        execute("CREATE ROLE {} LOGIN", role)
    elif found[0][0]:
        raise PreparationError(f"the role {role} exists already, with the rights of an administrator: drop it")
    execute("ALTER ROLE {} LOGIN PASSWORD %s", role, password=password)
    execute("GRANT {} TO CURRENT_USER", role)


@contextmanager
def postgres(database: str, user: str, password: str) -> Generator[Callable[..., list[Any]]]:
    """A function that executes a statement, with names in its braces, and returns its rows."""
    import psycopg2.extensions
    import psycopg2.sql

    connection = psycopg2.connect(dbname=database, user=user, password=password, connect_timeout=TIMEOUT)
    connection.autocommit = True

    def execute(text: str, *names: str, values: list[Any] | None = None, password: str = "") -> list[Any]:
        if password:
            # As psql does it: the server, and with it its log, sees a hash alone.
            values = [psycopg2.extensions.encrypt_password(password, names[0], connection, "scram-sha-256")]
        with connection.cursor() as cursor:
            statement = psycopg2.sql.SQL(text).format(*map(psycopg2.sql.Identifier, names))
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description is not None else []

    try:
        yield execute
    finally:
        connection.close()


def prepare_documentdb(environment: Mapping[str, str], master: tuple[str, str]) -> None:
    """Create the user that owns the database, or give it the password and the rights of today."""
    user, password, database = (environment[name] for name in ("APP_USER", "APP_PASSWORD", "APP_DATABASE"))
    definition = {"pwd": password, "roles": [{"role": role, "db": database} for role in ("readWrite", "dbAdmin")]}
    with mongo(environment, *master) as client:
        exists = client.admin.command("usersInfo", user)["users"]
        client.admin.command("updateUser" if exists else "createUser", user, **definition)
    with mongo(environment, user, password) as client:
        collections = len(client[database].list_collection_names())
    log.info("%s may read and write the database %s, which has %d collections", user, database, collections)


@contextmanager
def mongo(environment: Mapping[str, str], user: str, password: str) -> Generator[Any]:
    """A client of the server that ``MONGO_SERVER`` names, with the options of ``MONGO_OPTIONS``."""
    from pymongo import MongoClient

    client: MongoClient[Any] = MongoClient(
        f"mongodb://{environment['MONGO_SERVER']}/?{environment['MONGO_OPTIONS']}",
        username=user,
        password=password,
        serverSelectionTimeoutMS=TIMEOUT * 1000,
        tlsCAFile=environment.get("MONGO_CA"),
    )
    with client:
        yield client


PREPARATIONS = {"postgres": prepare_postgres, "documentdb": prepare_documentdb}


def main(kind: str, environment: Mapping[str, str]) -> str | None:
    """Prepare the database that the environment describes, and return what is wrong, if anything is.

    Not as a traceback, whose statements and arguments nobody needs in a log.
    """
    try:
        PREPARATIONS[kind](environment, master_credentials(environment["MASTER_ARN"]))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    logging.basicConfig(format="%(message)s", stream=sys.stdout)
    log.setLevel(logging.INFO)
    sys.exit(main(sys.argv[1], os.environ))
