"""Connections from one component to another.

Passwords are references to Secrets, never values. ``workload`` is the workload behind an address, for network policies;
it is absent for services outside of the cluster.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import PORT
from homelab.kubernetes import (
    ConfigMapReference,
    OptionalSecretReference,
    Peer,
    SecretReference,
    any_address,
    apply,
    peer_of_host,
    peer_of_url,
    peers_of_servers,
    pods,
)
from homelab.urls import parse_servers

MONGO_PORTS = {"mongodb": 27017, "mongodb+srv": 27017}
"""Schemes of MongoDB's connection strings and their ports."""
REDIS_PORTS = {"redis": 6379, "rediss": 6379}
"""Schemes of Redis' URIs and their ports."""
SRV_PORTS = (27017, 27016, 27015)
"""Ports of servers that are found by DNS: MongoDB's default, and others that Atlas uses."""


@constrain(port=PORT)
class PostgresConnection(TypedDict):
    """A database on a Postgres server, and a role that owns it."""

    host: pulumi.Input[str]
    """Name or address of the server."""
    port: pulumi.Input[int]
    """TCP port."""
    database: pulumi.Input[str]
    """Name of the database."""
    username: pulumi.Input[str]
    """Role that owns the database."""
    password: SecretReference
    """Reference to the role's password."""
    administrator_password: NotRequired[SecretReference]
    """Reference to the password of the server's superuser. Default: none, the server is outside of the cluster."""
    workload: NotRequired[pulumi.Input[str]]
    """Workload that serves it. Default: none, the server is outside of the cluster."""
    sslmode: NotRequired[pulumi.Input[str]]
    """libpq's sslmode. Default: libpq's own, ``prefer``."""
    ca: NotRequired[ConfigMapReference]
    """Certificates to trust. Default: none."""


@constrain(port=PORT)
class MongoConnection(TypedDict):
    """A server that speaks MongoDB's wire protocol."""

    uri: SecretReference
    """Reference to the connection string with user, password and database."""
    port: pulumi.Input[int]
    """TCP port."""
    other_ports: NotRequired[list[int]]
    """Other ports at which the servers may be, as the connection string is unknown. Default: none."""
    servers: NotRequired[pulumi.Input[Sequence[str]]]
    """Servers in the connection string, as ``host:port``, for network policies. Default: any address on these ports."""
    workload: NotRequired[pulumi.Input[str]]
    """Workload that serves it. Default: none, the server is outside of the cluster."""
    ca: NotRequired[ConfigMapReference]
    """Certificates to trust. Default: none."""
    administrator_password: NotRequired[SecretReference]
    """Reference to the password of the superuser of the server that stores the data. Default: none, the server is
    outside of the cluster."""
    concurrent_index_builds: NotRequired[bool]
    """Whether clients may build indexes concurrently; FerretDB deadlocks (FerretDB/FerretDB#5167). Default: true."""


@constrain(port=PORT)
class RedisConnection(TypedDict):
    """A server that speaks Redis' protocol."""

    uri: pulumi.Input[str]
    """``redis://`` or ``rediss://`` without credentials; a comma-separated list is a cluster."""
    port: pulumi.Input[int]
    """TCP port."""
    username: NotRequired[pulumi.Input[str]]
    """User. Default: the default user."""
    password: NotRequired[SecretReference]
    """Reference to the password. Default: no password."""
    workload: NotRequired[pulumi.Input[str]]
    """Workload that serves it. Default: none, the server is outside of the cluster."""
    ca: NotRequired[ConfigMapReference]
    """Certificates to trust; needs ``rediss://``. Default: none."""
    cluster: NotRequired[bool]
    """Whether a single address is that of a cluster. Default: false."""
    cluster_safe_delete: NotRequired[bool]
    """Delete keys one by one, as ElastiCache Serverless requires. Default: false."""
    alternative_dns_lookup: NotRequired[bool]
    """Resolve names as TLS clusters of ElastiCache require (danny-avila/LibreChat#9263). Default: false."""


@constrain(port=PORT)
class MeilisearchConnection(TypedDict):
    """A Meilisearch server."""

    url: pulumi.Input[str]
    """Base URL."""
    port: pulumi.Input[int]
    """TCP port."""
    api_key: SecretReference
    """Reference to the key."""
    workload: NotRequired[pulumi.Input[str]]
    """Workload that serves it. Default: none, the server is outside of the cluster."""
    image: NotRequired[pulumi.Input[str]]
    """Image that serves it: with another one, LibreChat fills the indexes again. Default: none, nothing is known."""


@constrain(port=PORT)
class HttpConnection(TypedDict):
    """An HTTP server without authentication: the RAG API, SearXNG, Ollama."""

    url: pulumi.Input[str]
    """Base URL."""
    port: pulumi.Input[int]
    """TCP port."""
    workload: NotRequired[pulumi.Input[str]]
    """Workload that serves it. Default: none, the server is outside of the cluster."""


Connection = PostgresConnection | MongoConnection | RedisConnection | MeilisearchConnection | HttpConnection


def peer_of(connection: Connection) -> pulumi.Input[Sequence[Peer]]:
    """Servers of a connection, for network policies: its pods, or outside of the workspace those at its address."""
    port = connection["port"]
    if "workload" in connection:
        return [pods(connection["workload"], port)]
    if "uri" in connection and isinstance(uri := connection["uri"], str | pulumi.Output):
        return apply(lambda text: peers_of_servers(servers_of(text, REDIS_PORTS)), uri)
    if "servers" in connection:
        return apply(peers_of_servers, connection["servers"])
    if "url" in connection:
        return apply(lambda url: [peer_of_url(url)], connection["url"])
    if "host" in connection:
        return apply(lambda host, number: [peer_of_host(host, number)], connection["host"], port)
    others = connection.get("other_ports", ())
    return [any_address(port, *others)]


def servers_of(uri: str, ports: Mapping[str, int], *, srv_ports: Sequence[int] = SRV_PORTS) -> list[str]:
    """The servers in a connection string, as ``host:port``.

    :param ports: Allowed schemes and their ports.
    :param srv_ports: Possible ports of the servers of ``mongodb+srv``, which are found by DNS.
    """
    found = parse_servers(uri, ports) or ()
    is_srv = uri.startswith("mongodb+srv:")
    return [replace(each, port=port).address for each in found for port in (srv_ports if is_srv else (each.port,))]


class LibreChatCredentials(TypedDict):
    """Secrets that LibreChat requires; the RAG API verifies its tokens with the same ``jwt_secret``."""

    creds_key: SecretReference
    """64 hexadecimal digits; key that encrypts user data."""
    creds_iv: SecretReference
    """32 hexadecimal digits."""
    jwt_secret: SecretReference
    """Signs the tokens of logged-in users."""
    jwt_refresh_secret: SecretReference
    """Signs the tokens that renew sessions."""
    metrics_secret: OptionalSecretReference
    """Bearer token for ``/metrics``; without it LibreChat denies access."""
    session_secret: NotRequired[SecretReference]
    """Signs sessions of users who sign in by OpenID Connect or SAML. Default: none, if neither is set up."""
