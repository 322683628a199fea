"""FerretDB: MongoDB's protocol over Postgres with the documentdb extension.

The two images are a pair that upstream tests together, and the one that LibreChat's authors test against.
"""

from typing import NotRequired, TypedDict

import pulumi

from homelab import images
from homelab.arguments import constrain
from homelab.arguments.constraints import IMAGE
from homelab.components import postgres
from homelab.components.documentdb_engines import PORT, ROLE, ApplicationUser, Engine
from homelab.components.passwords import stored_password
from homelab.kubernetes import (
    Application,
    Container,
    EnvironmentValue,
    Probes,
    Resources,
    ResourcesArgs,
    SecretReference,
    StorageArgs,
    clients,
    combine,
    config_map_files,
    container,
    http_probe,
    scratch,
    workload,
)

DEBUG_PORT = 8088
CONNECTION_OPTIONS = "authSource=admin"
GATEWAY_RESOURCES = Resources(cpu="100m", memory="128Mi", memory_limit="512Mi")
POSTGRES_RESOURCES = Resources(cpu="250m", memory="512Mi", memory_limit="1Gi")


@constrain(image=IMAGE)
class GatewayArgs(TypedDict):
    """FerretDB itself, the server between MongoDB clients and Postgres; it holds no data."""

    image: NotRequired[pulumi.Input[str]]
    """Image with FerretDB, of the version that fits the database's. Default: the one of `homelab.images`."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 128Mi memory, at most 512Mi."""


def ferretdb(
    app: Application,
    *,
    image: pulumi.Input[str] | None,
    storage: StorageArgs,
    server_resources: ResourcesArgs,
    gateway: GatewayArgs,
    user: ApplicationUser,
    admitted: list[pulumi.Input[str]] | None,
) -> Engine:
    """Create the gateway under the name of ``app``, and its Postgres beside it."""
    retain = app.retains(storage)
    backend = app.beside("postgres", app="postgres-documentdb", component="document-database-storage")
    superuser = stored_password(backend, "superuser", None, retain=retain)

    server = postgres.postgres_server(
        image=images.POSTGRES_DOCUMENTDB.reference(app.placement, image),
        environment={
            "POSTGRES_PASSWORD": superuser.reference,
            "APP_USER": ROLE,
            "APP_PASSWORD": user.password,
        },
        resources=POSTGRES_RESOURCES.changed_by(server_resources),
        data=backend.volume("data", storage, default_size="5Gi"),
        # FerretDB checks a client's user and password against the roles of Postgres, and uses its own for the rest.
        init_scripts=config_map_files(
            "init", backend.config_map("init", {postgres.INIT_SCRIPT: postgres.APPLICATION_ROLE})
        ),
    )
    database = backend.stateful_set(server, images.POSTGRES_DOCUMENTDB.identity, stop_within=postgres.STOP_WITHIN)
    backend_service = backend.service(server)
    backend.allow(clients=[workload(app.name, postgres.PORT)])

    url = combine(_postgres_url, backend_service.host, superuser.value)
    gateway_server = _gateway(
        gateway,
        image=images.FERRETDB.reference(app.placement, gateway.get("image")),
        postgres_url=app.secret_value("postgres-url", url),
    )
    deployment = app.deployment(gateway_server, images.FERRETDB.identity, stop_within=30, depends_on=[database])
    app.service(gateway_server, only=["mongodb"])
    app.allow(clients=clients(admitted, PORT), backends=[workload(backend.name, postgres.PORT)])
    return Engine(
        {
            "uri": user.uri,
            "port": PORT,
            "workload": app.name,
            "concurrent_index_builds": False,
        },
        deployment,
    )


def _gateway(args: GatewayArgs, *, image: pulumi.Input[str], postgres_url: SecretReference) -> Container:
    environment: dict[str, EnvironmentValue] = {
        "FERRETDB_LISTEN_ADDR": f":{PORT}",
        "FERRETDB_DEBUG_ADDR": f":{DEBUG_PORT}",
        "FERRETDB_STATE_DIR": "/state",
        "FERRETDB_POSTGRESQL_URL": postgres_url,
        "FERRETDB_TELEMETRY": "disable",
    }
    return container(
        "ferretdb",
        image=image,
        environment=environment,
        ports={"mongodb": PORT, "debug": DEBUG_PORT},
        probes=Probes(
            startup=http_probe("/debug/livez", "debug", period=2, failures=60),
            readiness=http_probe("/debug/readyz", "debug", period=5),
            liveness=http_probe("/debug/livez", "debug", failures=6),
        ),
        resources=GATEWAY_RESOURCES.changed_by(args.get("resources", {})),
        mounts={"/state": scratch("state", "16Mi")},
    )


def _postgres_url(host: str, password: str) -> str:
    return f"postgres://{postgres.SUPERUSER}:{password}@{host}:{postgres.PORT}/postgres"
