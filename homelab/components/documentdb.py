"""DocumentDB: the document database in which LibreChat keeps everything but files and embeddings."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlsplit

import pulumi

from homelab.arguments import Contradiction, check, constrain, refuse, without_effect_beside
from homelab.components.base import ServerArgs, application
from homelab.components.documentdb_engines import PORT, Engine
from homelab.components.documentdb_engines.ferretdb import GatewayArgs, ferretdb
from homelab.components.documentdb_engines.mongodb import mongodb
from homelab.connections import MongoConnection
from homelab.constraints import IMAGE, PEM, password, url
from homelab.kubernetes import Application, ResourcesArgs, StorageArgs, combine


class DocumentDBEngine(StrEnum):
    """What speaks MongoDB's wire protocol."""

    FERRETDB = "ferretdb"
    """FerretDB over Postgres: free software all through; no transactions, which LibreChat can do without."""
    MONGODB = "mongodb"
    """MongoDB, a replica set of one node; needs a CPU with AVX; licensed under the SSPL."""
    EXTERNAL = "external"
    """A server outside of the workspace."""


@constrain(
    uri=url("mongodb", "mongodb+srv", example="mongodb+srv://user:password@host/LibreChat", is_secret=True), ca_pem=PEM
)
class ExternalDocumentDBArgs(TypedDict):
    """A server outside of the workspace: Atlas, AWS DocumentDB (5.0 or newer, not elastic), any other."""

    uri: pulumi.Input[str]
    """Connection string with user, password and database. AWS DocumentDB needs ``retryWrites=false`` in it."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust, besides the system's. Default: none."""


def _engine_and_external(group: Mapping[str, Any]) -> Iterable[str]:
    is_external = group.get("engine") == DocumentDBEngine.EXTERNAL
    if is_external and "external" not in group:
        yield "engine external needs external.uri"
    if "external" in group and "engine" in group and not is_external:
        yield f"engine {group['engine']} and external exclude each other: take one away"


def _gateway_of_ferretdb(group: Mapping[str, Any]) -> Iterable[str]:
    if "gateway" in group and group.get("engine") == DocumentDBEngine.MONGODB:
        yield "gateway has no effect beside engine mongodb: take it away"


@refuse(
    Contradiction(("engine", "external"), _engine_and_external),
    Contradiction(("engine", "gateway"), _gateway_of_ferretdb),
    without_effect_beside("external", "storage", "resources", "image", "gateway", "password"),
)
@constrain(image=IMAGE, password=password(16))
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
    external: NotRequired[ExternalDocumentDBArgs]
    """Server to use instead; no server is created then. Default: none."""


@refuse(without_effect_beside("external", "clients"))
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
        password, admitted = args.get("password"), args.get("clients")
        if engine is DocumentDBEngine.MONGODB:
            return mongodb(
                app,
                image=image,
                storage=storage,
                server_resources=server_resources,
                password=password,
                admitted=admitted,
            )
        return ferretdb(
            app,
            image=image,
            storage=storage,
            server_resources=server_resources,
            gateway=args.get("gateway", {}),
            password=password,
            admitted=admitted,
        )


def _external_connection(app: Application, external: ExternalDocumentDBArgs) -> MongoConnection:
    port = combine(lambda uri: urlsplit(uri.partition(",")[0]).port or PORT, external["uri"])
    connection: MongoConnection = {
        "uri": app.secret_value("uri", external["uri"]),
        "port": port if isinstance(port, int) else pulumi.Output.unsecret(pulumi.Output.from_input(port)),
    }
    if "ca_pem" in external:
        connection["ca"] = app.config_value("ca", external["ca_pem"])
    return connection
