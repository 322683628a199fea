"""Ollama: language models on the cluster's own machines."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.http_connection import connect, http_connection
from homelab.components.model_downloads import DownloadApi, create_download_job, job_pods
from homelab.components.ollama.args import OllamaArgs, OllamaServerArgs
from homelab.components.proxy import GO_CA, create_proxy
from homelab.components.server import Server, run_or_connect
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Application,
    EnvironmentValue,
    Probes,
    Resources,
    container,
    create_environment,
    create_volume_claim,
    empty_dir,
    http_probe,
    internet,
)

PORT = 11434
RESOURCES = Resources(cpu="500m", memory="2Gi", memory_limit="8Gi")
HOME = "/ollama"


def connection_of(name: str, args: OllamaArgs) -> HttpConnection:
    """Connection for clients, known before anything is created."""
    return http_connection(name, args, PORT)


class Ollama(pulumi.ComponentResource):
    """An Ollama server and its models.

    It has no authentication: any client can use, replace and delete its models. So it has no Ingress, and Ollama's
    cloud is disabled.

    ```python
    ollama = Ollama("ollama", {"namespace": "ai", "models": ["llama3.2:3b", "nomic-embed-text"], "gpu": {}})
    ```
    """

    connection: HttpConnection
    """Connection for clients; OpenAI's API is at ``/v1``."""

    def __init__(self, name: str, args: OllamaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(OllamaArgs, args, f"Ollama {name!r}")
        super().__init__("homelab:index:Ollama", name, {}, opts)
        app = application(self, name, args, app="ollama", role="models")
        self.connection, self.workload = run_or_connect(app, args, server=_server, external=connect)
        self.models_pulled = _pull_models(app, args)
        """Job that clients depend on if they need the models at their start; None if nothing is pulled."""
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: OllamaArgs) -> Server[HttpConnection]:
    pulls = bool(args.get("models"))
    # HTTP_PROXY would also apply to Ollama's own clients, as its documentation warns.
    proxy = create_proxy(app, args.get("proxy") if pulls else None, ca_variables=GO_CA, url_variables=("HTTPS_PROXY",))
    ollama = container(
        "ollama",
        image=images.OLLAMA.reference(app.placement, args.get("image")),
        environment=create_environment(app, _environment(args), defaults=proxy.environment),
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/api/version", "http", period=5, failures=60),
            readiness=http_probe("/api/version", "http", period=5),
            liveness=http_probe("/api/version", "http", failures=6),
        ),
        resources=RESOURCES.with_overrides(args.get("resources", {})),
        mounts={
            HOME: create_volume_claim(app, "models", args.get("storage", {}), default_size="50Gi"),
            "/tmp": empty_dir("tmp", "1Gi"),
            **proxy.mounts,
        },
        gpu=args.get("gpu"),
    )
    return Server(
        connection=connection_of(app.name, args),
        container=ollama,
        identity=images.OLLAMA.identity,
        # Time for unfinished answers.
        termination_grace_period=120,
        ingress=[job_pods(app, PORT)] if pulls else [],
        egress=[internet(443), *proxy.peers] if pulls else [],
    )


def _pull_models(app: Application, args: OllamaArgs) -> pulumi.Resource | None:
    models = args.get("models")
    if not models or "external" in args:
        return None
    return create_download_job(
        app,
        DownloadApi.OLLAMA,
        server=connection_of(app.name, args),
        models=models,
        deadline_minutes=args.get("pull_deadline_minutes", 60),
        pods=args.get("download_pods"),
    )


def _environment(args: OllamaServerArgs) -> dict[str, EnvironmentValue]:
    environment: dict[str, EnvironmentValue] = {
        "HOME": HOME,
        "OLLAMA_HOST": f":{PORT}",
        "OLLAMA_MODELS": f"{HOME}/models",
        # By default it also offers models that run in Ollama's cloud.
        "OLLAMA_NO_CLOUD": "1",
    }
    if "gpu" not in args:
        # The image sets "all", which a node with NVIDIA's runtime as its default would grant.
        environment["NVIDIA_VISIBLE_DEVICES"] = "void"
    return {**environment, **args.get("env", {})}
