"""Container of SearXNG."""

from collections.abc import Mapping

from homelab import images
from homelab.components.passwords import resolve_or_generate_secret
from homelab.components.searxng.args import SearXNGArgs
from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    EnvironmentValue,
    Probes,
    Resources,
    Volume,
    apply,
    container,
    empty_dir,
    http_probe,
    listen_host,
)
from homelab.kubernetes.rollout import STOP_DELAY

PORT = 8080
RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="512Mi")
# If Valkey is unreachable at its start, SearXNG logs an error and runs without the limiter.
START_WITH_VALKEY = (
    "import os, valkey; "
    "valkey.Valkey.from_url(os.environ['SEARXNG_VALKEY_URL']).ping(); "
    "os.execv('/usr/local/searxng/entrypoint.sh', ['entrypoint.sh'])"
)


def searxng_container(
    app: Application, args: SearXNGArgs, backends: Environment, mounts: Mapping[str, Volume]
) -> Container:
    """Describe the container.

    :param backends: Variables of its Valkey and of a proxy, if any.
    :param mounts: Volumes with its configuration files and certificates.
    """
    return container(
        "searxng",
        image=images.SEARXNG.reference(app.placement, args.get("image")),
        command=["/usr/local/searxng/.venv/bin/python", "-c", START_WITH_VALKEY] if "limiter" in args else (),
        environment={**_environment(app, args), **backends},
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/healthz", "http", period=5, failures=36),
            readiness=http_probe("/healthz", "http", period=5),
            liveness=http_probe("/healthz", "http", failures=6),
        ),
        pre_stop_sleep=STOP_DELAY,
        resources=RESOURCES.with_overrides(args.get("resources", {})),
        mounts={
            **mounts,
            "/var/cache/searxng": empty_dir("cache", "256Mi"),
            "/tmp": empty_dir("tmp", "256Mi"),
        },
    )


def _environment(app: Application, args: SearXNGArgs) -> Environment:
    environment: dict[str, EnvironmentValue] = {
        "SEARXNG_SECRET": resolve_or_generate_secret(app, "secret-key", args, "secret_key", length=64),
        # The image's own is ``::``, which fails on nodes without IPv6 (searxng/searxng#5934).
        "GRANIAN_HOST": listen_host(app.placement),
        "GRANIAN_PORT": str(PORT),
    }
    if "domain" in args:
        scheme = "https" if args.get("ingress", {}).get("tls", {}).get("enabled", True) else "http"
        environment["SEARXNG_BASE_URL"] = apply(lambda domain: f"{scheme}://{domain}/", args["domain"])
    return environment
