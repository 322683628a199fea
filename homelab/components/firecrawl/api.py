"""Container of Firecrawl's API and workers."""

from collections.abc import Iterable, Mapping

from homelab import images
from homelab.components.backend import Backend
from homelab.components.firecrawl import models
from homelab.components.firecrawl.args import WORKERS, FirecrawlArgs
from homelab.components.node import node_options
from homelab.components.passwords import create_generated_secret
from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    EnvironmentValue,
    Probes,
    Resources,
    SecretReference,
    Volume,
    container,
    create_environment,
    empty_dir,
    http_probe,
    listen_host,
)
from homelab.kubernetes.rollout import STOP_DELAY

PORT = 3002
RESOURCES = Resources(cpu="400m", memory="1Gi", memory_limit="4Gi")


def api_container(
    app: Application,
    args: FirecrawlArgs,
    backends: Iterable[Backend],
    proxy: Environment,
    certificates: Mapping[str, Volume],
) -> Container:
    """Describe the container of the API and its workers.

    :param proxy: Variables of the proxy.
    :param certificates: Volumes with the proxy's certificates, by mount path.
    """
    resources = RESOURCES.with_overrides(args.get("resources", {}))
    environment: dict[str, EnvironmentValue] = {
        "HOST": listen_host(app.placement),
        "PORT": str(PORT),
        "ENV": "local",
        # Makes workers pause when the container's memory is short, instead of the machine's.
        "IS_KUBERNETES": "true",
        "HOME": "/tmp",
        # Each of its processes may grow that large, but none beyond the container.
        "NODE_OPTIONS": node_options(resources),
        "USE_DB_AUTHENTICATION": "false",
        "BULL_AUTH_KEY": _administration_key(app, args),
        "NUQ_WORKER_COUNT": str(WORKERS),
        "HARNESS_STARTUP_TIMEOUT_MS": "180000",
        **models.environment(app, args.get("models")),
        **args.get("env", {}),
    }
    backend_variables = {name: value for backend in backends for name, value in backend.environment.items()}
    return container(
        "firecrawl",
        image=images.FIRECRAWL.reference(app.placement, args.get("image")),
        command=["node", "dist/src/harness.js", "--start-docker"],
        environment=create_environment(app, environment, inline=backend_variables, defaults=proxy),
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/v0/health/liveness", "http", period=5, failures=60),
            readiness=http_probe("/v0/health/readiness", "http"),
            liveness=http_probe("/v0/health/liveness", "http", failures=6, timeout=10),
        ),
        pre_stop_sleep=STOP_DELAY,
        resources=resources,
        mounts={"/tmp": empty_dir("tmp", "2Gi"), **certificates},
    )


def _administration_key(app: Application, args: FirecrawlArgs) -> SecretReference:
    if "existing_secret" in args:
        return {"name": args["existing_secret"], "key": "bull-auth-key"}
    return create_generated_secret(app, "bull-auth-key", rotation=args.get("secret_rotation", 0))
