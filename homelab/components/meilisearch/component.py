"""Meilisearch: full-text search over conversations and messages."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.http_connection import external_connection, service_connection
from homelab.components.meilisearch.args import ExternalMeilisearchArgs, MeilisearchArgs
from homelab.components.meilisearch.metrics import create_metrics, monitoring_variables
from homelab.components.meilisearch.versions import DATA, SERVE, prepare_volume
from homelab.components.passwords import resolve_or_generate, resolve_secret
from homelab.components.server import Server, run_or_connect
from homelab.connections import MeilisearchConnection
from homelab.kubernetes import (
    Application,
    Probes,
    Resources,
    apply,
    container,
    create_environment,
    create_volume_claim,
    empty_dir,
    http_probe,
    listen_address,
    pods,
    tcp_probe,
)

PORT = 7700
RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")


class Meilisearch(pulumi.ComponentResource):
    """A Meilisearch server in production mode, with a master key and without analytics.

    ```python
    search = Meilisearch("search", {"namespace": "ai"})
    ```
    """

    connection: MeilisearchConnection
    """Connection for clients, with a reference to the master key."""

    def __init__(self, name: str, args: MeilisearchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(MeilisearchArgs, args, f"Meilisearch {name!r}")
        super().__init__("homelab:index:Meilisearch", name, {}, opts)
        app = application(self, name, args, app="meilisearch", role="search")
        self.connection, self.workload = run_or_connect(app, args, server=_server, external=_external_connection)
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: MeilisearchArgs) -> Server[MeilisearchConnection]:
    value, master_key = resolve_or_generate(app, "master-key", args, "master_key")
    resources = RESOURCES.with_overrides(args.get("resources", {}))
    environment = create_environment(
        app,
        {
            "MEILI_ENV": "production",
            "MEILI_HTTP_ADDR": listen_address(app.placement, PORT),
            "MEILI_MASTER_KEY": master_key,
            "MEILI_NO_ANALYTICS": "true",
            "MEILI_DUMP_DIR": f"{DATA}/dumps",
            "MEILI_SNAPSHOT_DIR": f"{DATA}/snapshots",
            "MEILI_MAX_INDEXING_MEMORY": apply(str, resources.memory_limit_share("0.5")),
            **(monitoring_variables(args["monitoring"]) if "monitoring" in args else {}),
            **args.get("env", {}),
        },
    )
    image = images.MEILISEARCH.reference(app.placement, args.get("image"))
    data = create_volume_claim(app, "data", args.get("storage", {}), default_size="5Gi")
    meilisearch = container(
        "meilisearch",
        image=image,
        args=["sh", "-c", SERVE],
        environment=environment,
        ports={"http": PORT},
        probes=Probes(
            # It listens once it has opened its indexes, which takes as long as they are large.
            startup=tcp_probe("http", period=5, failures=720),
            readiness=http_probe("/health", "http", period=5),
            # While it builds an index, answers take longer than any probe waits.
            liveness=tcp_probe("http", failures=6),
        ),
        resources=resources,
        mounts={
            DATA: data,
            "/tmp": empty_dir("tmp", "256Mi"),
        },
    )
    connection: MeilisearchConnection = {
        **service_connection(app.name, app.namespace, PORT),
        "api_key": master_key,
        "image": image,
    }
    identity, grace_period = images.MEILISEARCH.identity, 30
    first = [prepare_volume(image, data, keep_previous=args.get("keep_previous_indexes", True))]
    # From an existing Secret's master key, which is not read here, no other key can be derived.
    if "monitoring" not in args or value is None:
        return Server(connection, meilisearch, identity, grace_period, init_containers=first)
    job = app.sibling("metrics", app="meilisearch", component="metrics-key")
    metrics = create_metrics(app, args, job=job, master_key=(value, master_key), port=("http", PORT))
    ingress = [pods(job.name, PORT)]
    return Server(
        connection, meilisearch, identity, grace_period, init_containers=first, ingress=ingress, metrics=metrics
    )


def _external_connection(app: Application, external: ExternalMeilisearchArgs) -> MeilisearchConnection:
    api_key = resolve_secret(app, "api-key", external, "api_key")
    return {**external_connection(external["url"]), "api_key": api_key}
