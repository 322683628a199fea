"""What PgVector and FerretDB's backend share: a Postgres server in a container of the official image's kind."""

import pulumi

from homelab.kubernetes import Container, Environment, Probes, Resources, Volume, command_probe, container, scratch

PORT = 5432
SUPERUSER = "postgres"
DATA = "/var/lib/postgresql/data"
STOP_WITHIN = 120
"""Seconds: the image asks for more than 90 for a shutdown with a checkpoint."""

INIT_SCRIPT = "90-application.sql"
"""File name of the script that a first start runs after the image's own."""

APPLICATION_ROLE = """\
\\getenv app_user APP_USER
\\getenv app_password APP_PASSWORD
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', :'app_user', :'app_password')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'app_user') \\gexec
"""
"""SQL for psql that creates an unprivileged role from the environment, unless it is there."""


def postgres_server(
    *,
    image: pulumi.Input[str],
    environment: Environment,
    resources: Resources,
    data: Volume,
    init_scripts: Volume,
) -> Container:
    """A server whose first start runs `INIT_SCRIPT` of ``init_scripts``; later starts leave the data alone."""
    # While a first start initialises, a server listens on the socket alone: only TCP tells that it is over.
    accepts_connections = ["pg_isready", "-h", "127.0.0.1", "-p", str(PORT), "-U", SUPERUSER]
    return container(
        "postgres",
        image=image,
        environment={
            "POSTGRES_USER": SUPERUSER,
            "POSTGRES_DB": "postgres",
            # A volume's root may belong to root or hold lost+found, which initdb refuses.
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
            "/var/run/postgresql": scratch("run", "16Mi"),
            "/tmp": scratch("tmp", "256Mi"),
            "/dev/shm": scratch("shared-memory", "256Mi", in_memory=True),
            # One file, not the folder: images bring init scripts of their own.
            f"/docker-entrypoint-initdb.d/{INIT_SCRIPT}": init_scripts.file(INIT_SCRIPT),
        },
    )
