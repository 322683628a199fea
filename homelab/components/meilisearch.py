"""Meilisearch: full-text search over conversations and messages."""

from typing import NotRequired, TypedDict
from urllib.parse import urlsplit

import pulumi

from homelab import images
from homelab.arguments import check, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, IMAGE, password, secret, url
from homelab.components.base import ServerArgs, application
from homelab.components.passwords import generated_password, given_secret
from homelab.connections import MeilisearchConnection
from homelab.kubernetes import (
    Application,
    Container,
    Probes,
    Resources,
    ResourcesArgs,
    SecretReference,
    StorageArgs,
    Volume,
    clients,
    combine,
    container,
    http_probe,
    scratch,
)

PORT = 7700
RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")


@rules(mutually_exclusive("api_key", "api_key_secret", required=True))
@constrain(url=url("http", "https", example="https://search.example.com"), api_key=secret())
class ExternalMeilisearchArgs(TypedDict):
    """A Meilisearch server outside of the workspace."""

    url: str
    """Base URL."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key that may search, create indexes and write documents. Either this or ``api_key_secret``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it. Either this or ``api_key``."""


@rules(
    no_effect_with(
        "external", "storage", "resources", "image", "master_key", "master_key_secret", "master_key_rotation"
    ),
    no_effect_with("master_key_secret", "master_key", "master_key_rotation"),
)
@constrain(image=IMAGE, master_key=password(32), master_key_rotation=COUNTER)
class MeilisearchServerArgs(TypedDict):
    """A Meilisearch server, or another one in its place."""

    storage: NotRequired[StorageArgs]
    """Volume of the indexes, which can be built again from the conversations. Default: 5Gi, kept."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 256Mi memory, at most 1Gi, of which indexing takes up to half."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Meilisearch. A newer one upgrades the indexes in place, with no way back. Default: the one of
    `homelab.images`."""
    master_key: NotRequired[pulumi.Input[str]]
    """At least 32 letters and digits. Default: 32 generated ones."""
    master_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it; nothing is generated then. Default: none."""
    master_key_rotation: NotRequired[int]
    """Another number generates another key; server and clients restart. Default: 0."""
    external: NotRequired[ExternalMeilisearchArgs]
    """Server to use instead; no server is created then. Default: none."""


@rules(no_effect_with("external", "clients"))
class MeilisearchArgs(ServerArgs, MeilisearchServerArgs):
    """Arguments of `Meilisearch`."""


class Meilisearch(pulumi.ComponentResource):
    """A Meilisearch server in production mode: a master key, no analytics.

    ```python
    search = Meilisearch("search", {"namespace": "ai"})
    ```
    """

    connection: MeilisearchConnection
    """Where clients connect, and which Secret key holds the master key."""

    def __init__(self, name: str, args: MeilisearchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(MeilisearchArgs, args, f"Meilisearch {name!r}")
        super().__init__("homelab:index:Meilisearch", name, {}, opts)
        app = application(self, name, args, app="meilisearch", role="search")
        self.workload: pulumi.Resource | None = None
        """What a client waits for; None for an external server."""
        if "external" in args:
            self.connection = _external_connection(app, args["external"])
        else:
            self.connection = self._serve(app, args)
        self.register_outputs({"connection": self.connection})

    def _serve(self, app: Application, args: MeilisearchArgs) -> MeilisearchConnection:
        master_key = args.get("master_key_secret") or app.secret_value(
            "master-key",
            args.get("master_key")
            or generated_password(f"{app.name}-master-key", 32, self, rotation=args.get("master_key_rotation", 0)),
        )
        server = _server(
            args,
            image=images.MEILISEARCH.reference(app.placement, args.get("image")),
            master_key=master_key,
            data=app.volume("data", args.get("storage", {}), default_size="5Gi"),
        )
        self.workload = app.stateful_set(server, images.MEILISEARCH.identity, stop_within=30)
        service = app.service(server)
        app.allow(clients=clients(args.get("clients"), PORT))
        return {
            "url": combine(lambda host: f"http://{host}:{PORT}", service.host),
            "port": PORT,
            "api_key": master_key,
            "workload": app.name,
        }


def _server(
    args: MeilisearchServerArgs, *, image: pulumi.Input[str], master_key: SecretReference, data: Volume
) -> Container:
    requirements = RESOURCES.changed_by(args.get("resources", {}))
    return container(
        "meilisearch",
        image=image,
        environment={
            "MEILI_ENV": "production",
            "MEILI_HTTP_ADDR": f"0.0.0.0:{PORT}",
            "MEILI_MASTER_KEY": master_key,
            "MEILI_NO_ANALYTICS": "true",
            "MEILI_DB_PATH": "/meili_data/data.ms",
            "MEILI_DUMP_DIR": "/meili_data/dumps",
            "MEILI_SNAPSHOT_DIR": "/meili_data/snapshots",
            "MEILI_MAX_INDEXING_MEMORY": combine(str, requirements.memory_limit_share("0.5")),
            # A database opens only with the very version that wrote it; without these a new image ends in a crash
            # loop. The first name holds up to 1.50, the second one since 1.51; neither version knows the other.
            "MEILI_EXPERIMENTAL_DUMPLESS_UPGRADE": "true",
            "MEILI_UPGRADE_DB": "true",
        },
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/health", "http", period=5, failures=120),
            readiness=http_probe("/health", "http", period=5),
            liveness=http_probe("/health", "http", failures=6),
        ),
        resources=requirements,
        mounts={"/meili_data": data, "/tmp": scratch("tmp", "256Mi")},
    )


def _external_connection(app: Application, external: ExternalMeilisearchArgs) -> MeilisearchConnection:
    address = urlsplit(external["url"])
    return {
        "url": external["url"].rstrip("/"),
        "port": address.port or (443 if address.scheme == "https" else 80),
        "api_key": given_secret(app, "api-key", external, "api_key"),
    }
