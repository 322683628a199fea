"""Valkey: LibreChat's cache, sessions and streams."""

from decimal import Decimal
from typing import cast

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.monitoring import exporters
from homelab.components.monitoring.metrics import Metrics
from homelab.components.passwords import generate_password, resolve_secret
from homelab.components.server import Server, run_or_connect
from homelab.components.valkey.args import ExternalValkeyArgs, ValkeyArgs
from homelab.connections import REDIS_PORTS, RedisConnection
from homelab.kubernetes import (
    Application,
    Probes,
    Resources,
    SecretReference,
    apply,
    command_probe,
    container,
    create_config_map_value,
    create_secret,
    create_volume_claim,
    secret_volume,
)
from homelab.kubernetes.file_format import forward_only
from homelab.urls import parse_servers

PORT = 6379
RESOURCES = Resources(cpu="50m", memory="64Mi", memory_limit="512Mi")
# valkey-cli exits with 0 even if it is refused or the server is still loading: only the response is reliable.
SERVES = ("sh", "-c", "valkey-cli -e ping | grep -q PONG")
# A restart helps neither while it reads its data, nor with a full volume (MISCONF) or full memory, nor in a script.
LIVES = ("sh", "-c", "valkey-cli ping | grep -Eq 'PONG|LOADING|MISCONF|OOM|BUSY'")
METRICS_PASSWORD = "metrics-password"
# The slow log, the settings and the list of clients would show data, passwords and who is signed in.
METRICS_RIGHTS = "-@all +ping +info +slowlog|len +latency|latest +latency|histogram +client|setname"
"""Rights of the exporter's user."""
OVERHEAD = 16 * 1024**2
"""Bytes of an empty server and of its buffers."""
DATA_SHARE = Decimal("0.4")
"""Of the memory beyond `OVERHEAD`. While Valkey rewrites its file, a fork keeps the old version of what changes: if all
of it does, twice the data and a tenth for fragmentation (measured on 2026-11-28 on Redis 7: 359 MiB with 192 MiB of
data, 195 MiB with 96 MiB)."""


