"""Postgres servers for PgVector, FerretDB and Firecrawl, in containers based on the official image."""

import pulumi

from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    Probes,
    Resources,
    Volume,
    command_probe,
    config_map_volume,
    container,
    create_config_map,
    empty_dir,
)

PORT = 5432
SUPERUSER = "postgres"
DATA = "/var/lib/postgresql/data"
TERMINATION_GRACE_PERIOD = 120
"""Seconds: the image recommends more than 90 for a shutdown with a checkpoint."""

INIT_SCRIPT = "90-application.sql"
"""File name of the script that the first start runs after the image's own."""

APPLICATION_ROLE = """\
\\getenv app_user APP_USER
\\getenv app_password APP_PASSWORD
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', :'app_user', :'app_password')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'app_user') \\gexec
"""
"""SQL for psql that creates an unprivileged role from the environment, unless it exists."""


def create_init_script(app: Application, sql: str) -> Volume:
    """Create the volume with the script of the first start, which psql runs as the superuser."""
    return config_map_volume("init", create_config_map(app, "init", {INIT_SCRIPT: sql}))


def postgres_container(
    *,
    image: pulumi.Input[str],
    environment: Environment,
    resources: Resources,
    data: Volume,
    init_scripts: Volume,
) -> Container:
    """Describe a server whose first start runs `INIT_SCRIPT`; later starts do not change the data.

    :param init_scripts: Volume from `create_init_script`.
    """
    # During initialisation the server only listens on its Unix socket: TCP tells when it is done.
    accepts_connections = ["pg_isready", "-h", "127.0.0.1", "-p", str(PORT), "-U", SUPERUSER]
    return container(
        "postgres",
        image=image,
        environment={
            "POSTGRES_USER": SUPERUSER,
            "POSTGRES_DB": "postgres",
            # The root of a volume may belong to root or contain lost+found, which initdb refuses.
            "PGDATA": f"{DATA}/pgdata",
            **environment,
        },
        ports={"postgres": PORT},
        probes=Probes(
            startup=command_probe(accepts_connections, period=5, failures=120),
            readiness=command_probe(accepts_connections, period=5),
            liveness=command_probe(accepts_connections, period=20, failures=6),
        ),
        resources=resources,
        mounts={
            DATA: data,
            "/var/run/postgresql": empty_dir("run", "16Mi"),
            "/tmp": empty_dir("tmp", "256Mi"),
            "/dev/shm": empty_dir("shared-memory", "256Mi", in_memory=True),
            # One file, not the directory: images have init scripts of their own.
            f"/docker-entrypoint-initdb.d/{INIT_SCRIPT}": init_scripts.file(INIT_SCRIPT),
        },
    )
