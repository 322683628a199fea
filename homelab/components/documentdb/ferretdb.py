"""FerretDB: MongoDB's protocol on Postgres with the documentdb extension.

Upstream releases and tests the two images as a pair, and LibreChat's developers test against this pair.
"""

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
    storage, gateway = args.get("storage", {}), args.get("gateway", {})
    user = create_user(app, args, options="authSource=admin")
    backend = app.sibling("postgres", app="postgres-documentdb", component="document-database-storage")
    superuser = create_initial_password(backend, "superuser", None, retain=is_retained(app, storage))
    image = images.POSTGRES_DOCUMENTDB.reference(app.placement, args.get("image"))
    postgres_server = postgres.postgres_container(
        image=image,
        environment={
            "POSTGRES_PASSWORD": superuser.reference,
            "APP_USER": ROLE,
            "APP_PASSWORD": user.password,
        },
        resources=POSTGRES_RESOURCES.with_overrides(args.get("resources", {})),
        settings=args.get("settings", {}),
        data=create_data_volumes(backend, storage, args.get("upgrade"), image).current,
        # FerretDB authenticates clients against Postgres roles, and uses its own connection for everything else.
        init_scripts=postgres.create_init_script(backend, postgres.APPLICATION_ROLE),
    )
    identity, grace_period = images.POSTGRES_DOCUMENTDB.identity, postgres.TERMINATION_GRACE_PERIOD
    role = app.sibling("metrics", app="postgres", component="metrics-role")
    update = app.sibling("update", app="postgres", component="extension-update")
    metrics = (
        postgres.create_metrics(
            backend, args["monitoring"], role=role, image=image, identity=identity, superuser=superuser.reference
        )
        if "monitoring" in args
        else None
    )
    database = run(
        backend,
        Server(None, postgres_server, identity, grace_period, metrics=metrics),
        admit=[app.name, update.name, *([role.name] if metrics else [])],
    )
    # A gateway works with the functions of its own version alone.
    updated = postgres.create_psql_job(
        backend,
        UPDATE_EXTENSION,
        job=update,
        image=image,
        identity=identity,
        superuser=superuser.reference,
        depends_on=[database],
    )
    url = create_secret_value(app, "postgres-url", apply(postgres_url, backend.host, superuser.value))
    return Server(
        connection={
            "uri": user.uri,
            "port": PORT,
            "workload": app.name,
            "administrator_password": superuser.reference,
            "concurrent_index_builds": False,
        },
        container=_gateway(args, images.FERRETDB.reference(app.placement, gateway.get("image")), url),
        identity=images.FERRETDB.identity,
        termination_grace_period=30,
        scale=ONE_POD,
        ports=["mongodb"],
        egress=[pods(backend.name, postgres.PORT)],
        depends_on=[database, updated],
        metrics=Metrics(args["monitoring"], ("debug", DEBUG_PORT), "/debug/metrics") if "monitoring" in args else None,
    )


def _gateway(args: DocumentDBArgs, image: pulumi.Input[str], postgres_url: SecretReference) -> Container:
    resources = GATEWAY_RESOURCES.with_overrides(args.get("gateway", {}).get("resources", {}))
    return container(
        "ferretdb",
        image=image,
        environment={
            "FERRETDB_LISTEN_ADDR": f":{PORT}",
            "FERRETDB_DEBUG_ADDR": f":{DEBUG_PORT}",
            "FERRETDB_STATE_DIR": "/state",
            "FERRETDB_POSTGRESQL_URL": postgres_url,
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
    return {"FERRETDB_LOG_FORMAT": "json", "FERRETDB_LOG_LEVEL": args.get("log_level", LogLevel.INFO).value}


def postgres_url(host: str, password: str) -> str:
    """Connection string of FerretDB's own connection."""
    return f"postgres://{postgres.SUPERUSER}:{percent_encoded(password)}@{host}:{postgres.PORT}/postgres"
