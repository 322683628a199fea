"""What one component tells another: where to connect, and which Secret key opens the door.

Passwords travel as references, never as values. ``workload`` names the pods behind an address for network policies; it
is absent where the service is outside of the cluster.
"""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import PORT
from homelab.kubernetes import ConfigMapReference, SecretReference


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
    """Where the role's password is."""
    workload: NotRequired[pulumi.Input[str]]
    """Pods that serve it. Default: none, the server is outside of the cluster."""
    sslmode: NotRequired[pulumi.Input[str]]
    """libpq's sslmode. Default: libpq's own, ``prefer``."""
    ca: NotRequired[ConfigMapReference]
    """Certificates to trust. Default: none."""


@constrain(port=PORT)
class MongoConnection(TypedDict):
    """A server that speaks MongoDB's wire protocol."""

    uri: SecretReference
    """Where the connection string is; it holds user, password and database."""
    port: pulumi.Input[int]
    """TCP port."""
    workload: NotRequired[pulumi.Input[str]]
    """Pods that serve it. Default: none, the server is outside of the cluster."""
    ca: NotRequired[ConfigMapReference]
    """Certificates to trust. Default: none."""
    concurrent_index_builds: NotRequired[bool]
    """Whether clients may build indexes at once; FerretDB deadlocks then (FerretDB/FerretDB#5167). Default: true."""


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
    """Where the password is. Default: no password."""
    workload: NotRequired[pulumi.Input[str]]
    """Pods that serve it. Default: none, the server is outside of the cluster."""
    ca: NotRequired[ConfigMapReference]
    """Certificates to trust; needs ``rediss://``. Default: none."""
    cluster: NotRequired[bool]
    """Whether one address leads to a cluster. Default: false."""
    cluster_safe_delete: NotRequired[bool]
    """Delete keys one by one, as ElastiCache Serverless wants. Default: false."""
    alternative_dns_lookup: NotRequired[bool]
    """Resolve names as TLS clusters of ElastiCache want (danny-avila/LibreChat#9263). Default: false."""


@constrain(port=PORT)
class MeilisearchConnection(TypedDict):
    """A Meilisearch server."""

    url: pulumi.Input[str]
    """Base URL."""
    port: pulumi.Input[int]
    """TCP port."""
    api_key: SecretReference
    """Where the key is."""
    workload: NotRequired[pulumi.Input[str]]
    """Pods that serve it. Default: none, the server is outside of the cluster."""


@constrain(port=PORT)
class HttpConnection(TypedDict):
    """A server that speaks HTTP and knows no users: rag_api, SearXNG, Ollama."""

    url: pulumi.Input[str]
    """Base URL."""
    port: pulumi.Input[int]
    """TCP port."""
    workload: NotRequired[pulumi.Input[str]]
    """Pods that serve it. Default: none, the server is outside of the cluster."""


class LibreChatCredentials(TypedDict):
    """The secrets that LibreChat cannot run without; rag_api verifies its tokens with the same ``jwt_secret``."""

    creds_key: SecretReference
    """64 hexadecimal digits; encrypts what users store."""
    creds_iv: SecretReference
    """32 hexadecimal digits."""
    jwt_secret: SecretReference
    """Signs the tokens of logged-in users."""
    jwt_refresh_secret: SecretReference
    """Signs the tokens that sessions are renewed with."""
    metrics_secret: SecretReference
    """Bearer token that ``/metrics`` wants."""
    session_secret: NotRequired[SecretReference]
    """Signs the sessions of people who sign in by OpenID Connect or SAML. Default: none, nobody does."""
