"""Queue database of Firecrawl."""

import pulumi

from homelab import images
from homelab.components import postgres
from homelab.components.backend import Backend
from homelab.components.firecrawl.args import MAX_CONNECTIONS, FirecrawlPostgresArgs
from homelab.components.passwords import create_initial_password
from homelab.components.server import Server, run
from homelab.kubernetes import (
    Application,
    EnvironmentValue,
    Resources,
    SecretReference,
    StorageArgs,
    create_volume_claim,
    is_retained,
    pods,
)

RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")
DATABASE = "postgres"
"""The image's pg_cron extension only works in this database."""
ROLE = "firecrawl"

# The image's own script creates the tables, and configures 4 to 16 gigabytes of write-ahead log. Each process of
# Firecrawl may open ten connections, and there are ten processes by default.
INIT_SCRIPT = f"""\
{postgres.APPLICATION_ROLE}\
GRANT USAGE ON SCHEMA nuq TO :"app_user";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nuq TO :"app_user";
ALTER SYSTEM SET max_wal_size = '1GB';
ALTER SYSTEM SET min_wal_size = '80MB';
ALTER SYSTEM SET wal_buffers = '16MB';
ALTER SYSTEM SET max_connections = '{MAX_CONNECTIONS}';
"""


def create_queue_database(
    firecrawl: Application, args: FirecrawlPostgresArgs, existing_secret: pulumi.Input[str] | None
) -> Backend:
    """Create the database server.

    :param existing_secret: Name of the Secret with its passwords; None to generate them.
    """
    app = firecrawl.sibling("postgres", app="firecrawl-postgres", component="queue-database")
    storage = args.get("storage", {})
    password, superuser_password = _passwords(app, storage, existing_secret)
    image = images.FIRECRAWL_POSTGRES.reference(app.placement, args.get("image"))
    server = postgres.postgres_container(
        image=image,
        environment={"POSTGRES_PASSWORD": superuser_password, "APP_USER": ROLE, "APP_PASSWORD": password},
        resources=RESOURCES.with_overrides(args.get("resources", {})),
        settings=args.get("settings", {}),
        data=create_volume_claim(
            app,
            "data",
            storage,
            default_size="10Gi",
            file_format=postgres.image_format(image, can_upgrade=False),
        ),
        init_scripts=postgres.create_init_script(app, INIT_SCRIPT),
    )
    identity, grace_period = images.FIRECRAWL_POSTGRES.identity, postgres.TERMINATION_GRACE_PERIOD
    workload = run(app, Server(None, server, identity, grace_period), admit=[firecrawl.name])
    environment: dict[str, EnvironmentValue] = {
        "POSTGRES_HOST": app.host,
        "POSTGRES_PORT": str(postgres.PORT),
        "POSTGRES_DB": DATABASE,
        "POSTGRES_USER": ROLE,
        "POSTGRES_PASSWORD": password,
    }
    return Backend(environment, [pods(app.name, postgres.PORT)], workload)


def _passwords(
    app: Application, storage: StorageArgs, existing_secret: pulumi.Input[str] | None
) -> tuple[SecretReference, SecretReference]:
    """Passwords of the role and of the superuser."""
    if existing_secret is not None:
        return (
            {"name": existing_secret, "key": "postgres-password"},
            {"name": existing_secret, "key": "postgres-superuser-password"},
        )
    retain = is_retained(app, storage)
    superuser = create_initial_password(app, "superuser", None, retain=retain)
    return create_initial_password(app, "password", None, retain=retain).reference, superuser.reference
