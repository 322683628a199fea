"""The user of LibreChat in the document database."""

from dataclasses import dataclass

from homelab.components.documentdb.args import DocumentDBArgs
from homelab.components.passwords import create_initial_password
from homelab.kubernetes import Application, SecretReference, apply, create_secret_value, is_retained
from homelab.urls import percent_encoded

PORT = 27017
DATABASE = "LibreChat"
ROLE = "librechat"


@dataclass(frozen=True)
class User:
    """References to the user's password and to the connection string that contains it."""

    password: SecretReference
    uri: SecretReference


def create_user(app: Application, args: DocumentDBArgs, *, options: str) -> User:
    """Reference the user in ``existing_secret``, or create one.

    :param options: Options of the connection string.
    """
    if "existing_secret" in args:
        existing = args["existing_secret"]
        return User({"name": existing, "key": "password"}, {"name": existing, "key": "uri"})
    retain = is_retained(app, args.get("storage", {}))
    password = create_initial_password(app, "password", args.get("password"), retain=retain)
    uri = apply(lambda host, secret: connection_string(host, secret, options), app.host, password.value)
    return User(password.reference, create_secret_value(app, "uri", uri))


def connection_string(host: str, password: str, options: str) -> str:
    """URI of LibreChat's database."""
    return f"mongodb://{ROLE}:{percent_encoded(password)}@{host}:{PORT}/{DATABASE}?{options}"
