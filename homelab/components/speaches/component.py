"""Speaches: speech recognition and speech, with OpenAI's API, on the cluster's own machines."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components import model_downloads
from homelab.components.base import application
from homelab.components.model_downloads import DownloadApi
from homelab.components.passwords import generated_password
from homelab.components.speaches.args import SpeachesArgs, SpeachesServerArgs
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Container,
    EnvironmentValue,
    Probes,
    Resources,
    SecretReference,
    Volume,
    clients,
    combine,
    container,
    http_probe,
    internet,
    scratch,
    workload,
)

PORT = 8000
RESOURCES = Resources(cpu="500m", memory="1Gi", memory_limit="4Gi")
CACHE = "/models"


class Speaches(pulumi.ComponentResource):
    """A Speaches server that wants a key, and the models that it is to have; without its web page.

    ```python
    speaches = Speaches("speech", {"namespace": "ai", "models": ["Systran/faster-whisper-small"]})
    ```
    """

    connection: HttpConnection
    """Where clients connect; OpenAI's API is under ``/v1``."""
    api_key: SecretReference
    """Where the key is."""

    def __init__(self, name: str, args: SpeachesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(SpeachesArgs, args, f"Speaches {name!r}")
        super().__init__("homelab:index:Speaches", name, {}, opts)
        app = application(self, name, args, app="speaches", role="speech")
        default_image = images.SPEACHES_CUDA if "gpu" in args else images.SPEACHES_CPU
        self.api_key = args.get("api_key_secret") or app.secret_value(
            "api-key",
            args.get("api_key")
            or generated_password(f"{name}-api-key", 32, self, rotation=args.get("api_key_rotation", 0)),
        )
        server = _server(
            args,
            image=default_image.reference(app.placement, args.get("image")),
            api_key=self.api_key,
            cache=app.volume("models", args.get("storage", {}), default_size="10Gi"),
        )
        self.workload: pulumi.Resource = app.stateful_set(server, default_image.identity, stop_within=60)
        """What a client waits for."""
        service = app.service(server)
        self.connection = {
            "url": combine(lambda host: f"http://{host}:{PORT}", service.host),
            "port": PORT,
            "workload": app.name,
        }
        self.models_downloaded: pulumi.Resource = model_downloads.download_models(
            app,
            DownloadApi.SPEACHES,
            server=self.connection,
            models=args.get("models", []),
            deadline_minutes=args.get("download_deadline_minutes", 60),
            api_key=self.api_key,
        )
        """What a client waits for that needs a model at once."""
        job = workload(f"{app.name}-{model_downloads.SUFFIX}", PORT)
        app.allow(clients=[*clients(args.get("clients"), PORT), job], backends=[internet(443)])
        self.register_outputs({"connection": self.connection, "api_key": self.api_key})


def _server(
    args: SpeachesServerArgs, *, image: pulumi.Input[str], api_key: SecretReference, cache: Volume
) -> Container:
    return container(
        "speaches",
        image=image,
        environment={**_environment(args), "API_KEY": api_key},
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/health", "http", period=5, failures=60),
            readiness=http_probe("/health", "http", period=5),
            liveness=http_probe("/health", "http", failures=6),
        ),
        resources=RESOURCES.changed_by(args.get("resources", {})),
        mounts={CACHE: cache, "/tmp": scratch("tmp", "2Gi")},
        gpu=args.get("gpu"),
    )


def _environment(args: SpeachesServerArgs) -> dict[str, EnvironmentValue]:
    environment: dict[str, EnvironmentValue] = {
        "HOME": "/tmp",
        "HF_HOME": CACHE,
        "HF_HUB_DISABLE_TELEMETRY": "1",
        # Ten gigabytes on the volume of the models otherwise, for parts that models share (hf-xet 1.1).
        "HF_XET_CHUNK_CACHE_SIZE_BYTES": "0",
        "UVICORN_HOST": "0.0.0.0",
        "UVICORN_PORT": str(PORT),
        "ENABLE_UI": "false",
        "LOG_LEVEL": "info",
        # With "auto" a GPU that cannot be used would make answers slow instead of failing.
        "WHISPER__INFERENCE_DEVICE": "cuda" if "gpu" in args else "cpu",
    }
    variables = {
        "WHISPER__COMPUTE_TYPE": args.get("compute_type"),
        "STT_MODEL_TTL": args.get("stt_model_ttl"),
        "TTS_MODEL_TTL": args.get("tts_model_ttl"),
    }
    return {**environment, **{name: combine(str, value) for name, value in variables.items() if value is not None}}
