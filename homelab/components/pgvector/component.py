"""PgVector: the Postgres database of rag_api's embeddings."""

from dataclasses import replace

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components import postgres
from homelab.components.base import application
from homelab.components.passwords import create_initial_password, resolve_secret
from homelab.components.pgvector.args import ExternalPgVectorArgs, PgVectorArgs
from homelab.components.postgres_upgrade import create_data_volumes, dump_and_restore
from homelab.components.server import Server, run_or_connect
from homelab.connections import PostgresConnection
from homelab.kubernetes import (
    Application,
    Environment,
    Resources,
    SecretReference,
    create_config_map_value,
    is_retained,
    pods,
)

RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")
DATABASE = "rag"
ROLE = "rag"

# pgvector is not a trusted extension: only a superuser can create it. rag_api's role only owns the database.
INIT_SCRIPT = f"""\
{postgres.APPLICATION_ROLE}\
\\getenv app_database APP_DATABASE
SELECT format('CREATE DATABASE %I OWNER %I', :'app_database', :'app_user')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'app_database') \\gexec
\\connect :"app_database"
CREATE EXTENSION IF NOT EXISTS vector;
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
"""


class PgVector(pulumi.ComponentResource):
    """A Postgres server with pgvector, and a database whose owner is not a superuser.

    ```python
    database = PgVector("vectors", {"namespace": "ai", "storage": {"size": "20Gi"}})
    ```
    """

    connection: PostgresConnection
    """Connection for clients: server, database, role, and a reference to its password."""

    def __init__(self, name: str, args: PgVectorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(PgVectorArgs, args, f"PgVector {name!r}")
        super().__init__("homelab:index:PgVector", name, {}, opts)
        app = application(self, name, args, app="pgvector", role="vector-database")
        self.connection, self.workload = run_or_connect(app, args, server=_server, external=_external_connection)
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: PgVectorArgs) -> Server[PostgresConnection]:
    password, superuser_password = _passwords(app, args)
    image = images.PGVECTOR.reference(app.placement, args.get("image"))
    environment: Environment = {"APP_USER": ROLE, "APP_PASSWORD": password, "APP_DATABASE": DATABASE}
    resources = RESOURCES.with_overrides(args.get("resources", {}))
    volumes = create_data_volumes(app, args.get("storage", {}), args.get("upgrade"), image)
    init_scripts = postgres.create_init_script(app, INIT_SCRIPT)
    server = postgres.postgres_container(
        image=image,
        environment={"POSTGRES_PASSWORD": superuser_password, **environment},
        resources=resources,
        settings=args.get("settings", {}),
        data=volumes.current,
        init_scripts=init_scripts,
    )
    upgrade = dump_and_restore(
        volumes,
        args.get("upgrade"),
        image=image,
        environment=environment,
        resources=resources,
        init_scripts=init_scripts,
    )
    connection: PostgresConnection = {
        "host": app.host,
        "port": postgres.PORT,
        "database": DATABASE,
        "username": ROLE,
        "password": password,
        "administrator_password": superuser_password,
        "workload": app.name,
    }
    described = Server(connection, server, images.PGVECTOR.identity, postgres.TERMINATION_GRACE_PERIOD)
    described = replace(described, init_containers=upgrade)
    if number := args.get("password_rotation", 0):
        described = _rotated(app, described, image, number, superuser_password)
    return _monitored(app, args, described, image, superuser_password) if "monitoring" in args else described


def _rotated(
    app: Application,
    server: Server[PostgresConnection],
    image: pulumi.Input[str],
    number: int,
    superuser: SecretReference,
) -> Server[PostgresConnection]:
    """The server, whose role gets a new password before clients do."""
    job = app.sibling("rotation", app="postgres", component="password-rotation")
    rotation = postgres.Rotation(job, number, ROLE, server.connection["password"], superuser)

    def set_password(workload: pulumi.Resource) -> pulumi.Resource:
        return rotation.create(app, image, server.identity, workload)

    return replace(server, ingress=[*server.ingress, pods(job.name, postgres.PORT)], afterwards=set_password)


def _monitored(
    app: Application,
    args: PgVectorArgs,
    server: Server[PostgresConnection],
    image: pulumi.Input[str],
    superuser: SecretReference,
) -> Server[PostgresConnection]:
    role = app.sibling("metrics", app="postgres", component="metrics-role")
    metrics = postgres.create_metrics(
        app, args.get("monitoring", {}), role=role, image=image, identity=server.identity, superuser=superuser
    )
    return replace(server, ingress=[*server.ingress, pods(role.name, postgres.PORT)], metrics=metrics)


def _passwords(app: Application, args: PgVectorArgs) -> tuple[SecretReference, SecretReference]:
    """Passwords of the role and of the superuser."""
    if "existing_secret" in args:
        existing = args["existing_secret"]
        return {"name": existing, "key": "password"}, {"name": existing, "key": "superuser-password"}
    retain = is_retained(app, args.get("storage", {}))
    superuser = create_initial_password(app, "superuser", args.get("superuser_password"), retain=retain)
    rotation = args.get("password_rotation", 0)
    role = create_initial_password(app, "password", args.get("password"), retain=retain, rotation=rotation)
    return role.reference, superuser.reference


def _external_connection(app: Application, external: ExternalPgVectorArgs) -> PostgresConnection:
    connection: PostgresConnection = {
        "host": external["host"],
        "port": external.get("port", postgres.PORT),
        "database": external.get("database", DATABASE),
        "username": external.get("username", ROLE),
        "password": resolve_secret(app, "password", external, "password"),
    }
    if "sslmode" in external:
        connection["sslmode"] = external["sslmode"]
    if "ca_pem" in external:
        connection["ca"] = create_config_map_value(app, "ca", external["ca_pem"])
    return connection
