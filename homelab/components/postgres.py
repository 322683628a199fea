"""Postgres servers for PgVector, FerretDB and Firecrawl, in containers based on the official image."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pulumi

from homelab.arguments import Constraint, Rule
from homelab.arguments.constraints import values_as_text
from homelab.components.monitoring import exporters
from homelab.components.monitoring.component_args import ComponentMonitoringArgs
from homelab.components.monitoring.metrics import Metrics
from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    Identity,
    Probes,
    Resources,
    SecretReference,
    Volume,
    apply,
    command_probe,
    config_map_volume,
    container,
    create_config_map,
    create_job,
    create_network_policy,
    empty_dir,
    pods,
)
from homelab.kubernetes.file_format import FileFormat, tag_of

PORT = 5432
SUPERUSER = "postgres"
DATA = "/var/lib/postgresql/data"
FOLDER = "pgdata"
"""Folder of the volume: its root may belong to root or contain lost+found, which initdb refuses."""
MAX_CONNECTIONS = 100
"""Postgres' own default of ``max_connections``."""
RESERVED_CONNECTIONS = 3
"""Those of them that only a superuser may use."""
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

NEW_PASSWORD = """\
\\getenv app_user APP_USER
\\getenv app_password APP_PASSWORD
SET log_min_error_statement = 'panic';
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET password_encryption = 'scram-sha-256';
SELECT format('ALTER ROLE %I PASSWORD %L', :'app_user', :'app_password') \\gexec
"""
"""SQL for psql that sets the role's password to that of the environment, without a trace of it in the server's log."""


SETTINGS = Constraint(
    "a map of Postgres' parameters such as shared_buffers: 2GB",
    lambda value: all(re.fullmatch(r"[a-z_][a-z0-9_.]*", name) for name in value),
    {"additionalProperties": {"type": ["string", "number", "boolean"]}},
    normalise=values_as_text,
)
_OWN_SETTINGS = ("data_directory", "hba_file", "listen_addresses", "port", "unix_socket_directories")


def _own_settings(group: Mapping[str, Any]) -> Iterable[str]:
    for name in _OWN_SETTINGS:
        if name in group.get("settings", {}):
            yield f"settings.{name} is set by the component: remove it"


REFUSE_OWN_SETTINGS = Rule(("settings",), _own_settings)


def memory_settings(resources: Resources) -> dict[str, pulumi.Input[str]]:
    """Parameters that follow the container's memory limit; Postgres itself assumes a machine of 1995."""
    shares = {
        # What Postgres' own documentation starts with, see "Resource Consumption".
        "shared_buffers": "0.25",
        # An estimate for the planner: the buffers, and the pages that the kernel caches within the limit.
        "effective_cache_size": "0.75",
        # For each sort: a quarter of the limit, should 64 of them run at once.
        "work_mem": "0.00390625",
        # For building an index over vectors, and for vacuuming.
        "maintenance_work_mem": "0.0625",
    }
    return {name: apply(_kilobytes, resources.memory_limit_share(share)) for name, share in shares.items()}


def _kilobytes(count: int) -> str:
    return f"{max(count // 1024, 1024)}kB"


SHARED_MEMORY = "/dev/shm"


def shared_memory(resources: Resources) -> Volume:
    """Volume at `SHARED_MEMORY`, where parallel builds of an index share ``maintenance_work_mem``."""
    size = apply(_shared_memory, resources.memory_limit_share("0.125"))
    return empty_dir("shared-memory", size, in_memory=True)


def _shared_memory(limit_share: int) -> str:
    return f"{max(limit_share // 1024**2, 256)}Mi"


_MAJOR = re.compile(r"(?:^|[-_.])pg([0-9]{2})(?=[-_.]|$)|^([0-9]{2})(?=[-_.]|$)")


def major_version(image: pulumi.Input[str]) -> int | None:
    """Major version of an image's Postgres by its tag; None if the tag does not tell, or is not known."""
    found = _MAJOR.search(tag_of(image))
    return int(found[1] or found[2]) if found else None


def file_format(major: int, *, can_upgrade: bool = True) -> FileFormat:
    """What a volume of a major version holds; an older or newer one does not open it.

    :param can_upgrade: Whether the component has the argument ``upgrade``.
    """
    name = f"postgres-{major}"

    def refusal(found: str) -> str | None:
        if found == name:
            return None
        upgrade = f"or move the data to a volume of its own with upgrade.major: {major}, see docs/upgrading.md"
        other = upgrade if can_upgrade else "or move the data by pg_dump and pg_restore to a new volume"
        return f"which {name} cannot read: set image to one of {found} again, {other}"

    return FileFormat(name, refusal)


def image_format(image: pulumi.Input[str], *, can_upgrade: bool = True) -> FileFormat | None:
    """What a volume of an image's Postgres holds, if the image's tag tells."""
    major = major_version(image)
    return None if major is None else file_format(major, can_upgrade=can_upgrade)


def create_init_script(app: Application, sql: str) -> Volume:
    """Create the volume with the script of the first start, which psql runs as the superuser."""
    return config_map_volume("init", create_config_map(app, "init", {INIT_SCRIPT: sql}))


