"""RAG API component."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.container_environment import create_container_environment
from homelab.components.http_connection import service_connection
from homelab.components.proxy import PYTHON_CA, Proxy, create_proxy
from homelab.components.rag_api import embeddings
from homelab.components.rag_api.args import AUTOSCALING, RagApiArgs, RagApiServerArgs
from homelab.components.rag_api.collection import checked_collection
from homelab.components.rag_api.configuration import check_variables, final_variables
from homelab.components.rag_api.embeddings_providers import PROVIDERS, EmbeddingsProvider
from homelab.components.rag_api.environment import PORT, server_environment
from homelab.components.variable_peers import PUBLIC_HTTPS, hosts_of_variables, peers_of_variables
from homelab.connections import HttpConnection, peer_of
from homelab.kubernetes import (
    Application,
    Container,
    Peers,
    Probes,
    Resources,
    apply,
    clients,
    command_probe,
    config_map_volume,
    container,
    create_deployment,
    create_network_policy,
    create_service,
    empty_dir,
    http_probe,
)
from homelab.kubernetes.autoscaling import scale_of
from homelab.kubernetes.rollout import STOP_DELAY
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT, GKE_METADATA_SERVER, create_service_account
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.variables import Reader

__all__ = ["RagApi", "RagApiArgs", "RagApiServerArgs"]

SECRET_FILES = "/etc/rag-api-secrets"
RESOURCES = Resources(cpu="100m", memory="384Mi", memory_limit="1Gi")
IN_PROCESS_RESOURCES = Resources(cpu="250m", memory="1Gi", memory_limit="4Gi")
"""Resources with a model in the process, for which torch alone uses about a gigabyte."""

# /health returns 200 even if the database is down; only the body differs (danny-avila/rag_api document_routes.py).
DATABASE_IS_UP = (
    "import json, sys, urllib.request; "
    f"answer = json.load(urllib.request.urlopen('http://127.0.0.1:{PORT}/health', timeout=3)); "
    "sys.exit(answer != {'status': 'UP'})"
)


class RagApi(pulumi.ComponentResource):
    """RAG API: embeds uploaded files and searches them, for LibreChat.

    ```python
    rag_api = RagApi("rag-api", {
        "namespace": "ai",
        "database": pgvector.connection,
        "jwt_secret": credentials.connection["jwt_secret"],
        "embeddings": {"provider": "ollama"},
        "env": {"OLLAMA_BASE_URL": "http://ollama.ai.svc.cluster.local:11434"},
    })
    ```
    """

    connection: HttpConnection
    """Connection for LibreChat."""

    def __init__(
        self,
        name: str,
        args: RagApiArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        variables: Variables | None = None,
    ) -> None:
        """Create the server.

        :param variables: Final, checked variables. Default: derived from ``args``.
        :raises ArgumentError: Arguments are invalid, or the provider of embeddings lacks a variable.
        """
        owner = f"RagApi {name!r}"
        args = check(RagApiArgs, args, owner, find_secrets=variables is not None)
        variables = variables or _checked_variables(args, owner)
        super().__init__("homelab:index:RagApi", name, {}, opts)
        app = application(self, name, args, app="rag-api", role="retrieval")
        image = images.RAG_API_FULL if embeddings.needs_full_image(args["embeddings"]) else images.RAG_API_LITE
        servers = hosts_of_variables(variables.plain, Reader.RAG_API)
        proxy = create_proxy(app, args.get("proxy"), ca_variables=PYTHON_CA, hosts=servers)
        server = _server(app, args, variables, proxy, image=image.reference(app.placement, args.get("image")))
        self.workload: pulumi.Resource = create_deployment(
            app,
            server,
            image.identity,
            termination_grace_period=75,
            scale=scale_of(args, AUTOSCALING),
            service_account=create_service_account(app, args["service_account"]) if "service_account" in args else None,
        )
        """Deployment that clients depend on."""
        create_service(app, server)
        create_network_policy(
            app, ingress=clients(args.get("clients"), PORT), egress=[*_backends(args, variables), *proxy.peers]
        )
        self.connection = service_connection(app.name, app.namespace, PORT)
        self.url: pulumi.Output[str] = pulumi.Output.from_input(self.connection["url"])
        """Base URL, inside the cluster."""
        self.register_outputs({"connection": self.connection})


def _checked_variables(args: RagApiArgs, owner: str) -> Variables:
    server_url = args.get("embeddings_server", {}).get("url")
    variables = final_variables(args["embeddings"], Variables.of(args), server_url=server_url)
    check_variables(variables, args["embeddings"], args, owner=owner)
    return variables


def _backends(args: RagApiArgs, variables: Variables) -> Peers:
    provider = EmbeddingsProvider(args["embeddings"]["provider"])
    servers = [args["embeddings_server"]] if "embeddings_server" in args else []
    others = peers_of_variables(variables, Reader.RAG_API, servers)
    if PROVIDERS[provider].url not in variables.names:
        others.append(PUBLIC_HTTPS)
    credentials = {
        EmbeddingsProvider.BEDROCK: (EKS_POD_IDENTITY_AGENT,),
        EmbeddingsProvider.VERTEXAI: GKE_METADATA_SERVER,
    }
    by_role = credentials.get(provider, ()) if "service_account" in args else ()
    return [peer_of(args["database"]), *others, *by_role]


def _server(
    app: Application, args: RagApiArgs, variables: Variables, proxy: Proxy, *, image: pulumi.Input[str]
) -> Container:
    collection = checked_collection(app, args.get("collection", "librechat"), args["embeddings"])
    wiring = server_environment(args, collection)
    mounts = {"/tmp": empty_dir("tmp", "2Gi"), **proxy.mounts}
    if "ca" in args["database"]:
        ca = args["database"]["ca"]
        mounts["/etc/ssl/database"] = config_map_volume("database-ca", ca["name"])
        wiring["PGSSLROOTCERT"] = apply(lambda key: f"/etc/ssl/database/{key}", ca["key"])
    own = create_container_environment(app, wiring, variables, files_folder=SECRET_FILES, defaults=proxy.environment)
    in_process = embeddings.in_process(args["embeddings"])
    return container(
        "rag-api",
        image=image,
        environment=own.environment,
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/health", "http", period=5, failures=240 if in_process else 60),
            readiness=command_probe(["python", "-c", DATABASE_IS_UP], period=10, timeout=10),
            liveness=http_probe("/health", "http", failures=6),
        ),
        pre_stop_sleep=STOP_DELAY,
        resources=(IN_PROCESS_RESOURCES if in_process else RESOURCES).with_overrides(args.get("resources", {})),
        mounts={**mounts, **own.mounts},
    )
