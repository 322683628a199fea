"""DocumentDB: the document database of LibreChat, for everything except files and embeddings."""

from urllib.parse import urlsplit

import pulumi

from homelab.arguments import check
from homelab.components.base import application
from homelab.components.documentdb import ferretdb, mongodb
from homelab.components.documentdb.args import DocumentDBArgs, DocumentDBEngine, ExternalDocumentDBArgs
from homelab.components.documentdb.user import PORT
from homelab.components.passwords import resolve_secret
from homelab.components.server import Server, run_or_connect
from homelab.connections import MongoConnection
from homelab.kubernetes import Application, apply, create_config_map_value


class DocumentDB(pulumi.ComponentResource):
    """A database that speaks MongoDB's wire protocol, with a user for LibreChat.

    ```python
    database = DocumentDB("documents", {"namespace": "ai", "engine": "mongodb"})
    ```
    """

    connection: MongoConnection
    """Connection for clients; the connection string with the password is in a Secret."""

    def __init__(self, name: str, args: DocumentDBArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(DocumentDBArgs, args, f"DocumentDB {name!r}")
        super().__init__("homelab:index:DocumentDB", name, {}, opts)
        engine = args.get("engine", DocumentDBEngine.FERRETDB)
        app = application(self, name, args, app=engine.value, role="document-database")
        self.connection, self.workload = run_or_connect(app, args, server=_server, external=_external_connection)
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: DocumentDBArgs) -> Server[MongoConnection]:
    if args.get("engine") is DocumentDBEngine.MONGODB:
        return mongodb.server(app, args)
    return ferretdb.server(app, args)


def _external_connection(app: Application, external: ExternalDocumentDBArgs) -> MongoConnection:
    port = external.get("port", PORT)
    if "uri" in external:
        port = apply(lambda uri: urlsplit(uri.partition(",")[0]).port or PORT, external["uri"])
    connection: MongoConnection = {
        "uri": resolve_secret(app, "uri", external, "uri"),
        "port": port if isinstance(port, int) else pulumi.Output.unsecret(pulumi.Output.from_input(port)),
    }
    if "ca_pem" in external:
        connection["ca"] = create_config_map_value(app, "ca", external["ca_pem"])
    return connection
