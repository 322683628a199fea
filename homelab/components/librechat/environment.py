"""Environment variables for LibreChat's domain and backends."""

from collections.abc import Mapping

import pulumi

from homelab.components.node import node_options
from homelab.connections import (
    HttpConnection,
    LibreChatCredentials,
    MeilisearchConnection,
    MongoConnection,
    RedisConnection,
)
from homelab.kubernetes import ConfigMapReference, EnvironmentValue, Resources, ResourcesArgs, apply

PORT = 3080
CONFIG_FOLDER = "/etc/librechat"
CONFIG_FILE = f"{CONFIG_FOLDER}/librechat.yaml"
SERVER_COMMAND = ("node", "api/server/index.js")
RESOURCES = Resources(cpu="250m", memory="768Mi", memory_limit="1536Mi")
DATABASE_CERTIFICATES = "/etc/ssl/database"
CACHE_CERTIFICATES = "/etc/ssl/cache"


def requirements(overrides: ResourcesArgs) -> Resources:
    """Resource requirements of a server."""
    return RESOURCES.with_overrides(overrides)


def server_environment(
    *, host: str, address: pulumi.Input[str], trust_proxy: pulumi.Input[int], requirements: Resources
) -> dict[str, EnvironmentValue]:
    """Variables of every LibreChat server.

    :param host: Address at which it listens.
    """
    return {
        "NODE_ENV": "production",
        "NODE_OPTIONS": node_options(requirements),
        "HOST": host,
        "PORT": str(PORT),
        "DOMAIN_CLIENT": address,
        "DOMAIN_SERVER": address,
        # LibreChat treats 0 as 1; with a wrong number all users share one address, and one ban.
        "TRUST_PROXY": apply(str, trust_proxy),
        "NO_INDEX": "true",
        "CONSOLE_JSON": "true",
        "LOG_TO_FILE": "false",
    }


def credentials_environment(credentials: LibreChatCredentials) -> dict[str, EnvironmentValue]:
    """Variables of LibreChat's own secrets. Without them, each pod would generate its own."""
    return {
        "CREDS_KEY": credentials["creds_key"],
        "CREDS_IV": credentials["creds_iv"],
        "JWT_SECRET": credentials["jwt_secret"],
        "JWT_REFRESH_SECRET": credentials["jwt_refresh_secret"],
        "METRICS_SECRET": credentials["metrics_secret"],
    }


def script_environment(
    database: MongoConnection, credentials: LibreChatCredentials, requirements: Resources
) -> dict[str, EnvironmentValue]:
    """Variables of scripts that use LibreChat's own code on its database.

    They create no indexes and collections in passing: FerretDB deadlocks when two clients do so at once.
    """
    return {
        "NODE_ENV": "production",
        "NODE_OPTIONS": node_options(requirements),
        "LOG_TO_FILE": "false",
        **credentials_environment(credentials),
        **database_environment(database),
        "MONGO_AUTO_INDEX": "false",
        "MONGO_AUTO_CREATE": "false",
    }


def database_environment(connection: MongoConnection) -> dict[str, EnvironmentValue]:
    """Variables of the document database."""
    environment: dict[str, EnvironmentValue] = {"MONGO_URI": connection["uri"]}
    if "ca" in connection:
        environment["NODE_EXTRA_CA_CERTS"] = _certificate(DATABASE_CERTIFICATES, connection["ca"])
    return environment


def cache_environment(connection: RedisConnection, key_prefix: str) -> dict[str, EnvironmentValue]:
    """Variables of cache and streams, which replicas share by the same prefix."""
    environment: dict[str, EnvironmentValue] = {
        "USE_REDIS": "true",
        "REDIS_URI": connection["uri"],
        "REDIS_KEY_PREFIX": key_prefix,
        # By default clients give up for good after ten attempts, which no probe detects.
        "REDIS_RETRY_MAX_ATTEMPTS": "0",
    }
    if "username" in connection:
        environment["REDIS_USERNAME"] = connection["username"]
    if "password" in connection:
        environment["REDIS_PASSWORD"] = connection["password"]
    if "ca" in connection:
        environment["REDIS_CA"] = _certificate(CACHE_CERTIFICATES, connection["ca"])
    flags = {
        "USE_REDIS_CLUSTER": connection.get("cluster"),
        "REDIS_CLUSTER_SAFE_DELETE": connection.get("cluster_safe_delete"),
        "REDIS_USE_ALTERNATIVE_DNS_LOOKUP": connection.get("alternative_dns_lookup"),
    }
    return environment | {name: "true" for name, is_set in flags.items() if is_set}


def search_environment(connection: MeilisearchConnection) -> dict[str, EnvironmentValue]:
    """Variables of the search over conversations."""
    return {
        "SEARCH": "true",
        "MEILI_HOST": connection["url"],
        "MEILI_MASTER_KEY": connection["api_key"],
        # By default up to a thousand messages without a place in the index stay without one.
        "MEILI_SYNC_THRESHOLD": "0",
    }


def rag_environment(connection: HttpConnection) -> dict[str, EnvironmentValue]:
    """Variables of the search over files."""
    return {"RAG_API_URL": connection["url"]}


def certificates(
    database: MongoConnection, cache: RedisConnection | None
) -> Mapping[str, tuple[str, ConfigMapReference]]:
    """CA certificates and their mount paths, by backend."""
    optional = {
        "database": (DATABASE_CERTIFICATES, database.get("ca")),
        "cache": (CACHE_CERTIFICATES, cache.get("ca") if cache else None),
    }
    return {name: (folder, ca) for name, (folder, ca) in optional.items() if ca is not None}


def _certificate(folder: str, ca: ConfigMapReference) -> pulumi.Input[str]:
    return apply(lambda key: f"{folder}/{key}", ca["key"])
