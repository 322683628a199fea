"""The database of Firecrawl's queue."""

from dataclasses import dataclass

import pulumi

from homelab import images
from homelab.components import postgres
from homelab.components.firecrawl.args import FirecrawlPostgresArgs
from homelab.components.passwords import stored_password
from homelab.kubernetes import Application, EnvironmentValue, Resources, config_map_files, workload

RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")
DATABASE = "postgres"
"""The image's extension pg_cron works in this database alone."""
ROLE = "firecrawl"

# The image's own script makes the tables, and asks for 4 to 16 gigabytes of write-ahead log. Each process of Firecrawl
# may open ten connections, and there are ten processes by default.
INIT_SCRIPT = f"""\
{postgres.APPLICATION_ROLE}\
GRANT USAGE ON SCHEMA nuq TO :"app_user";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nuq TO :"app_user";
ALTER SYSTEM SET max_wal_size = '1GB';
ALTER SYSTEM SET min_wal_size = '80MB';
ALTER SYSTEM SET wal_buffers = '16MB';
ALTER SYSTEM SET max_connections = '200';
"""


@dataclass(frozen=True)
class QueueDatabase:
    """What Firecrawl has to know of it."""

    stateful_set: pulumi.Resource
    environment: dict[str, EnvironmentValue]


def queue_database(app: Application, args: FirecrawlPostgresArgs, *, client: str) -> QueueDatabase:
    """Create it; of the pods, those of ``client`` may connect."""
    storage = args.get("storage", {})
    retain = app.retains(storage)
    superuser = stored_password(app, "superuser", args.get("superuser_password"), retain=retain)
    role = stored_password(app, "password", args.get("password"), retain=retain)
    server = postgres.postgres_server(
        image=images.FIRECRAWL_POSTGRES.reference(app.placement, args.get("image")),
        environment={"POSTGRES_PASSWORD": superuser.reference, "APP_USER": ROLE, "APP_PASSWORD": role.reference},
        resources=RESOURCES.changed_by(args.get("resources", {})),
        data=app.volume("data", storage, default_size="10Gi"),
        init_scripts=config_map_files("init", app.config_map("init", {postgres.INIT_SCRIPT: INIT_SCRIPT})),
    )
    stateful_set = app.stateful_set(server, images.FIRECRAWL_POSTGRES.identity, stop_within=postgres.STOP_WITHIN)
    service = app.service(server)
    app.allow(clients=[workload(client, postgres.PORT)])
    return QueueDatabase(
        stateful_set,
        {
            "POSTGRES_HOST": service.host,
            "POSTGRES_PORT": str(postgres.PORT),
            "POSTGRES_DB": DATABASE,
            "POSTGRES_USER": ROLE,
            "POSTGRES_PASSWORD": role.reference,
        },
    )
