"""Firecrawl with everything that it needs."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components import postgres
from homelab.components.base import application
from homelab.components.external_server import external_server
from homelab.components.firecrawl import models, playwright, rabbitmq
from homelab.components.firecrawl.args import FirecrawlArgs
from homelab.components.firecrawl.models import FirecrawlProvider
from homelab.components.firecrawl.postgres import queue_database
from homelab.components.own_valkey import own_valkey, url_environment
from homelab.components.passwords import generated_password
from homelab.components.valkey import PORT as VALKEY_PORT
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    EnvironmentValue,
    Probes,
    Resources,
    clients,
    combine,
    container,
    http_probe,
    internet,
    scratch,
    workload,
)

PORT = 3002
RESOURCES = Resources(cpu="400m", memory="1Gi", memory_limit="4Gi")
STOP_WITHIN = 180
"""Seconds: Firecrawl goes on serving for sixty after the signal, and its workers finish their pages."""


class Firecrawl(pulumi.ComponentResource):
    """Firecrawl's API and workers, with browser, queue database, broker and cache.

    API and workers are one pod, in which Firecrawl's own launcher starts all processes that its version has, as in the
    composition that upstream tests. They share one queue, and the number of workers is an argument.

    ```python
    firecrawl = Firecrawl("firecrawl", {"namespace": "ai", "clients": ["librechat"]})
    ```
    """

    connection: HttpConnection
    """Where clients connect."""

    def __init__(self, name: str, args: FirecrawlArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(FirecrawlArgs, args, f"Firecrawl {name!r}")
        super().__init__("homelab:index:Firecrawl", name, {}, opts)
        app = application(self, name, args, app="firecrawl", role="scraper")
        self.workload: pulumi.Resource | None = None
        """What a client waits for; None for an external server."""
        if "external" in args:
            self.connection = external_server(args["external"]["url"])
        else:
            self.connection = self._serve(app, args)
        self.register_outputs({"connection": self.connection})

    def _serve(self, app: Application, args: FirecrawlArgs) -> HttpConnection:
        browser = app.beside("browser", app="firecrawl-playwright", component="browser")
        database = app.beside("postgres", app="firecrawl-postgres", component="queue-database")
        broker = app.beside("rabbitmq", app="rabbitmq", component="broker")
        valkey = own_valkey(self, app.name, args, args.get("valkey", {}))
        queue = queue_database(database, args.get("postgres", {}), client=app.name)
        messages = rabbitmq.broker(broker, args.get("rabbitmq", {}), client=app.name)
        needed: list[pulumi.Resource] = [
            playwright.playwright(browser, args.get("playwright", {}), client=app.name),
            queue.stateful_set,
            messages.stateful_set,
            *([valkey.workload] if valkey.workload else []),
        ]
        environment = {
            **_environment(app, args),
            **queue.environment,
            **messages.environment,
            **url_environment(valkey.connection, "REDIS_URL", "REDIS_RATE_LIMIT_URL"),
            "PLAYWRIGHT_MICROSERVICE_URL": combine(
                lambda host: f"http://{host}:{playwright.PORT}/scrape", browser.host
            ),
        }
        server = _server(app, args, environment)
        self.workload = app.deployment(server, images.FIRECRAWL.identity, stop_within=STOP_WITHIN, depends_on=needed)
        service = app.service(server)
        app.allow(
            clients=clients(args.get("clients"), PORT),
            backends=[
                internet(80, 443),
                workload(browser.name, playwright.PORT),
                workload(database.name, postgres.PORT),
                workload(broker.name, rabbitmq.PORT),
                workload(f"{app.name}-valkey", VALKEY_PORT),
                *models.servers(_models(args)),
            ],
        )
        return {"url": combine(lambda host: f"http://{host}:{PORT}", service.host), "port": PORT, "workload": app.name}


def _models(args: FirecrawlArgs) -> models.FirecrawlModelsArgs:
    return args.get("models", {"provider": FirecrawlProvider.NONE})


def _environment(app: Application, args: FirecrawlArgs) -> dict[str, EnvironmentValue]:
    bull_auth_key = args.get("bull_auth_key") or generated_password(
        f"{app.name}-bull-auth-key", 32, app.parent, rotation=args.get("bull_auth_key_rotation", 0)
    )
    return {
        "HOST": "0.0.0.0",
        "PORT": str(PORT),
        "ENV": "local",
        # Workers take no work while memory is short: the container's memory, not the machine's.
        "IS_KUBERNETES": "true",
        "HOME": "/tmp",
        "USE_DB_AUTHENTICATION": "false",
        "BULL_AUTH_KEY": app.secret_value("bull-auth-key", bull_auth_key),
        "NUQ_WORKER_COUNT": str(args.get("workers", 5)),
        "HARNESS_STARTUP_TIMEOUT_MS": "180000",
        **models.environment(app, _models(args)),
    }


def _server(app: Application, args: FirecrawlArgs, environment: Environment) -> Container:
    return container(
        "firecrawl",
        image=images.FIRECRAWL.reference(app.placement, args.get("image")),
        command=["node", "dist/src/harness.js", "--start-docker"],
        environment=environment,
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/v0/health/liveness", "http", period=5, failures=60),
            readiness=http_probe("/v0/health/readiness", "http"),
            liveness=http_probe("/v0/health/liveness", "http", failures=6, timeout=10),
        ),
        resources=RESOURCES.changed_by(args.get("resources", {})),
        mounts={"/tmp": scratch("tmp", "2Gi")},
    )
