"""Ollama: language models on the cluster's own machines."""

from urllib.parse import urlsplit

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components import model_downloads
from homelab.components.base import application
from homelab.components.model_downloads import DownloadApi
from homelab.components.ollama.args import ExternalOllamaArgs, OllamaArgs, OllamaServerArgs
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Application,
    Container,
    EnvironmentValue,
    Probes,
    Resources,
    Volume,
    clients,
    combine,
    container,
    http_probe,
    internet,
    scratch,
    workload,
)

PORT = 11434
RESOURCES = Resources(cpu="500m", memory="2Gi", memory_limit="8Gi")
HOME = "/ollama"


class Ollama(pulumi.ComponentResource):
    """An Ollama server, and the models that it is to have.

    It knows no users and no keys: whoever reaches it can use, replace and delete its models. So there is no way in from
    outside of the cluster. Ollama's cloud is switched off.

    ```python
    ollama = Ollama("ollama", {"namespace": "ai", "models": ["llama3.2:3b", "nomic-embed-text"], "gpu": {}})
    ```
    """

    connection: HttpConnection
    """Where clients connect; OpenAI's API is under ``/v1``."""

    def __init__(self, name: str, args: OllamaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(OllamaArgs, args, f"Ollama {name!r}")
        super().__init__("homelab:index:Ollama", name, {}, opts)
        app = application(self, name, args, app="ollama", role="models")
        self.workload: pulumi.Resource | None = None
        """What a client waits for; None for an external server."""
        self.models_pulled: pulumi.Resource | None = None
        """What a client waits for that needs a model at once; None where nothing is pulled."""
        if "external" in args:
            self.connection = _external_connection(args["external"])
        else:
            self.connection = self._serve(app, args)
        self.register_outputs({"connection": self.connection})

    def _serve(self, app: Application, args: OllamaArgs) -> HttpConnection:
        server = _server(
            args,
            image=images.OLLAMA.reference(app.placement, args.get("image")),
            home=app.volume("models", args.get("storage", {}), default_size="50Gi"),
        )
        # Answers that are being written have this long to end.
        self.workload = app.stateful_set(server, images.OLLAMA.identity, stop_within=120)
        service = app.service(server)
        connection: HttpConnection = {
            "url": combine(lambda host: f"http://{host}:{PORT}", service.host),
            "port": PORT,
            "workload": app.name,
        }
        peers, models = clients(args.get("clients"), PORT), args.get("models", [])
        if models:
            self.models_pulled = model_downloads.download_models(
                app,
                DownloadApi.OLLAMA,
                server=connection,
                models=models,
                deadline_minutes=args.get("pull_deadline_minutes", 60),
            )
            peers.append(workload(f"{app.name}-{model_downloads.SUFFIX}", PORT))
        app.allow(clients=peers, backends=[internet(443)] if models else [])
        return connection


def _server(args: OllamaServerArgs, *, image: pulumi.Input[str], home: Volume) -> Container:
    return container(
        "ollama",
        image=image,
        environment=_environment(args),
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/api/version", "http", period=5, failures=60),
            readiness=http_probe("/api/version", "http", period=5),
            liveness=http_probe("/api/version", "http", failures=6),
        ),
        resources=RESOURCES.changed_by(args.get("resources", {})),
        mounts={HOME: home, "/tmp": scratch("tmp", "1Gi")},
        gpu=args.get("gpu"),
    )


def _environment(args: OllamaServerArgs) -> dict[str, EnvironmentValue]:
    environment: dict[str, EnvironmentValue] = {
        "HOME": HOME,
        "OLLAMA_HOST": f"0.0.0.0:{PORT}",
        "OLLAMA_MODELS": f"{HOME}/models",
        # Otherwise it also offers models that run on Ollama's own machines.
        "OLLAMA_NO_CLOUD": "1",
    }
    if "gpu" not in args:
        # The image asks for all of them, which a node whose usual runtime is NVIDIA's would grant.
        environment["NVIDIA_VISIBLE_DEVICES"] = "void"
    variables = {
        "OLLAMA_KEEP_ALIVE": args.get("keep_alive"),
        "OLLAMA_NUM_PARALLEL": args.get("num_parallel"),
        "OLLAMA_MAX_LOADED_MODELS": args.get("max_loaded_models"),
        "OLLAMA_MAX_QUEUE": args.get("max_queue"),
        "OLLAMA_CONTEXT_LENGTH": args.get("context_length"),
        "OLLAMA_FLASH_ATTENTION": args.get("flash_attention"),
        "OLLAMA_KV_CACHE_TYPE": args.get("kv_cache_type"),
    }
    given = {name: combine(_shown, value) for name, value in variables.items() if value is not None}
    return {**environment, **given}


def _shown(value: str | int) -> str:
    return str(value).lower()


def _external_connection(external: ExternalOllamaArgs) -> HttpConnection:
    address = urlsplit(external["url"])
    return {
        "url": external["url"].rstrip("/"),
        "port": address.port or (443 if address.scheme == "https" else 80),
    }
