"""DocumentDB: the document database in which LibreChat keeps everything but files and embeddings."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlsplit

import pulumi

from homelab.arguments import Rule, check, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import IMAGE, OBJECT_NAME, PEM, password, url
from homelab.arguments.constraints import PORT as TCP_PORT
from homelab.components.base import ServerArgs, application
from homelab.components.documentdb_engines import PORT, Engine, application_user, ferretdb, mongodb
from homelab.components.documentdb_engines.ferretdb import GatewayArgs
from homelab.components.passwords import given_secret
from homelab.connections import MongoConnection
from homelab.kubernetes import Application, ResourcesArgs, SecretReference, StorageArgs, combine


class DocumentDBEngine(StrEnum):
    """What speaks MongoDB's wire protocol."""

    FERRETDB = "ferretdb"
    """FerretDB over Postgres: free software all through; no transactions, which LibreChat can do without."""
    MONGODB = "mongodb"
    """MongoDB, a replica set of one node; needs a CPU with AVX; licensed under the SSPL."""
    EXTERNAL = "external"
    """A server outside of the workspace."""


def _port_of_a_reference(group: Mapping[str, Any]) -> Iterable[str]:
    if "uri" in group and "port" in group:
        yield "port has no effect with uri, which holds it: remove it"


@rules(mutually_exclusive("uri", "uri_secret", required=True), Rule(("uri", "port"), _port_of_a_reference))
@constrain(
    uri=url("mongodb", "mongodb+srv", example="mongodb+srv://user:password@host/LibreChat", is_secret=True),
    port=TCP_PORT,
    ca_pem=PEM,
)
class ExternalDocumentDBArgs(TypedDict):
    """A server outside of the workspace: Atlas, AWS DocumentDB (5.0 or newer, not elastic), any other."""

    uri: NotRequired[pulumi.Input[str]]
    """Connection string with user, password and database. AWS DocumentDB needs ``retryWrites=false`` in it. Either this
    or ``uri_secret``."""
    uri_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the connection string. Either this or ``uri``."""
    port: NotRequired[pulumi.Input[int]]
    """TCP port that a connection string in a Secret leads to. Default: 27017."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust, besides the system's. Default: none."""


CONNECTION_OPTIONS: Mapping[DocumentDBEngine, str] = {
    DocumentDBEngine.FERRETDB: ferretdb.CONNECTION_OPTIONS,
    DocumentDBEngine.MONGODB: mongodb.CONNECTION_OPTIONS,
}


def _engine_and_external(group: Mapping[str, Any]) -> Iterable[str]:
    is_external = group.get("engine") == DocumentDBEngine.EXTERNAL
    if is_external and "external" not in group:
        yield "engine external needs external.uri or external.uri_secret"
    if "external" in group and "engine" in group and not is_external:
        yield f"engine {group['engine']} and external are mutually exclusive: remove one"


def _gateway_of_ferretdb(group: Mapping[str, Any]) -> Iterable[str]:
    if "gateway" in group and group.get("engine") == DocumentDBEngine.MONGODB:
        yield "gateway has no effect with engine mongodb: remove it"


@rules(
    Rule(("engine", "external"), _engine_and_external),
    Rule(("engine", "gateway"), _gateway_of_ferretdb),
    no_effect_with("external", "storage", "resources", "image", "gateway", "password", "existing_secret"),
    mutually_exclusive("password", "existing_secret"),
)
@constrain(image=IMAGE, password=password(16), existing_secret=OBJECT_NAME)
class DocumentDBServerArgs(TypedDict):
    """A server that speaks MongoDB's wire protocol, or another one in its place.

    Its passwords have no rotation: a running server does not learn them from a Secret, so another value would lock
    LibreChat out. Change the user in the database first, then hand the new value in.
    """

    engine: NotRequired[DocumentDBEngine]
    """Default: ferretdb, or external where ``external`` is given."""
    storage: NotRequired[StorageArgs]
    """Volume of the database. Default: 5Gi, kept."""
    resources: NotRequired[ResourcesArgs]
    """Of the server that holds the data. Default: 250m CPU and 512Mi memory, at most 1Gi."""
    image: NotRequired[pulumi.Input[str]]
    """Image of the server that holds the data: Postgres 17 with documentdb (this project's own is in
    docker/postgres-documentdb), or mongod. Default: the one of `homelab.images`."""
    gateway: NotRequired[GatewayArgs]
    """FerretDB itself. Default: see there."""
    password: NotRequired[pulumi.Input[str]]
    """Password of LibreChat's user, at least 16 letters and digits. Default: 32 generated ones."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys ``password``, of LibreChat's user ``librechat``, and ``uri``, the connection
    string with it; nothing is generated for the user then. Default: none."""
    external: NotRequired[ExternalDocumentDBArgs]
    """Server to use instead; no server is created then. Default: none."""


@rules(no_effect_with("external", "clients"))
class DocumentDBArgs(ServerArgs, DocumentDBServerArgs):
    """Arguments of `DocumentDB`."""


class DocumentDB(pulumi.ComponentResource):
    """A database that speaks MongoDB's wire protocol, with a user of LibreChat's own.

    ```python
    database = DocumentDB("documents", {"namespace": "ai", "engine": "mongodb"})
    ```
    """

    connection: MongoConnection
    """Where clients connect; the connection string with its password is in a Secret."""

    def __init__(self, name: str, args: DocumentDBArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(DocumentDBArgs, args, f"DocumentDB {name!r}")
        super().__init__("homelab:index:DocumentDB", name, {}, opts)
        engine = args.get("engine", DocumentDBEngine.FERRETDB)
        app = application(self, name, args, app=engine.value, role="document-database")
        self.workload: pulumi.Resource | None = None
        """What a client waits for; None for an external server."""
        if "external" in args:
            self.connection = _external_connection(app, args["external"])
        else:
            served = self._serve(app, engine, args)
            self.connection, self.workload = served.connection, served.workload
        self.register_outputs({"connection": self.connection})

    def _serve(self, app: Application, engine: DocumentDBEngine, args: DocumentDBArgs) -> Engine:
        image, storage, server_resources = args.get("image"), args.get("storage", {}), args.get("resources", {})
        user = application_user(
            app,
            options=CONNECTION_OPTIONS[engine],
            retain=app.retains(storage),
            password=args.get("password"),
            existing_secret=args.get("existing_secret"),
        )
        if engine is DocumentDBEngine.MONGODB:
            return mongodb.mongodb(
                app,
                image=image,
                storage=storage,
                server_resources=server_resources,
                user=user,
                admitted=args.get("clients"),
            )
        return ferretdb.ferretdb(
            app,
            image=image,
            storage=storage,
            server_resources=server_resources,
            gateway=args.get("gateway", {}),
            user=user,
            admitted=args.get("clients"),
        )


def _external_connection(app: Application, external: ExternalDocumentDBArgs) -> MongoConnection:
    port = external.get("port", PORT)
    if "uri" in external:
        port = combine(lambda uri: urlsplit(uri.partition(",")[0]).port or PORT, external["uri"])
    connection: MongoConnection = {
        "uri": given_secret(app, "uri", external, "uri"),
        "port": port if isinstance(port, int) else pulumi.Output.unsecret(pulumi.Output.from_input(port)),
    }
    if "ca_pem" in external:
        connection["ca"] = app.config_value("ca", external["ca_pem"])
    return connection
