"""Arguments of `homelab.components.documentdb.DocumentDB`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import COUNTER, IMAGE, OBJECT_NAME, PEM, PORT, password, secret_uri
from homelab.choices import Choice
from homelab.components.base import replaceable
from homelab.components.documentdb.versions import COMPATIBILITY_RULE, COMPATIBILITY_VERSION, is_pair
from homelab.components.minimum_memory import enough_memory, memory_violations
from homelab.components.monitoring.component_args import MonitoredServerArgs
from homelab.components.postgres import REFUSE_OWN_SETTINGS, SETTINGS
from homelab.components.postgres_upgrade import UPGRADE_RULE, PostgresVolumeArgs
from homelab.kubernetes import ResourcesArgs, SecretReference, StorageArgs


class DocumentDBEngine(StrEnum):
    """Servers that speak MongoDB's wire protocol."""

    FERRETDB = "ferretdb"
    """FerretDB on Postgres: free software throughout; no transactions, which LibreChat does not need."""
    MONGODB = "mongodb"
    """MongoDB as a replica set of one node; requires a CPU with AVX; licensed under the SSPL."""
    EXTERNAL = "external"
    """A server outside of the workspace."""


DocumentDBEngineChoice: TypeAlias = Choice[DocumentDBEngine, Literal["ferretdb", "mongodb", "external"]]


ELASTIC_IS_UNSUPPORTED = (
    "elastic clusters of AWS DocumentDB have no unique indexes, which LibreChat needs: use a cluster with instances, "
    "or a serverless one"
)


def is_elastic(uri: str) -> bool:
    """Whether a connection string names an elastic cluster of AWS DocumentDB."""
    return ".docdb-elastic.amazonaws." in uri


def _uri_is_supported(group: Mapping[str, Any]) -> Iterable[str]:
    uri = group.get("uri")
    if isinstance(uri, str) and is_elastic(uri):
        yield f"uri: {ELASTIC_IS_UNSUPPORTED}"


def _port_is_not_in_uri(group: Mapping[str, Any]) -> Iterable[str]:
    uri = group.get("uri")
    if isinstance(uri, str) and not uri.startswith("mongodb+srv:") and "port" in group:
        yield "port has no effect with uri, which contains it: remove it"


@rules(
    mutually_exclusive("uri", "uri_secret", required=True),
    Rule(("uri", "port"), _port_is_not_in_uri),
    Rule(("uri",), _uri_is_supported),
)
@constrain(
    uri=secret_uri(
        *("mongodb", "mongodb+srv"),
        example="mongodb+srv://user:password@host/LibreChat",
        reserved=("admin", "config", "local"),
    ),
    port=PORT,
    ca_pem=PEM,
)
class ExternalDocumentDBArgs(TypedDict):
    """A server outside of the workspace: Atlas, AWS DocumentDB (5.0 or newer, not elastic), or another one."""

    uri: NotRequired[pulumi.Input[str]]
    """Connection string with user, password and database. AWS DocumentDB needs ``retryWrites=false`` in it. Either this
    or ``uri_secret``."""
    uri_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the connection string, with user, password and database. Either this or
    ``uri``."""
    port: NotRequired[pulumi.Input[int]]
    """TCP port of the servers in the connection string of ``uri_secret``, or of those that ``mongodb+srv`` finds by
    DNS. Default: 27017, and 27015 and 27016, which Atlas uses; for ``mongodb`` in ``uri`` those in it."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust, in addition to the system's. Default: none."""


@rules(enough_memory("FerretDB"))
@constrain(image=IMAGE)
class GatewayArgs(TypedDict):
    """FerretDB itself, the gateway between MongoDB clients and Postgres; it stores no data."""

    image: NotRequired[pulumi.Input[str]]
    """Image with FerretDB, in a version that matches the database's. Default: the one in `homelab.images`."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 128Mi memory, at most 512Mi."""


def _engine_and_external(group: Mapping[str, Any]) -> Iterable[str]:
    is_external = group.get("engine") == DocumentDBEngine.EXTERNAL
    if is_external and "external" not in group:
        yield "engine external needs external.uri or external.uri_secret"
    if "external" in group and "engine" in group and not is_external:
        yield f"engine {group['engine']} and external are mutually exclusive: remove one"


_OF_FERRETDB = ("gateway", "upgrade")


def _versions_of_the_engine(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("engine") == DocumentDBEngine.MONGODB:
        yield from (f"{name} has no effect with engine mongodb: remove it" for name in _OF_FERRETDB if name in group)
    elif "compatibility_version" in group:
        yield "compatibility_version is MongoDB's own and needs engine mongodb: remove it"
    else:
        yield from is_pair(group.get("image"), group.get("gateway", {}).get("image"))


def _are_names(value: Mapping[str, Any]) -> bool:
    return all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name) for name in value)