def postgres_container(
    *,
    image: pulumi.Input[str],
    environment: Environment,
    resources: Resources,
    settings: Mapping[str, pulumi.Input[str]],
    data: Volume,
    init_scripts: Volume,
) -> Container:
    """Describe a server whose first start runs `INIT_SCRIPT`; later starts do not change the data.

    :param settings: Parameters of Postgres, over those that follow its memory.
    :param init_scripts: Volume from `create_init_script`.
    """
    # During initialisation the server only listens on its Unix socket: TCP tells when it is done.
    parameters = {**memory_settings(resources), **settings}
    accepts_connections = f"pg_isready -h 127.0.0.1 -p {PORT} -U {SUPERUSER}"
    # 1: it refuses connections, because it recovers after a crash or shuts down. A restart would begin anew.
    lives = f"{accepts_connections}; test $? -le 1"
    return container(
        "postgres",
        image=image,
        args=[
            "postgres",
            *(each for name in sorted(parameters) for each in ("-c", _parameter(name, parameters[name]))),
        ],
        environment={
            "POSTGRES_USER": SUPERUSER,
            "POSTGRES_DB": "postgres",
            "PGDATA": f"{DATA}/{FOLDER}",
            **environment,
        },
        ports={"postgres": PORT},
        probes=Probes(
            startup=command_probe(["sh", "-c", lives], period=5, failures=120),
            readiness=command_probe(accepts_connections.split(), period=5),
            liveness=command_probe(["sh", "-c", lives], period=20, failures=6),
        ),
        resources=resources,
        mounts={
            DATA: data,
            "/var/run/postgresql": empty_dir("run", "16Mi"),
            "/tmp": empty_dir("tmp", "256Mi"),
            SHARED_MEMORY: shared_memory(resources),
            # One file, not the directory: images have init scripts of their own.
            f"/docker-entrypoint-initdb.d/{INIT_SCRIPT}": init_scripts.file(INIT_SCRIPT),
        },
    )


METRICS_ROLE = f"""\
DO 'BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ''{exporters.ROLE}'') THEN
    CREATE ROLE {exporters.ROLE} LOGIN;
  END IF;
END';
GRANT pg_monitor TO {exporters.ROLE};
GRANT CONNECT ON DATABASE postgres TO {exporters.ROLE};
"""
"""SQL that creates the exporter's role, unless it exists, and lets it read statistics alone."""


def create_psql_job(
    app: Application,
    sql: str,
    *,
    job: Application,
    image: pulumi.Input[str],
    identity: Identity,
    superuser: SecretReference,
    depends_on: Sequence[pulumi.Resource] = (),
) -> pulumi.Resource:
    """Create a Job that runs SQL as the superuser in the database ``postgres`` of the server ``app``.

    :param job: The Job's application, whose pods the server has to admit.
    :param superuser: The superuser's password.
    """
    psql = _psql(app, image, ["sh", "-c", f'{_WHEN_READY} exec psql {_STRICTLY} --command "$0"', sql], superuser)
    create_network_policy(job, egress=[pods(app.name, PORT)])
    return create_job(
        job, psql, identity, termination_grace_period=5, active_deadline=_START_WITHIN, depends_on=depends_on
    )


def create_metrics(
    app: Application,
    args: ComponentMonitoringArgs,
    *,
    role: Application,
    image: pulumi.Input[str],
    identity: Identity,
    superuser: SecretReference,
) -> Metrics:
    """Describe the exporter of the server ``app``, and create the Job that gives it a role, in old volumes, too.

    :param role: The Job's application, whose pods the server has to admit.
    :param superuser: The superuser's password.
    """
    create_psql_job(app, METRICS_ROLE, job=role, image=image, identity=identity, superuser=superuser)
    exporter = exporters.postgres_exporter(app, PORT)
    return Metrics(args, (exporters.PORT_NAME, exporters.POSTGRES_PORT), exporter=exporter)


@dataclass(frozen=True)
class Rotation:
    """A Job that sets a role's password in a running server to that of its Secret."""

    job: Application
    """The Job's application, whose pods the server has to admit."""
    number: int
    """Number of the rotation: a new one runs the Job again."""
    role: str
    password: SecretReference
    superuser: SecretReference

    def create(
        self, app: Application, image: pulumi.Input[str], identity: Identity, workload: pulumi.Resource
    ) -> pulumi.Resource:
        """Create the Job.

        :param app: The server's application.
        """
        script = f'{_WHEN_READY} printf %s "$0" | psql {_STRICTLY} --quiet'
        variables: Environment = {"APP_USER": self.role, "APP_PASSWORD": self.password, "ROTATION": str(self.number)}
        psql = _psql(app, image, ["sh", "-c", script, NEW_PASSWORD], self.superuser, variables)
        create_network_policy(self.job, egress=[pods(app.name, PORT)])
        return create_job(
            self.job,
            psql,
            identity,
            termination_grace_period=5,
            active_deadline=_START_WITHIN,
            depends_on=[workload],
        )


def _psql(
    app: Application,
    image: pulumi.Input[str],
    command: Sequence[str],
    superuser: SecretReference,
    variables: Environment = MappingProxyType({}),
) -> Container:
    """A container that connects to the server ``app`` as the superuser."""
    return container(
        "psql",
        image=image,
        command=command,
        environment={
            "PGHOST": app.host,
            "PGPORT": str(PORT),
            "PGDATABASE": "postgres",
            "PGUSER": SUPERUSER,
            "PGPASSWORD": superuser,
            **variables,
        },
        resources=exporters.RESOURCES,
    )


_WHEN_READY = "until pg_isready --quiet; do sleep 2; done;"
_STRICTLY = "--no-psqlrc --set=ON_ERROR_STOP=1"
_START_WITHIN = 1200
"""Seconds in which the server has to start."""


def _parameter(name: str, value: pulumi.Input[str]) -> pulumi.Input[str]:
    return apply(lambda text: f"{name}={text}", value)
