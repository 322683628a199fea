"""Valkey: LibreChat's cache, sessions and streams."""

from typing import NotRequired, TypedDict, cast
from urllib.parse import urlsplit

import pulumi

from homelab import images
from homelab.arguments import check, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, IMAGE, OBJECT_NAME, PEM, password, secret, url
from homelab.components.base import ServerArgs, application
from homelab.components.passwords import generated_password, given_secret
from homelab.connections import RedisConnection
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
    command_probe,
    container,
    secret_files,
)

PORT = 6379
RESOURCES = Resources(cpu="50m", memory="64Mi", memory_limit="256Mi")


@rules(mutually_exclusive("password", "password_secret"))
@constrain(uri=url("redis", "rediss", example="rediss://cache.example.com:6379"), password=secret(), ca_pem=PEM)
class ExternalValkeyArgs(TypedDict):
    """A Redis-compatible server outside of the workspace: ElastiCache, MemoryDB, or one's own."""

    uri: str
    """``redis://`` or ``rediss://`` with host and port, without credentials."""
    username: NotRequired[pulumi.Input[str]]
    """User. Default: the default user."""
    password: NotRequired[pulumi.Input[str]]
    """Password. Default: none."""
    password_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the password, instead of ``password``. Default: none."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust. Default: the system's."""
    cluster: NotRequired[bool]
    """Whether the address is that of a cluster. Default: false."""
    cluster_safe_delete: NotRequired[bool]
    """Delete keys one by one, as ElastiCache Serverless wants. Default: false."""
    alternative_dns_lookup: NotRequired[bool]
    """Resolve names as ElastiCache's TLS clusters want. Default: false."""


@rules(
    no_effect_with("external", "storage", "resources", "image", "password", "password_rotation", "existing_secret"),
    no_effect_with("existing_secret", "password", "password_rotation"),
)
@constrain(image=IMAGE, password=password(16), password_rotation=COUNTER, existing_secret=OBJECT_NAME)
class ValkeyServerArgs(TypedDict):
    """A Valkey server, or another one in its place."""

    storage: NotRequired[StorageArgs]
    """Volume of the append-only file. Default: 4Gi, kept."""
    resources: NotRequired[ResourcesArgs]
    """Default: 50m CPU and 64Mi memory, at most 256Mi, of which Valkey fills three quarters."""
    image: NotRequired[pulumi.Input[str]]
    """Image with valkey-server and valkey-cli. Default: the one of `homelab.images`."""
    password: NotRequired[pulumi.Input[str]]
    """At least 16 letters and digits. Default: 32 generated ones."""
    password_rotation: NotRequired[int]
    """Another number generates another password; server and clients restart. Default: 0."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys ``password`` and ``password.conf``, the line ``requirepass PASSWORD``; nothing is
    generated then. Default: none."""
    external: NotRequired[ExternalValkeyArgs]
    """Server to use instead; no server is created then. Default: none."""


@rules(no_effect_with("external", "clients"))
class ValkeyArgs(ServerArgs, ValkeyServerArgs):
    """Arguments of `Valkey`."""


class Valkey(pulumi.ComponentResource):
    """A Valkey server that loses nothing it was given: append-only file, no eviction, a password.

    ```python
    valkey = Valkey("cache", {"namespace": "ai"})
    ```
    """

    connection: RedisConnection
    """Where clients connect, and which Secret key holds the password."""

    def __init__(self, name: str, args: ValkeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(ValkeyArgs, args, f"Valkey {name!r}")
        super().__init__("homelab:index:Valkey", name, {}, opts)
        app = application(self, name, args, app="valkey", role="cache")
        self.workload: pulumi.Resource | None = None
        """What a client waits for; None for an external server."""
        if "external" in args:
            self.connection = _external_connection(app, args["external"])
        else:
            self.connection = self._serve(app, args)
        self.register_outputs({"connection": self.connection})

    def _serve(self, app: Application, args: ValkeyArgs) -> RedisConnection:
        credentials = args.get("existing_secret") or self._credentials(app, args)
        server = _server(
            args,
            image=images.VALKEY.reference(app.placement, args.get("image")),
            credentials=credentials,
            data=app.volume("data", args.get("storage", {}), default_size="4Gi"),
        )
        self.workload = app.stateful_set(server, images.VALKEY.identity, stop_within=30)
        service = app.service(server)
        app.allow(clients=clients(args.get("clients"), PORT))
        return {
            "uri": combine(lambda host: f"redis://{host}:{PORT}", service.host),
            "port": PORT,
            "password": {"name": credentials, "key": "password"},
            "workload": app.name,
        }

    def _credentials(self, app: Application, args: ValkeyArgs) -> pulumi.Output[str]:
        password = args.get("password") or generated_password(
            f"{app.name}-password", 32, self, rotation=args.get("password_rotation", 0)
        )
        return app.secret(
            "password", {"password": password, "password.conf": pulumi.Output.concat("requirepass ", password, "\n")}
        )


def _server(
    args: ValkeyServerArgs, *, image: pulumi.Input[str], credentials: pulumi.Input[str], data: Volume
) -> Container:
    requirements = RESOURCES.changed_by(args.get("resources", {}))
    password: SecretReference = {"name": credentials, "key": "password"}
    # valkey-cli exits with 0 when it is refused or the server still loads: only the answer tells.
    ping = ["sh", "-c", "valkey-cli -e ping | grep -q PONG"]
    return container(
        "valkey",
        image=image,
        command=["valkey-server"],
        args=[
            "/etc/valkey/password.conf",
            "--dir",
            "/data",
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction",
            "--maxmemory",
            combine(str, requirements.memory_limit_share("0.75")),
        ],
        environment={"REDISCLI_AUTH": password, "VALKEYCLI_AUTH": password},
        ports={"redis": PORT},
        probes=Probes(
            startup=command_probe(ping, period=2, failures=90),
            readiness=command_probe(ping, period=5),
            liveness=command_probe(ping, period=10, failures=6),
        ),
        resources=requirements,
        mounts={"/data": data, "/etc/valkey": secret_files("password", credentials)},
    )


def _external_connection(app: Application, external: ExternalValkeyArgs) -> RedisConnection:
    connection: RedisConnection = {"uri": external["uri"], "port": urlsplit(external["uri"]).port or PORT}
    if "username" in external:
        connection["username"] = external["username"]
    if external.keys() & {"password", "password_secret"}:
        connection["password"] = given_secret(app, "password", external, "password")
    if "ca_pem" in external:
        connection["ca"] = app.config_value("ca", external["ca_pem"])
    flags = ("cluster", "cluster_safe_delete", "alternative_dns_lookup")
    return cast(RedisConnection, {**connection, **{flag: external.get(flag) for flag in flags if flag in external}})
