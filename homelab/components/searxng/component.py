"""SearXNG: a metasearch engine, for LibreChat's web search and for browsers."""

from collections.abc import Mapping

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.backend import Backend
from homelab.components.base import application
from homelab.components.exposure import ingress_is_enabled, ingress_peers
from homelab.components.http_connection import connect, http_connection
from homelab.components.monitoring.metrics import BasicAuth, Metrics
from homelab.components.passwords import generate_password
from homelab.components.proxy import PYTHON_CA, create_proxy
from homelab.components.searxng.args import AUTOSCALING, SearXNGArgs
from homelab.components.searxng.container import PORT, searxng_container
from homelab.components.searxng.settings import limiter_toml, settings_yaml
from homelab.components.server import Server, run_or_connect
from homelab.components.valkey.dedicated import DedicatedValkeyArgs, create_dedicated_valkey
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Application,
    Volume,
    config_map_volume,
    create_config_map,
    create_ingress,
    create_secret,
    ingress_service_annotations,
    internet,
    secret_volume,
)
from homelab.kubernetes.autoscaling import scale_of


def connection_of(name: str, args: SearXNGArgs) -> HttpConnection:
    """Connection for clients, known before anything is created."""
    return http_connection(name, args, PORT)


class SearXNG(pulumi.ComponentResource):
    """A SearXNG server with HTML and JSON responses.

    ```python
    searxng = SearXNG("search", {"namespace": "ai"})
    ```
    """

    connection: HttpConnection
    """Connection for clients."""

    def __init__(self, name: str, args: SearXNGArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(SearXNGArgs, args, f"SearXNG {name!r}")
        super().__init__("homelab:index:SearXNG", name, {}, opts)
        app = application(self, name, args, app="searxng", role="web-search")
        self.connection, self.workload = run_or_connect(app, args, server=_server, external=connect)
        if ingress_is_enabled(args) and "domain" in args:
            _create_ingress(app, args, args["domain"])
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: SearXNGArgs) -> Server[HttpConnection]:
    proxy = create_proxy(app, args.get("proxy"), ca_variables=PYTHON_CA)
    password = generate_password(f"{app.name}-metrics", 32, app.parent) if "monitoring" in args else None
    files = {"settings.yml": settings_yaml(args, password)}
    backends: list[Backend] = []
    if "limiter" in args:
        files["limiter.toml"] = limiter_toml(args["limiter"])
        secret = args["limiter"].get("existing_secret")
        own: DedicatedValkeyArgs = {} if secret is None else {"existing_secret": secret}
        backends.append(create_dedicated_valkey(app, args, own, url_variables=["SEARXNG_VALKEY_URL"]))
    environment = {name: value for backend in backends for name, value in backend.environment.items()}
    is_secret = password is not None or "password" in args.get("proxy", {})
    mounts = {"/etc/searxng": _settings(app, files, secret=is_secret), **proxy.mounts}
    return Server(
        connection=connection_of(app.name, args),
        container=searxng_container(app, args, {**proxy.environment, **environment}, mounts),
        identity=images.SEARXNG.identity,
        termination_grace_period=45,
        scale=scale_of(args, AUTOSCALING),
        ingress=ingress_peers(args, PORT),
        egress=[internet(80, 443), *(backend.peer for backend in backends), *proxy.peers],
        depends_on=[backend.workload for backend in backends],
        service_annotations=ingress_service_annotations(app, args.get("ingress", {}))
        if ingress_is_enabled(args)
        else {},
        metrics=None if password is None else _metrics(app, args, password),
    )


def _metrics(app: Application, args: SearXNGArgs, password: pulumi.Input[str]) -> Metrics:
    secret = create_secret(app, "metrics", {"username": "metrics", "password": password})
    credentials = BasicAuth({"name": secret, "key": "username"}, {"name": secret, "key": "password"})
    return Metrics(args.get("monitoring", {}), ("http", PORT), in_service=True, credentials=credentials)


def _settings(app: Application, files: Mapping[str, pulumi.Input[str]], *, secret: bool) -> Volume:
    """Volume with the settings.

    :param secret: Whether they contain a password.
    """
    if secret:
        return secret_volume("settings", create_secret(app, "settings", files))
    return config_map_volume("settings", create_config_map(app, "settings", files, checked=True))


def _create_ingress(app: Application, args: SearXNGArgs, domain: pulumi.Input[str]) -> None:
    create_ingress(
        app,
        args.get("ingress", {}),
        host=domain,
        port=("http", PORT),
        body_size="1m",
        read_timeout=60,
        hide="/metrics",
        health_path="/healthz",
    )
