"""RAG API: makes embeddings of uploaded files and finds passages in them, for LibreChat."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.rag_api import embeddings
from homelab.components.rag_api import embeddings_access as rag_embeddings
from homelab.components.rag_api.args import RagApiArgs, RagApiServerArgs
from homelab.components.rag_api.collection import settled_collection
from homelab.components.rag_api.environment import PORT, server_environment
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Application,
    Container,
    Peer,
    Probes,
    Resources,
    backend,
    clients,
    combine,
    command_probe,
    config_map_files,
    container,
    http_probe,
    scratch,
)
from homelab.kubernetes.service_account import create_service_account

__all__ = ["RagApi", "RagApiArgs", "RagApiServerArgs"]

RESOURCES = Resources(cpu="100m", memory="384Mi", memory_limit="1Gi")
IN_PROCESS_RESOURCES = Resources(cpu="250m", memory="1Gi", memory_limit="4Gi")
"""With a model in the process, for which torch alone takes about a gigabyte."""

# /health answers 200 even when the database is down; only the body tells (danny-avila/rag_api document_routes.py).
DATABASE_IS_UP = (
    "import json, sys, urllib.request; "
    f"answer = json.load(urllib.request.urlopen('http://127.0.0.1:{PORT}/health', timeout=3)); "
    "sys.exit(answer != {'status': 'UP'})"
)


class RagApi(pulumi.ComponentResource):
    """LibreChat's retrieval server.

    ```python
    rag_api = RagApi("rag-api", {
        "namespace": "ai",
        "database": pgvector.connection,
        "jwt_secret": credentials.connection["jwt_secret"],
        "embeddings": {"provider": "ollama", "base_url": "http://ollama.ai.svc.cluster.local:11434"},
    })
    ```
    """

    connection: HttpConnection
    """Where LibreChat connects."""

    def __init__(self, name: str, args: RagApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(RagApiArgs, args, f"RagApi {name!r}")
        super().__init__("homelab:index:RagApi", name, {}, opts)
        app = application(self, name, args, app="rag-api", role="retrieval")
        image = images.RAG_API_FULL if embeddings.needs_full_image(args["embeddings"]) else images.RAG_API_LITE
        server = _server(app, args, image=image.reference(app.placement, args.get("image")))
        self.workload: pulumi.Resource = app.deployment(
            server,
            image.identity,
            stop_within=75,
            replicas=args.get("replicas", 1),
            service_account=create_service_account(app, args["service_account"]) if "service_account" in args else None,
        )
        """What a client waits for."""
        service = app.service(server)
        app.allow(clients=clients(args.get("clients"), PORT), backends=_backends(args))
        self.url: pulumi.Output[str] = pulumi.Output.concat("http://", service.host, f":{PORT}")
        """Base URL, inside the cluster."""
        self.connection = {
            "url": combine(lambda host: f"http://{host}:{PORT}", service.host),
            "port": PORT,
            "workload": app.name,
        }
        self.register_outputs({"connection": self.connection})


def _backends(args: RagApiArgs) -> list[Peer]:
    database, server = args["database"], args.get("embeddings_server")
    return [
        backend(database.get("workload"), database["port"]),
        *rag_embeddings.servers(args["embeddings"], server, role="service_account" in args),
    ]


def _server(app: Application, args: RagApiArgs, *, image: pulumi.Input[str]) -> Container:
    access = rag_embeddings.access(app, args["embeddings"], args.get("embeddings_server"))
    collection = settled_collection(app, args.get("collection", "librechat"), args["embeddings"])
    environment = {**server_environment(args, collection), **access.environment}
    mounts = {"/tmp": scratch("tmp", "2Gi"), **access.mounts}
    if "ca" in args["database"]:
        ca = args["database"]["ca"]
        mounts["/etc/ssl/database"] = config_map_files("database-ca", ca["name"])
        environment["PGSSLROOTCERT"] = combine(lambda key: f"/etc/ssl/database/{key}", ca["key"])
    in_process = embeddings.in_process(args["embeddings"])
    return container(
        "rag-api",
        image=image,
        environment=environment,
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/health", "http", period=5, failures=240 if in_process else 60),
            readiness=command_probe(["python", "-c", DATABASE_IS_UP], period=10, timeout=10),
            liveness=http_probe("/health", "http", failures=6),
        ),
        resources=(IN_PROCESS_RESOURCES if in_process else RESOURCES).changed_by(args.get("resources", {})),
        mounts=mounts,
    )
