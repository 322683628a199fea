"""FerretDB: MongoDB's protocol on Postgres with the documentdb extension.

Upstream releases and tests the two images as a pair, and LibreChat's developers test against this pair.
"""

from dataclasses import replace
from functools import partial

import pulumi

from homelab import images
from homelab.components import postgres
from homelab.components.documentdb.args import DocumentDBArgs
from homelab.components.documentdb.user import PORT, ROLE, create_user
from homelab.components.documentdb.versions import UPDATE_EXTENSION
from homelab.components.monitoring.component_args import ComponentMonitoringArgs, LogLevel
from homelab.components.monitoring.metrics import Metrics
from homelab.components.passwords import create_initial_password
from homelab.components.postgres_upgrade import create_data_volumes
from homelab.components.server import Server, run
from homelab.connections import MongoConnection
from homelab.kubernetes import (
    ONE_POD,
    Application,
    Container,
    Environment,
    Probes,
    Resources,
    SecretReference,
    apply,
    container,
    create_secret_value,
    empty_dir,
    http_probe,
    is_retained,
    pods,
)
from homelab.kubernetes.rollout import STOP_DELAY
from homelab.urls import percent_encoded

DEBUG_PORT = 8088
GATEWAY_RESOURCES = Resources(cpu="100m", memory="128Mi", memory_limit="512Mi")
POSTGRES_RESOURCES = Resources(cpu="250m", memory="512Mi", memory_limit="1Gi")


def server(app: Application, args: DocumentDBArgs) -> Server[MongoConnection]:
    """Describe the gateway, and create the Postgres server behind it."""
    user = create_user(app, args)
    backend = app.sibling("postgres", app="postgres-documentdb", component="document-database-storage")
    superuser, connection = _superuser(app, backend, args)
    ready = _create_postgres(app, backend, args, user.password, superuser)
    image = images.FERRETDB.reference(app.placement, args.get("gateway", {}).get("image"))
    return Server(
        connection={
            "uri": user.uri,
            "port": PORT,
            "workload": app.name,
            "administrator_password": superuser,
            "concurrent_index_builds": False,
        },
        container=_gateway(args, image, connection),
        identity=images.FERRETDB.identity,
        termination_grace_period=30,
        scale=ONE_POD,
        ports=["mongodb"],
        egress=[pods(backend.name, postgres.PORT)],
        depends_on=ready,
        metrics=Metrics(args["monitoring"], ("debug", DEBUG_PORT), "/debug/metrics") if "monitoring" in args else None,
    )


def _create_postgres(
    app: Application, backend: Application, args: DocumentDBArgs, password: SecretReference, superuser: SecretReference
) -> list[pulumi.Resource]:
    """Create the Postgres server and its Jobs, and return what the gateway waits for.

    :param password: That of LibreChat's role. FerretDB authenticates clients against roles of Postgres, and uses its
        own connection for everything else.
    """
    image = images.POSTGRES_DOCUMENTDB.reference(app.placement, args.get("image"))
    identity = images.POSTGRES_DOCUMENTDB.identity
    role, update, rotation = (
        app.sibling(suffix, app="postgres", component=component)
        for suffix, component in (
            ("metrics", "metrics-role"),
            ("update", "extension-update"),
            ("rotation", "password-rotation"),
        )
    )
    server = Server(
        None,
        postgres.postgres_container(
            image=image,
            environment={"POSTGRES_PASSWORD": superuser, "APP_USER": ROLE, "APP_PASSWORD": password},
            resources=POSTGRES_RESOURCES.with_overrides(args.get("resources", {})),
            settings=args.get("settings", {}),
            data=create_data_volumes(backend, args.get("storage", {}), args.get("upgrade"), image).current,
            init_scripts=postgres.create_init_script(backend, postgres.APPLICATION_ROLE),
        ),
        identity,
        postgres.TERMINATION_GRACE_PERIOD,
    )
    clients = [app.name, update.name]
    if "monitoring" in args:
        metrics = postgres.create_metrics(
            backend, args["monitoring"], role=role, image=image, identity=identity, superuser=superuser
        )
        server = replace(server, metrics=metrics)
        clients.append(role.name)
    if number := args.get("password_rotation", 0):
        create = postgres.Rotation(rotation, number, ROLE, password, superuser).create
        server = replace(server, afterwards=partial(create, backend, image, identity))
        clients.append(rotation.name)
    database = run(backend, server, admit=clients)
    # A gateway works with the functions of its own version alone.
    updated = postgres.create_psql_job(
        backend,
        UPDATE_EXTENSION,
        job=update,
        image=image,
        identity=identity,
        superuser=superuser,
        depends_on=[database],
    )
    return [database, updated]


def _superuser(app: Application, backend: Application, args: DocumentDBArgs) -> tuple[SecretReference, Environment]:
    """The superuser's password, and the variables by which the gateway connects with it."""
    if "server_secret" in args:
        password: SecretReference = {"name": args["server_secret"], "key": "superuser-password"}
        # Nobody reads the password here: the kubelet inserts it.
        url = apply(lambda host: _postgres_url(host, "$(POSTGRES_PASSWORD)"), backend.host)
        return password, {"POSTGRES_PASSWORD": password, "FERRETDB_POSTGRESQL_URL": url}
    initial = create_initial_password(backend, "superuser", None, retain=is_retained(app, args.get("storage", {})))
    url = create_secret_value(app, "postgres-url", apply(postgres_url, backend.host, initial.value))
    return initial.reference, {"FERRETDB_POSTGRESQL_URL": url}


def _gateway(args: DocumentDBArgs, image: pulumi.Input[str], connection: Environment) -> Container:
    resources = GATEWAY_RESOURCES.with_overrides(args.get("gateway", {}).get("resources", {}))
    return container(
        "ferretdb",
        image=image,
        environment={
            "FERRETDB_LISTEN_ADDR": f":{PORT}",
            "FERRETDB_DEBUG_ADDR": f":{DEBUG_PORT}",
            "FERRETDB_STATE_DIR": "/state",
            **connection,
            "FERRETDB_TELEMETRY": "disable",
            **(_logs(args["monitoring"]) if "monitoring" in args else {}),
            # Go collects garbage by a machine's memory, not by the limit.
            "GOMEMLIMIT": apply(str, resources.memory_limit_share("0.8")),
        },
        ports={"mongodb": PORT, "debug": DEBUG_PORT},
        probes=Probes(
            startup=http_probe("/debug/livez", "debug", period=2, failures=60),
            readiness=http_probe("/debug/readyz", "debug", period=5),
            liveness=http_probe("/debug/livez", "debug", failures=6),
        ),
        pre_stop_sleep=STOP_DELAY,
        resources=resources,
        mounts={"/state": empty_dir("state", "16Mi")},
    )


def _logs(args: ComponentMonitoringArgs) -> dict[str, str]:
    return {"FERRETDB_LOG_FORMAT": "json", "FERRETDB_LOG_LEVEL": LogLevel(args.get("log_level", LogLevel.INFO)).value}


def postgres_url(host: str, password: str) -> str:
    """Connection string of FerretDB's own connection."""
    return _postgres_url(host, percent_encoded(password))


def _postgres_url(host: str, password: str) -> str:
    return f"postgres://{postgres.SUPERUSER}:{password}@{host}:{postgres.PORT}/postgres"
