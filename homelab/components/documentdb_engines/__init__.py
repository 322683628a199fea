"""The servers that `homelab.components.documentdb.DocumentDB` can be made of, one engine a file."""

from dataclasses import dataclass

import pulumi

from homelab.components.passwords import stored_password
from homelab.connections import MongoConnection
from homelab.kubernetes import Application, SecretReference, combine

PORT = 27017
DATABASE = "LibreChat"
ROLE = "librechat"


@dataclass(frozen=True)
class Engine:
    """A running engine: how to reach it, and what a client waits for."""

    connection: MongoConnection
    workload: pulumi.Resource


@dataclass(frozen=True)
class ApplicationUser:
    """LibreChat's user of the database."""

    password: SecretReference
    uri: SecretReference
    """Where the connection string is, the password in it."""


def application_user(
    app: Application,
    *,
    options: str,
    retain: bool,
    password: pulumi.Input[str] | None,
    existing_secret: pulumi.Input[str] | None,
) -> ApplicationUser:
    """The user that ``existing_secret`` describes, or a new one.

    :param options: Those of the connection string.
    """
    if existing_secret is not None:
        return ApplicationUser({"name": existing_secret, "key": "password"}, {"name": existing_secret, "key": "uri"})
    stored = stored_password(app, "password", password, retain=retain)
    uri = combine(lambda host, secret: connection_string(host, secret, options), app.host, stored.value)
    return ApplicationUser(stored.reference, app.secret_value("uri", uri))


def connection_string(host: str, password: str, options: str) -> str:
    """The URI of LibreChat's database for its own user; the password is letters and digits and needs no encoding."""
    return f"mongodb://{ROLE}:{password}@{host}:{PORT}/{DATABASE}?{options}"
