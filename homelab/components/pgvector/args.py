"""Arguments of `homelab.components.pgvector.PgVector`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import (
    COUNTER,
    HOST,
    IMAGE,
    OBJECT_NAME,
    PEM,
    PORT,
    POSTGRES_NAME,
    SSL_MODE,
    password,
    secret,
)
from homelab.components.base import replaceable
from homelab.components.minimum_memory import enough_memory
from homelab.components.monitoring.component_args import MonitoredServerArgs
from homelab.components.postgres import REFUSE_OWN_SETTINGS, SETTINGS
from homelab.components.postgres_upgrade import UPGRADE_RULE, PostgresUpgradeArgs
from homelab.kubernetes import ResourcesArgs, SecretReference, StorageArgs


def _verified_by_ca(group: Mapping[str, Any]) -> Iterable[str]:
    mode = group.get("sslmode")
    if mode in ("verify-ca", "verify-full") and "ca_pem" not in group:
        yield f"sslmode {mode} needs ca_pem: without it every connection fails"
    if mode == "disable" and "ca_pem" in group:
        yield "ca_pem has no effect with sslmode disable: remove one"


@rules(mutually_exclusive("password", "password_secret", required=True), Rule(("sslmode", "ca_pem"), _verified_by_ca))
@constrain(
    host=HOST,
    port=PORT,
    database=POSTGRES_NAME,
    username=POSTGRES_NAME,
    # The RAG API writes a space as +, which Postgres does not read as one.
    password=secret("a secret without spaces, which the RAG API cannot send", r"[^\s\x00-\x1f\x7f-\x9f]+"),
    sslmode=SSL_MODE,
    ca_pem=PEM,
)
class ExternalPgVectorArgs(TypedDict):
    """A Postgres database outside of the workspace that has the extension ``vector``."""

    host: pulumi.Input[str]
    """Name or address of the server."""
    port: NotRequired[pulumi.Input[int]]
    """TCP port. Default: 5432."""
    database: NotRequired[pulumi.Input[str]]
    """Name of the database. Default: ``rag``."""
    username: NotRequired[pulumi.Input[str]]
    """Role that owns the database. Default: ``rag``."""
    password: NotRequired[pulumi.Input[str]]
    """Password of the role. Either this or ``password_secret``."""
    password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the password. Either this or ``password``."""
    sslmode: NotRequired[pulumi.Input[str]]
    """libpq's sslmode: ``disable``, ``allow``, ``prefer``, ``require``, ``verify-ca`` or ``verify-full``.
    Default: ``prefer``."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust. Default: none."""


@replaceable(
    no_effect_with("existing_secret", "password", "superuser_password"),
    REFUSE_OWN_SETTINGS,
    UPGRADE_RULE,
    enough_memory("Postgres"),
)
@constrain(
    image=IMAGE,
    settings=SETTINGS,
    password=password(16),
    superuser_password=password(16),
    existing_secret=OBJECT_NAME,
    password_rotation=COUNTER,
)
class PgVectorServerArgs(TypedDict):
    """A Postgres server with pgvector, or an external one to use instead.

    A running server does not read passwords from a Secret: a new value alone would lock the RAG API out, and
    ``password_rotation`` sets it in the database first. The superuser's has no rotation.
    """

    storage: NotRequired[StorageArgs]
    """Volume of the database. Default: 5Gi, retained."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 256Mi memory, at most 1Gi."""
    settings: NotRequired[dict[str, pulumi.Input[str]]]
    """Postgres' own parameters. Those about memory follow the memory limit otherwise: ``shared_buffers`` a quarter,
    ``effective_cache_size`` three quarters, ``maintenance_work_mem`` 1/16, ``work_mem`` 1/256. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Postgres 17 and pgvector; this project's own is in docker/postgres-pgvector. Default: the one in
    `homelab.images`."""
    upgrade: NotRequired[PostgresUpgradeArgs]
    """Upgrade to another major version of Postgres, into a volume of its own. Default: none; another major version is
    refused."""
    password: NotRequired[pulumi.Input[str]]
    """Password of the RAG API's role, at least 16 letters and digits. Default: 32 generated ones."""
    superuser_password: NotRequired[pulumi.Input[str]]
    """Password of ``postgres``, at least 16 letters and digits. Default: 32 generated ones."""
    password_rotation: NotRequired[int]
    """A new number generates a new password, and a Job sets it in the database before the RAG API's pods get it. With
    ``password`` or ``existing_secret``, whose new value has to be there before, nothing is generated, and the Job sets
    that. Default: 0."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys ``password`` and ``superuser-password``; nothing is generated then.
    Default: none."""
    external: NotRequired[ExternalPgVectorArgs]
    """External database to use; no server is created then. Default: none."""


class PgVectorArgs(MonitoredServerArgs, PgVectorServerArgs):
    """Arguments of `PgVector`."""
