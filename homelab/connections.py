"""Connections from one component to another.

Passwords are references to Secrets, never values. ``workload`` is the workload behind an address, for network policies;
it is absent for services outside of the cluster.
"""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import PORT
from homelab.kubernetes import ConfigMapReference, Peer, SecretReference, any_address, pods


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
    workload: NotRequired[pulumi.Input[str]]
    """Workload that serves it. Default: none, the server is outside of the cluster."""
    ca: NotRequired[ConfigMapReference]
    """Certificates to trust. Default: none."""
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


def peer_of(connection: Connection) -> Peer:
    """Server of a connection, for network policies: its pods, or any address if it is outside of the cluster."""
    port = connection["port"]
    return pods(connection["workload"], port) if "workload" in connection else any_address(port)


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
    metrics_secret: SecretReference
    """Bearer token for ``/metrics``."""
    session_secret: NotRequired[SecretReference]
    """Signs sessions of users who sign in by OpenID Connect or SAML. Default: none, if neither is set up."""
