"""DocumentDB: the document database of LibreChat, for everything except files and embeddings."""

import pulumi

from homelab.arguments import ArgumentError, check
from homelab.components.base import application
from homelab.components.documentdb import ferretdb, mongodb
from homelab.components.documentdb.args import (
    ELASTIC_IS_UNSUPPORTED,
    DocumentDBArgs,
    DocumentDBEngine,
    ExternalDocumentDBArgs,
    is_elastic,
)
from homelab.components.documentdb.user import PORT
from homelab.components.passwords import resolve_secret
from homelab.components.server import Server, run_or_connect
from homelab.connections import MONGO_PORTS, SRV_PORTS, MongoConnection, servers_of
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
        engine = DocumentDBEngine(args.get("engine", DocumentDBEngine.FERRETDB))
        app = application(self, name, args, app=engine.value, role="document-database")
        self.connection, self.workload = run_or_connect(app, args, server=_server, external=_external_connection)
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: DocumentDBArgs) -> Server[MongoConnection]:
    if args.get("engine") is DocumentDBEngine.MONGODB:
        return mongodb.server(app, args)
    return ferretdb.server(app, args)


def _external_connection(app: Application, external: ExternalDocumentDBArgs) -> MongoConnection:
    connection: MongoConnection = {
        "uri": resolve_secret(app, "uri", external, "uri"),
        "port": external.get("port", PORT),
    }
    if "uri" in external:
        found: pulumi.Input[list[str]] = apply(_servers, external["uri"], external.get("port", 0))
        # Of the connection string, only the credentials are secret.
        connection["servers"] = pulumi.Output.unsecret(found) if isinstance(found, pulumi.Output) else found
        connection["port"] = apply(lambda servers: int(servers[0].rpartition(":")[2]), connection["servers"])
    elif "port" not in external:
        # The connection string in the existing Secret is unknown, and may be Atlas'.
        connection["other_ports"] = [port for port in SRV_PORTS if port != PORT]
    if "ca_pem" in external:
        connection["ca"] = create_config_map_value(app, "ca", external["ca_pem"])
    return connection


def _servers(uri: str, srv_port: int) -> list[str]:
    if is_elastic(uri):
        raise ArgumentError(f"external.uri: {ELASTIC_IS_UNSUPPORTED}")
    found = servers_of(uri, MONGO_PORTS, srv_ports=[srv_port] if srv_port else SRV_PORTS)
    if not found and "://" in uri:
        raise ArgumentError("external.uri: expected a URL such as 'mongodb://user:password@host:27017/LibreChat'")
    # When rendering, secrets that cannot be decrypted have placeholders.
    return found or [f"unknown:{PORT}"]
