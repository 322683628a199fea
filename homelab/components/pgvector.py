"""PgVector: the Postgres database in which rag_api keeps its embeddings."""

from typing import NotRequired, TypedDict

import pulumi

from homelab import images
from homelab.arguments import check, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import HOST, IMAGE, PEM, PORT, POSTGRES_NAME, password, secret
from homelab.components import postgres
from homelab.components.base import ServerArgs, application
from homelab.components.passwords import given_secret, stored_password
from homelab.connections import PostgresConnection
from homelab.kubernetes import (
    Application,
    Resources,
    ResourcesArgs,
    SecretReference,
    StorageArgs,
    clients,
    config_map_files,
)

RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")
DATABASE = "rag"
ROLE = "rag"

# pgvector is no trusted extension: only a superuser can create it. The role that rag_api gets owns the database alone.
INIT_SCRIPT = f"""\
{postgres.APPLICATION_ROLE}\
\\getenv app_database APP_DATABASE
SELECT format('CREATE DATABASE %I OWNER %I', :'app_database', :'app_user')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'app_database') \\gexec
\\connect :"app_database"
CREATE EXTENSION IF NOT EXISTS vector;
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
"""


@rules(mutually_exclusive("password", "password_secret", required=True))
@constrain(host=HOST, port=PORT, database=POSTGRES_NAME, username=POSTGRES_NAME, password=secret(), ca_pem=PEM)
class ExternalPgVectorArgs(TypedDict):
    """A Postgres database outside of the workspace, with the extension ``vector`` in it."""

    host: pulumi.Input[str]
    """Name or address of the server."""
    port: NotRequired[pulumi.Input[int]]
    """TCP port. Default: 5432."""
    database: NotRequired[pulumi.Input[str]]
    """Name of the database. Default: ``rag``."""
    username: NotRequired[pulumi.Input[str]]
    """Role that owns the database. Default: ``rag``."""
    password: NotRequired[pulumi.Input[str]]
    """Password of the role. Either this or ``password_secret``."""
    password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the password. Either this or ``password``."""
    sslmode: NotRequired[pulumi.Input[str]]
    """libpq's sslmode, for example ``verify-full``. Default: ``prefer``."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust. Default: none."""


@rules(
    no_effect_with(
        "external",
        "storage",
        "resources",
        "image",
        "password",
        "password_secret",
        "superuser_password",
        "superuser_password_secret",
    ),
    mutually_exclusive("password", "password_secret"),
    mutually_exclusive("superuser_password", "superuser_password_secret"),
)
@constrain(image=IMAGE, password=password(16), superuser_password=password(16))
class PgVectorServerArgs(TypedDict):
    """A Postgres server with pgvector, or another one in its place.

    Its passwords have no rotation: a running server does not learn them from a Secret, so another value would lock
    rag_api out. Change the role in the database first, then hand the new value in.
    """

    storage: NotRequired[StorageArgs]
    """Volume of the database. Default: 5Gi, kept."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 256Mi memory, at most 1Gi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Postgres 17 and pgvector; this project's own is in docker/postgres-pgvector. Default: the one of
    `homelab.images`."""
    password: NotRequired[pulumi.Input[str]]
    """Password of the role for rag_api, at least 16 letters and digits. Default: 32 generated ones."""
    password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``password``. Default: none."""
    superuser_password: NotRequired[pulumi.Input[str]]
    """Password of ``postgres``, at least 16 letters and digits. Default: 32 generated ones."""
    superuser_password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``superuser_password``. Default: none."""
    external: NotRequired[ExternalPgVectorArgs]
    """Database to use instead; no server is created then. Default: none."""


@rules(no_effect_with("external", "clients"))
class PgVectorArgs(ServerArgs, PgVectorServerArgs):
    """Arguments of `PgVector`."""


class PgVector(pulumi.ComponentResource):
    """A Postgres server with pgvector, and in it a database whose owner is no superuser.

    ```python
    database = PgVector("vectors", {"namespace": "ai", "storage": {"size": "20Gi"}})
    ```
    """

    connection: PostgresConnection
    """Where clients connect, as which role, and which Secret key holds its password."""

    def __init__(self, name: str, args: PgVectorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(PgVectorArgs, args, f"PgVector {name!r}")
        super().__init__("homelab:index:PgVector", name, {}, opts)
        app = application(self, name, args, app="pgvector", role="vector-database")
        self.workload: pulumi.Resource | None = None
        """What a client waits for; None for an external server."""
        if "external" in args:
            self.connection = _external_connection(app, args["external"])
        else:
            self.connection = self._serve(app, args)
        self.register_outputs({"connection": self.connection})

    def _serve(self, app: Application, args: PgVectorArgs) -> PostgresConnection:
        storage = args.get("storage", {})
        retain = app.retains(storage)
        superuser = (
            args.get("superuser_password_secret")
            or stored_password(app, "superuser", args.get("superuser_password"), retain=retain).reference
        )
        role = (
            args.get("password_secret")
            or stored_password(app, "password", args.get("password"), retain=retain).reference
        )
        server = postgres.postgres_server(
            image=images.PGVECTOR.reference(app.placement, args.get("image")),
            environment={
                "POSTGRES_PASSWORD": superuser,
                "APP_USER": ROLE,
                "APP_PASSWORD": role,
                "APP_DATABASE": DATABASE,
            },
            resources=RESOURCES.changed_by(args.get("resources", {})),
            data=app.volume("data", storage, default_size="5Gi"),
            init_scripts=config_map_files("init", app.config_map("init", {postgres.INIT_SCRIPT: INIT_SCRIPT})),
        )
        self.workload = app.stateful_set(server, images.PGVECTOR.identity, stop_within=postgres.STOP_WITHIN)
        service = app.service(server)
        app.allow(clients=clients(args.get("clients"), postgres.PORT))
        return {
            "host": service.host,
            "port": postgres.PORT,
            "database": DATABASE,
            "username": ROLE,
            "password": role,
            "workload": app.name,
        }


def _external_connection(app: Application, external: ExternalPgVectorArgs) -> PostgresConnection:
    connection: PostgresConnection = {
        "host": external["host"],
        "port": external.get("port", postgres.PORT),
        "database": external.get("database", DATABASE),
        "username": external.get("username", ROLE),
        "password": given_secret(app, "password", external, "password"),
    }
    if "sslmode" in external:
        connection["sslmode"] = external["sslmode"]
    if "ca_pem" in external:
        connection["ca"] = app.config_value("ca", external["ca_pem"])
    return connection
