"""SearXNG: asks many search engines at once, for LibreChat's web search and for people."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.external_server import external_server
from homelab.components.own_valkey import own_valkey, url_environment
from homelab.components.passwords import generated_password, given_secret
from homelab.components.searxng.args import SearXNGArgs
from homelab.components.searxng.settings import limiter_toml, settings_yaml
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    EnvironmentValue,
    Peer,
    Probes,
    Resources,
    Service,
    any_namespace,
    backend,
    clients,
    combine,
    config_map_files,
    container,
    create_ingress,
    http_probe,
    internet,
    namespace,
    scratch,
)

PORT = 8080
RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="512Mi")
# With a limiter but no Valkey at its start, SearXNG logs an error and runs without limits.
START_WITH_VALKEY = (
    "import os, valkey; "
    "valkey.Valkey.from_url(os.environ['SEARXNG_VALKEY_URL']).ping(); "
    "os.execv('/usr/local/searxng/entrypoint.sh', ['entrypoint.sh'])"
)


class SearXNG(pulumi.ComponentResource):
    """A SearXNG server that answers in JSON too.

    ```python
    searxng = SearXNG("search", {"namespace": "ai"})
    ```
    """

    connection: HttpConnection
    """Where clients connect."""

    def __init__(self, name: str, args: SearXNGArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(SearXNGArgs, args, f"SearXNG {name!r}")
        super().__init__("homelab:index:SearXNG", name, {}, opts)
        app = application(self, name, args, app="searxng", role="web-search")
        self.workload: pulumi.Resource | None = None
        """What a client waits for; None for an external server."""
        if "external" in args:
            self.connection = external_server(args["external"]["url"])
        else:
            self.connection = self._serve(app, args)
        self.register_outputs({"connection": self.connection})

    def _serve(self, app: Application, args: SearXNGArgs) -> HttpConnection:
        files = {"settings.yml": settings_yaml(args)}
        environment = _environment(app, args)
        backends = [internet(80, 443)]
        needed: list[pulumi.Resource] = []
        if "limiter" in args:
            valkey = own_valkey(self, app.name, args, args["limiter"].get("valkey", {}))
            files["limiter.toml"] = limiter_toml(args["limiter"])
            environment |= url_environment(valkey.connection, "SEARXNG_VALKEY_URL")
            backends.append(backend(valkey.connection.get("workload"), valkey.connection["port"]))
            needed.extend([valkey.workload] if valkey.workload else [])
        server = _server(app, args, environment, app.config_map("settings", files))
        self.workload = app.deployment(
            server, images.SEARXNG.identity, stop_within=45, replicas=args.get("replicas", 1), depends_on=needed
        )
        service = app.service(server)
        app.allow(clients=[*clients(args.get("clients"), PORT), *_way_in(args)], backends=backends)
        _expose(app, args, service)
        return {"url": combine(lambda host: f"http://{host}:{PORT}", service.host), "port": PORT, "workload": app.name}


def _environment(app: Application, args: SearXNGArgs) -> dict[str, EnvironmentValue]:
    if args.keys() & {"secret_key", "secret_key_secret"}:
        secret_key = given_secret(app, "secret-key", args, "secret_key")
    else:
        rotation = args.get("secret_key_rotation", 0)
        generated = generated_password(f"{app.name}-secret-key", 64, app.parent, rotation=rotation)
        secret_key = app.secret_value("secret-key", generated)
    environment: dict[str, EnvironmentValue] = {
        "SEARXNG_SECRET": secret_key,
        # By default it listens on IPv6 alone, which fails where nodes have none (searxng/searxng#5934).
        "GRANIAN_HOST": "0.0.0.0",
        "GRANIAN_PORT": str(PORT),
    }
    if "domain" in args:
        scheme = "https" if args.get("ingress", {}).get("tls", {}).get("enabled", True) else "http"
        environment["SEARXNG_BASE_URL"] = combine(lambda domain: f"{scheme}://{domain}/", args["domain"])
    return environment


def _server(app: Application, args: SearXNGArgs, environment: Environment, settings: pulumi.Input[str]) -> Container:
    return container(
        "searxng",
        image=images.SEARXNG.reference(app.placement, args.get("image")),
        command=["/usr/local/searxng/.venv/bin/python", "-c", START_WITH_VALKEY] if "limiter" in args else (),
        environment=environment,
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe("/healthz", "http", period=5, failures=36),
            readiness=http_probe("/healthz", "http", period=5),
            liveness=http_probe("/healthz", "http", failures=6),
        ),
        resources=RESOURCES.changed_by(args.get("resources", {})),
        mounts={
            "/etc/searxng": config_map_files("settings", settings),
            "/var/cache/searxng": scratch("cache", "256Mi"),
            "/tmp": scratch("tmp", "256Mi"),
        },
    )


def _has_ingress(args: SearXNGArgs) -> bool:
    return args.get("ingress", {}).get("enabled", "ingress" in args)


def _way_in(args: SearXNGArgs) -> list[Peer]:
    if not _has_ingress(args):
        return []
    place = args.get("ingress", {}).get("controller_namespace")
    return [any_namespace(PORT) if place is None else namespace(place, PORT)]


def _expose(app: Application, args: SearXNGArgs, service: Service) -> None:
    if _has_ingress(args) and "domain" in args:
        create_ingress(
            app,
            args.get("ingress", {}),
            service,
            host=args["domain"],
            port=("http", PORT),
            body_size="1m",
            read_timeout=60,
            hidden_path="/metrics",
        )
