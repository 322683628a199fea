"""The user of LibreChat in the document database."""

from dataclasses import dataclass

from homelab.components.documentdb.args import DocumentDBArgs, DocumentDBEngine
from homelab.components.passwords import create_initial_password
from homelab.kubernetes import Application, SecretReference, apply, create_secret_value, is_retained
from homelab.urls import percent_encoded

PORT = 27017
DATABASE = "LibreChat"
ROLE = "librechat"
OPTIONS = {
    DocumentDBEngine.FERRETDB: "authSource=admin",
    DocumentDBEngine.MONGODB: f"directConnection=true&authSource={DATABASE}",
}
"""Options of the connection string, by engine."""


@dataclass(frozen=True)
class User:
    """References to the user's password and to the connection string that contains it."""

    password: SecretReference
    uri: SecretReference


def create_user(app: Application, args: DocumentDBArgs) -> User:
    """Reference the user in ``existing_secret``, or create one."""
    if "existing_secret" in args:
        existing = args["existing_secret"]
        return User({"name": existing, "key": "password"}, {"name": existing, "key": "uri"})
    retain = is_retained(app, args.get("storage", {}))
    password = create_initial_password(
        app, "password", args.get("password"), retain=retain, rotation=args.get("password_rotation", 0)
    )
    options = OPTIONS[DocumentDBEngine(args.get("engine", DocumentDBEngine.FERRETDB))]
    uri = apply(lambda host, secret: connection_string(host, secret, options), app.host, password.value)
    return User(password.reference, create_secret_value(app, "uri", uri))


def connection_string(host: str, password: str, options: str) -> str:
    """URI of LibreChat's database."""
    return _connection_string(host, percent_encoded(password), options)


def connection_template(host: str, engine: DocumentDBEngine) -> str:
    """Template of External Secrets for the URI of LibreChat's database, with the key ``password`` in it."""
    return _connection_string(host, "{{ .password | urlquery }}", OPTIONS[engine])


def _connection_string(host: str, password: str, options: str) -> str:
    return f"mongodb://{ROLE}:{password}@{host}:{PORT}/{DATABASE}?{options}"
