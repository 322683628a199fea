"""RAG API: makes embeddings of uploaded files and finds passages in them, for LibreChat."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab import images
from homelab.arguments import Contradiction, check, constrain, refuse
from homelab.components import embeddings
from homelab.components.base import ServerArgs, application
from homelab.components.embeddings import EmbeddingsArgs, EmbeddingsProvider
from homelab.connections import HttpConnection, PostgresConnection
from homelab.constraints import IMAGE, POSTGRES_NAME, whole_number
from homelab.kubernetes import (
    Application,
    Container,
    EnvironmentValue,
    Probes,
    Resources,
    ResourcesArgs,
    SecretReference,
    backend,
    clients,
    combine,
    command_probe,
    config_map_files,
    container,
    http_probe,
    scratch,
)

PORT = 8000
RESOURCES = Resources(cpu="100m", memory="384Mi", memory_limit="1Gi")
IN_PROCESS_RESOURCES = Resources(cpu="250m", memory="1Gi", memory_limit="4Gi")
"""With a model in the process, for which torch alone takes about a gigabyte."""

# /health answers 200 even when the database is down; only the body tells (danny-avila/rag_api document_routes.py).
DATABASE_IS_UP = (
    "import json, sys, urllib.request; "
    f"answer = json.load(urllib.request.urlopen('http://127.0.0.1:{PORT}/health', timeout=3)); "
    "sys.exit(answer != {'status': 'UP'})"
)


def _key_is_there(group: Mapping[str, Any]) -> Iterable[str]:
    given = group["embeddings"]
    if given["provider"] in (EmbeddingsProvider.OPENAI, EmbeddingsProvider.GOOGLE) and "api_key" not in given:
        yield f"embeddings.provider {given['provider']} needs embeddings.api_key"


@constrain(
    collection=POSTGRES_NAME,
    chunk_size=whole_number(100, 100_000),
    chunk_overlap=whole_number(0, 50_000),
    replicas=whole_number(1, 20),
    image=IMAGE,
)
class RagApiServerArgs(TypedDict):
    """A rag_api server."""

    collection: NotRequired[pulumi.Input[str]]
    """Name of the set of vectors that belong together. Default: librechat."""
    chunk_size: NotRequired[pulumi.Input[int]]
    """Characters of a passage. Default: 1500."""
    chunk_overlap: NotRequired[pulumi.Input[int]]
    """Characters that neighbouring passages share. Default: 100."""
    replicas: NotRequired[pulumi.Input[int]]
    """Pods; each holds up to 25 of Postgres' 100 connections. Default: 1."""
    image: NotRequired[pulumi.Input[str]]
    """Image with rag_api. Default: the one of `homelab.images`, lite unless the model runs in the process."""


@refuse(Contradiction(("embeddings",), _key_is_there))
class RagApiArgs(ServerArgs, RagApiServerArgs):
    """Arguments of `RagApi`."""

    database: PostgresConnection
    """Where the vectors go; its role owns the database, and the extension ``vector`` is in it."""
    jwt_secret: SecretReference
    """The same as LibreChat's: rag_api verifies LibreChat's tokens with it, and is open to all without one."""
    embeddings: EmbeddingsArgs
    """Which model makes the vectors."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 384Mi memory, at most 1Gi; for huggingface 250m and 1Gi, at most 4Gi."""


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
        database = args["database"]
        default_image = images.RAG_API_FULL if embeddings.in_process(args["embeddings"]) else images.RAG_API_LITE
        server = _server(app, args, image=default_image.reference(app.placement, args.get("image")))
        self.workload: pulumi.Resource = app.deployment(
            server, default_image.identity, stop_within=75, replicas=args.get("replicas", 1)
        )
        """What a client waits for."""
        service = app.service(server)
        app.allow(
            clients=clients(args.get("clients"), PORT),
            backends=[backend(database.get("workload"), database["port"]), *embeddings.servers(args["embeddings"])],
        )
        self.url: pulumi.Output[str] = pulumi.Output.concat("http://", service.host, f":{PORT}")
        """Base URL, inside the cluster."""
        self.connection = {
            "url": combine(lambda host: f"http://{host}:{PORT}", service.host),
            "port": PORT,
            "workload": app.name,
        }
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: RagApiArgs, *, image: pulumi.Input[str]) -> Container:
    mounts = {"/tmp": scratch("tmp", "2Gi")}
    environment = {**_server_environment(args), **embeddings.environment(app, args["embeddings"])}
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


def _server_environment(args: RagApiArgs) -> dict[str, EnvironmentValue]:
    database = args["database"]
    environment: dict[str, EnvironmentValue] = {
        "RAG_HOST": "0.0.0.0",
        "RAG_PORT": str(PORT),
        "RAG_UPLOAD_DIR": "/tmp/uploads",
        "HOME": "/tmp",
        "CONSOLE_JSON": "true",
        "SCARF_NO_ANALYTICS": "true",
        "JWT_SECRET": args["jwt_secret"],
        "DB_HOST": database["host"],
        "DB_PORT": combine(str, database["port"]),
        "POSTGRES_DB": database["database"],
        "POSTGRES_USER": database["username"],
        "POSTGRES_PASSWORD": database["password"],
        "COLLECTION_NAME": args.get("collection", "librechat"),
        "CHUNK_SIZE": combine(str, args.get("chunk_size", 1500)),
        "CHUNK_OVERLAP": combine(str, args.get("chunk_overlap", 100)),
        # Off by default since v0.9.0; without them every query reads the whole table.
        "PGVECTOR_CREATE_LEGACY_INDEXES": "true",
        # On, it downloads a tokenizer at the first embedding, and counts by OpenAI's rules for every server.
        "RAG_CHECK_EMBEDDING_CTX_LENGTH": "false",
    }
    if "sslmode" in database:
        environment["PGSSLMODE"] = database["sslmode"]
    return environment
