"""Speaches: speech recognition and synthesis with OpenAI's API, on the cluster's own machines."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.http_connection import http_connection
from homelab.components.model_downloads import DownloadApi, create_download_job, job_pods
from homelab.components.passwords import resolve_or_generate_secret
from homelab.components.proxy import PYTHON_CA, create_proxy
from homelab.components.server import Server, run
from homelab.components.speaches.args import SpeachesArgs, SpeachesServerArgs
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Application,
    EnvironmentValue,
    Probes,
    Resources,
    SecretReference,
    container,
    create_environment,
    create_volume_claim,
    empty_dir,
    http_probe,
    internet,
)

PORT = 8000
RESOURCES = Resources(cpu="500m", memory="1Gi", memory_limit="4Gi")
CACHE = "/models"


def connection_of(name: str, args: SpeachesArgs) -> HttpConnection:
    """Connection for clients, known before anything is created."""
    return http_connection(name, args, PORT)


class Speaches(pulumi.ComponentResource):
    """A Speaches server and its models; requires a key, and has no web page.

    ```python
    speaches = Speaches("speech", {"namespace": "ai", "models": ["Systran/faster-whisper-small"]})
    ```
    """

    connection: HttpConnection
    """Connection for clients; OpenAI's API is at ``/v1``."""
    api_key: SecretReference
    """Reference to the key."""

    def __init__(self, name: str, args: SpeachesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(SpeachesArgs, args, f"Speaches {name!r}")
        super().__init__("homelab:index:Speaches", name, {}, opts)
        app = application(self, name, args, app="speaches", role="speech")
        self.connection = connection_of(name, args)
        self.api_key = resolve_or_generate_secret(app, "api-key", args, "api_key")
        self.workload = run(app, _server(app, args, self.connection, self.api_key), admit=args.get("clients"))
        """Workload that clients depend on."""
        self.models_downloaded = create_download_job(
            app,
            DownloadApi.SPEACHES,
            server=self.connection,
            models=args.get("models", []),
            deadline_minutes=args.get("download_deadline_minutes", 60),
            api_key=self.api_key,
            pods=args.get("download_pods"),
        )
        """Job that clients depend on if they need the models at their start."""
        self.register_outputs({"connection": self.connection, "api_key": self.api_key})


def _server(
    app: Application, args: SpeachesArgs, connection: HttpConnection, api_key: SecretReference
) -> Server[HttpConnection]:
    proxy = create_proxy(app, args.get("proxy"), ca_variables=PYTHON_CA)
    image = images.SPEACHES_CUDA if "gpu" in args else images.SPEACHES_CPU
    speaches = container(
        "speaches",
        image=image.reference(app.placement, args.get("image")),
        # The image's command. No host is both families, whichever there are: with "::", asyncio's servers refuse IPv4,
        # and an empty variable is 127.0.0.1.
        args=["uvicorn", "--factory", "speaches.main:create_app", "--host", ""],
        environment=create_environment(app, {**_environment(args), "API_KEY": api_key}, defaults=proxy.environment),
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/health", "http", period=5, failures=60),
            readiness=http_probe("/health", "http", period=5),
            liveness=http_probe("/health", "http", failures=6),
        ),
        resources=RESOURCES.with_overrides(args.get("resources", {})),
        mounts={
            CACHE: create_volume_claim(app, "models", args.get("storage", {}), default_size="10Gi"),
            "/tmp": empty_dir("tmp", "2Gi"),
            **proxy.mounts,
        },
        gpu=args.get("gpu"),
    )
    return Server(
        connection,
        speaches,
        image.identity,
        termination_grace_period=60,
        ingress=[job_pods(app, PORT)],
        egress=[internet(443), *proxy.peers],
    )


def _environment(args: SpeachesServerArgs) -> dict[str, EnvironmentValue]:
    return {
        "HOME": "/tmp",
        "HF_HOME": CACHE,
        "HF_HUB_DISABLE_TELEMETRY": "1",
        # By default this cache takes ten gigabytes on the models' volume (hf-xet 1.1).
        "HF_XET_CHUNK_CACHE_SIZE_BYTES": "0",
        "UVICORN_PORT": str(PORT),
        "ENABLE_UI": "false",
        "LOG_LEVEL": "info",
        # With "auto", an unusable GPU would make responses slow instead of failing.
        "WHISPER__INFERENCE_DEVICE": "cuda" if "gpu" in args else "cpu",
        **args.get("env", {}),
    }