_SETTINGS = replace(
    SETTINGS,
    expected="a map of Postgres' parameters or mongod's options such as wiredTigerCacheSizeGB: 2",
    accepts=_are_names,
)
_OWN_OPTIONS = ("auth", "bind_ip", "bind_ip_all", "dbpath", "ipv6", "keyFile", "port", "replSet", "config")


def _own_settings(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("engine") != DocumentDBEngine.MONGODB:
        yield from REFUSE_OWN_SETTINGS.violations(group)
        return
    for name in group.get("settings", {}):
        if name in _OWN_OPTIONS:
            yield f"settings.{name} is set by the component: remove it"


def _enough_memory(group: Mapping[str, Any]) -> Iterable[str]:
    program = "MongoDB" if group.get("engine") == DocumentDBEngine.MONGODB else "Postgres"
    return memory_violations(program, group.get("resources", {}), "resources")


@replaceable(
    Rule(("engine", "external"), _engine_and_external),
    Rule(("engine", "image", "gateway", "upgrade", "compatibility_version"), _versions_of_the_engine),
    UPGRADE_RULE,
    COMPATIBILITY_RULE,
    mutually_exclusive("password", "existing_secret"),
    Rule(("settings",), _own_settings),
    Rule(("engine", "resources"), _enough_memory),
    except_for=("engine",),
)
@constrain(
    image=IMAGE,
    settings=_SETTINGS,
    compatibility_version=COMPATIBILITY_VERSION,
    password=password(16),
    existing_secret=OBJECT_NAME,
    server_secret=OBJECT_NAME,
    password_rotation=COUNTER,
)
class DocumentDBServerArgs(TypedDict):
    """A server that speaks MongoDB's wire protocol, or an external one to use instead.

    A running server does not read passwords from a Secret: a new value alone would lock LibreChat out, and
    ``password_rotation`` sets it in the database first. Those of the server itself have no rotation.
    """

    engine: NotRequired[DocumentDBEngineChoice]
    """Default: ferretdb, or external if ``external`` is set."""
    storage: NotRequired[StorageArgs]
    """Volume of the database. Default: 5Gi, retained."""
    resources: NotRequired[ResourcesArgs]
    """Resources of the server that stores the data. Default: 250m CPU and 512Mi memory, at most 1Gi."""
    settings: NotRequired[dict[str, pulumi.Input[str]]]
    """Settings of the server that stores the data, under its own names: Postgres' parameters, or mongod's options, such
    as ``wiredTigerCacheSizeGB: 2``. Those about memory follow the memory limit otherwise. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image of the server that stores the data: Postgres 17 with documentdb (this project's own is in
    docker/postgres-documentdb), or mongod. Default: the one in `homelab.images`."""
    gateway: NotRequired[GatewayArgs]
    """FerretDB itself. Default: that of the group."""
    upgrade: NotRequired[PostgresVolumeArgs]
    """Another major version of FerretDB's Postgres, which starts on an empty volume of its own: its data only moves
    through FerretDB, by a backup and a restore. Default: none; another major version is refused."""
    compatibility_version: NotRequired[str]
    """MongoDB's feature compatibility version, such as ``8.0``: raised once a new version has proven itself, as older
    versions do not open the data from then on. Default: none; it stays as it is."""
    password: NotRequired[pulumi.Input[str]]
    """Password of LibreChat's user, at least 16 letters and digits. Default: 32 generated ones."""
    password_rotation: NotRequired[int]
    """A new number generates a new password of LibreChat's user, and a Job sets it in the database before LibreChat's
    pods get it. With ``password`` or ``existing_secret``, whose new value has to be there before, nothing is generated,
    and the Job sets that. Default: 0."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys ``password``, that of the user ``librechat``, and ``uri``, the connection string
    that contains it; nothing is generated for the user then. Default: none."""
    server_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with what the server itself needs, of letters and digits: for FerretDB ``superuser-password``,
    for MongoDB ``root-password``, ``replica-set-key`` of 6 to 1024 characters and, if it is monitored,
    ``metrics-password``; nothing of it is generated then. Default: none."""
    external: NotRequired[ExternalDocumentDBArgs]
    """External server to use; no server is created then. Default: none."""


class DocumentDBArgs(MonitoredServerArgs, DocumentDBServerArgs):
    """Arguments of `DocumentDB`."""
