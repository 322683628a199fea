"""Firecrawl with its backends."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components import proxy
from homelab.components.base import application
from homelab.components.firecrawl import models
from homelab.components.firecrawl.api import PORT, api_container
from homelab.components.firecrawl.args import FirecrawlArgs
from homelab.components.firecrawl.playwright import create_playwright
from homelab.components.firecrawl.postgres import create_queue_database
from homelab.components.firecrawl.rabbitmq import create_broker
from homelab.components.http_connection import connect, http_connection
from homelab.components.server import Server, run_or_connect
from homelab.components.valkey.dedicated import create_dedicated_valkey
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    ONE_POD,
    Application,
    internet,
)


def connection_of(name: str, args: FirecrawlArgs) -> HttpConnection:
    """Connection for clients, known before anything is created."""
    return http_connection(name, args, PORT)


class Firecrawl(pulumi.ComponentResource):
    """Firecrawl's API and workers, with browser, queue database, broker and cache.

    API and workers run in one pod, in which Firecrawl's own launcher starts all processes, as in upstream's Compose
    file. They share one queue; ``NUQ_WORKER_COUNT`` in ``env`` is the number of workers.

    ```python
    firecrawl = Firecrawl("firecrawl", {"namespace": "ai", "clients": ["librechat"]})
    ```
    """

    connection: HttpConnection
    """Connection for clients."""

    def __init__(self, name: str, args: FirecrawlArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(FirecrawlArgs, args, f"Firecrawl {name!r}")
        super().__init__("homelab:index:Firecrawl", name, {}, opts)
        app = application(self, name, args, app="firecrawl", role="scraper")
        self.connection, self.workload = run_or_connect(app, args, server=_server, external=connect)
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: FirecrawlArgs) -> Server[HttpConnection]:
    existing_secret, rotation = args.get("existing_secret"), args.get("secret_rotation", 0)
    browser_proxy = proxy.create_browser_proxy(app, args.get("proxy"))
    model_url = args.get("models", {}).get("base_url")
    own_proxy = proxy.create_proxy(
        app, args.get("proxy"), ca_variables=proxy.NODE_CA, urls=[] if model_url is None else [model_url]
    )
    backends = [
        create_playwright(app, args.get("playwright", {}), browser_proxy, proxy.peers(args.get("proxy"))),
        create_queue_database(app, args.get("postgres", {}), existing_secret),
        create_broker(app, args.get("rabbitmq", {}), existing_secret, rotation=rotation),
        create_dedicated_valkey(app, args, args.get("valkey", {}), url_variables=["REDIS_URL", "REDIS_RATE_LIMIT_URL"]),
    ]
    return Server(
        connection=connection_of(app.name, args),
        container=api_container(app, args, backends, {**own_proxy.environment, **browser_proxy}, own_proxy.mounts),
        identity=images.FIRECRAWL.identity,
        # Firecrawl keeps serving for sixty seconds after SIGTERM, and its workers finish their pages.
        termination_grace_period=180,
        scale=ONE_POD,
        egress=[
            internet(80, 443),
            *(backend.peer for backend in backends),
            *models.peers(args.get("models")),
            *own_proxy.peers,
        ],
        depends_on=[backend.workload for backend in backends],
    )
