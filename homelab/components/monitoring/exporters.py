"""Exporters: containers beside a store that read its state with no more rights than that needs, and serve it."""

from collections.abc import Mapping

from homelab import images
from homelab.kubernetes import Application, Container, Resources, SecretReference, container

POSTGRES_PORT = 9187
VALKEY_PORT = 9121
MONGODB_PORT = 9216
PORT_NAME = "metrics"
RESOURCES = Resources(cpu="10m", memory="32Mi", memory_limit="128Mi")
ROLE = "metrics"
"""Name of the exporters' users."""


def postgres_exporter(app: Application, port: int) -> Container:
    """Exporter of a Postgres server in the same pod.

    Its role has no password, with which nobody signs in from elsewhere: the image trusts connections from its own pod.
    """
    return container(
        "postgres-exporter",
        image=images.POSTGRES_EXPORTER.reference(app.placement),
        args=["--log.format=json"],
        environment={
            "DATA_SOURCE_URI": f"127.0.0.1:{port}/postgres?sslmode=disable",
            "DATA_SOURCE_USER": ROLE,
        },
        ports={PORT_NAME: POSTGRES_PORT},
        resources=RESOURCES,
    )


def valkey_exporter(app: Application, port: int, user: Mapping[str, str], password: SecretReference) -> Container:
    """Exporter of a Valkey server in the same pod.

    :param user: The variable of its user, if it has one of its own.
    """
    return container(
        "valkey-exporter",
        image=images.VALKEY_EXPORTER.reference(app.placement),
        environment={
            "REDIS_ADDR": f"redis://127.0.0.1:{port}",
            "REDIS_EXPORTER_LOG_FORMAT": "json",
            # It would read the server's settings, with the password among them.
            "REDIS_EXPORTER_CONFIG_COMMAND": "-",
            "REDIS_PASSWORD": password,
            **user,
        },
        ports={PORT_NAME: VALKEY_PORT},
        resources=RESOURCES,
    )


def mongodb_exporter(app: Application, port: int, password: SecretReference) -> Container:
    """Exporter of a mongod in the same pod."""
    return container(
        "mongodb-exporter",
        image=images.MONGODB_EXPORTER.reference(app.placement),
        args=["--collector.diagnosticdata", "--collector.replicasetstatus"],
        environment={
            "MONGODB_URI": f"mongodb://127.0.0.1:{port}/?authSource=admin&directConnection=true",
            "MONGODB_USER": ROLE,
            "MONGODB_PASSWORD": password,
        },
        ports={PORT_NAME: MONGODB_PORT},
        resources=RESOURCES,
    )