class Valkey(pulumi.ComponentResource):
    """A persistent Valkey server: append-only file, no eviction, a password.

    ```python
    valkey = Valkey("cache", {"namespace": "ai"})
    ```
    """

    connection: RedisConnection
    """Connection for clients, with a reference to the password."""

    def __init__(self, name: str, args: ValkeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(ValkeyArgs, args, f"Valkey {name!r}")
        super().__init__("homelab:index:Valkey", name, {}, opts)
        app = application(self, name, args, app="valkey", role="cache")
        self.connection, self.workload = run_or_connect(app, args, server=_server, external=_external_connection)
        self.register_outputs({"connection": self.connection})


def _server(app: Application, args: ValkeyArgs) -> Server[RedisConnection]:
    secret = args.get("existing_secret") or _create_password(app, args)
    password: SecretReference = {"name": secret, "key": "password"}
    resources = RESOURCES.with_overrides(args.get("resources", {}))
    image = images.VALKEY.reference(app.placement, args.get("image"))
    file_format = forward_only("valkey", image)
    valkey = container(
        "valkey",
        image=image,
        command=["valkey-server"],
        args=[
            "/etc/valkey/password.conf",
            *("--dir", "/data"),
            *("--appendonly", "yes"),
            *("--appendfsync", "everysec"),
            *("--save", ""),
            *_options(args, resources),
        ],
        environment={"REDISCLI_AUTH": password, "VALKEYCLI_AUTH": password},
        ports={"redis": PORT},
        probes=Probes(
            startup=command_probe(LIVES, period=2, failures=90),
            readiness=command_probe(SERVES, period=5),
            liveness=command_probe(LIVES, period=10, failures=6),
        ),
        resources=resources,
        mounts={
            "/data": create_volume_claim(
                app, "data", args.get("storage", {}), default_size="4Gi", file_format=file_format
            ),
            "/etc/valkey": secret_volume("password", secret),
        },
    )
    connection: RedisConnection = {
        "uri": apply(lambda host: f"redis://{host}:{PORT}", app.host),
        "port": PORT,
        "password": password,
        "workload": app.name,
    }
    return Server(
        connection,
        valkey,
        images.VALKEY.identity,
        termination_grace_period=30,
        metrics=_metrics(app, args, secret) if "monitoring" in args else None,
    )


def _metrics(app: Application, args: ValkeyArgs, secret: pulumi.Input[str]) -> Metrics:
    """Metrics by an exporter, whose user can read no data; with a Secret of the user's it is that of the clients."""
    is_own = "existing_secret" not in args
    exporter = exporters.valkey_exporter(
        app,
        PORT,
        {"REDIS_USER": exporters.ROLE} if is_own else {},
        {"name": secret, "key": METRICS_PASSWORD if is_own else "password"},
    )
    return Metrics(args.get("monitoring", {}), (exporters.PORT_NAME, exporters.VALKEY_PORT), exporter=exporter)


def _options(args: ValkeyArgs, resources: Resources) -> list[pulumi.Input[str]]:
    """Options that the user may set otherwise."""
    options = {
        "maxmemory": apply(_max_memory, resources.memory_limit_share("1")),
        "maxmemory-policy": "noeviction",
        **args.get("settings", {}),
    }
    return [each for name in sorted(options) for each in (f"--{name}", options[name])]


def _max_memory(limit: int) -> str:
    """Bytes of data with which the server stays below ``limit`` while it rewrites its file."""
    return str(max(int((limit - OVERHEAD) * DATA_SHARE), 1024**2))


def _create_password(app: Application, args: ValkeyArgs) -> pulumi.Output[str]:
    rotation = args.get("password_rotation", 0)
    password = args.get("password") or _generated_password(app, rotation)
    configuration = apply(lambda value: f"requirepass {quoted(value)}\n", password)
    if args.get("accept_previous_password"):
        configuration = apply(_two_passwords, password, _generated_password(app, rotation - 1))
    if "monitoring" not in args:
        return create_secret(app, "password", {"password": password, "password.conf": configuration})
    own = generate_password(f"{app.name}-{METRICS_PASSWORD}", 32, app.parent)
    users = apply(lambda text, value: f"{text}user {exporters.ROLE} on >{value} {METRICS_RIGHTS}\n", configuration, own)
    return create_secret(app, "password", {"password": password, METRICS_PASSWORD: own, "password.conf": users})


def _generated_password(app: Application, rotation: int) -> pulumi.Output[str]:
    name = f"{app.name}-password-{rotation}" if rotation else f"{app.name}-password"
    return generate_password(name, 32, app.parent, rotation=rotation)


def _two_passwords(new: str, old: str) -> str:
    """The user of all clients, who has two passwords; both are letters and digits."""
    return f"user default on sanitize-payload ~* &* +@all >{new} >{old}\n"


def quoted(value: str) -> str:
    """``value`` for Valkey's configuration file; other text than letters and digits could end the setting."""
    if value.isascii() and value.isalnum():
        return value
    return '"' + "".join(f"\\x{byte:02x}" for byte in value.encode()) + '"'


def _external_connection(app: Application, external: ExternalValkeyArgs) -> RedisConnection:
    connection: RedisConnection = {"uri": external["uri"], "port": apply(_first_port, external["uri"])}
    if "username" in external:
        connection["username"] = external["username"]
    if external.keys() & {"password", "password_secret"}:
        connection["password"] = resolve_secret(app, "password", external, "password")
    if "ca_pem" in external:
        connection["ca"] = create_config_map_value(app, "ca", external["ca_pem"])
    flags = ("cluster", "cluster_safe_delete", "alternative_dns_lookup")
    return cast(RedisConnection, {**connection, **{flag: external.get(flag) for flag in flags if flag in external}})


def _first_port(uri: str) -> int:
    found = parse_servers(uri, REDIS_PORTS)
    return found[0].port if found else PORT
