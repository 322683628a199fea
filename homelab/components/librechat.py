"""LibreChat: the chat itself."""

from collections.abc import Mapping

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components import librechat_environment as environment
from homelab.components.base import application
from homelab.components.librechat_args import LibreChatArgs, LibreChatServerArgs, ingress_is_enabled
from homelab.components.librechat_indexes import SERVER_COMMAND, build_indexes, builds_indexes_first
from homelab.components.librechat_storage import file_storage, is_shared
from homelab.kubernetes import (
    Application,
    Container,
    EnvironmentValue,
    Peer,
    Probes,
    Resources,
    Service,
    Volume,
    any_namespace,
    backend,
    combine,
    config_map_files,
    container,
    create_ingress,
    create_route,
    http_probe,
    internet,
    namespace,
    scratch,
    server_at,
)

RESOURCES = Resources(cpu="250m", memory="768Mi", memory_limit="1536Mi")
HTTP = ("http", environment.PORT)
METRICS_PATH = "/metrics"
STREAM_SECONDS = 3600
"""How long an answer may go on through an ingress."""
STOP_DELAY = 10
STOP_WITHIN = 75
"""Ten seconds until no Service leads here, sixty in which LibreChat finishes answers, and five in reserve."""


class LibreChat(pulumi.ComponentResource):
    """LibreChat's server, with files, configuration and a way in.

    ```python
    chat = LibreChat("chat", {
        "namespace": "ai",
        "domain": "chat.example.com",
        "config_yaml": "version: 1.3.17",
        "credentials": credentials.connection,
        "documentdb": database.connection,
    })
    ```
    """

    url: pulumi.Output[str]
    """Address for people."""

    def __init__(self, name: str, args: LibreChatArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(LibreChatArgs, args, f"LibreChat {name!r}")
        super().__init__("homelab:index:LibreChat", name, {}, opts)
        app = application(self, name, args, app="librechat", role="chat")
        address = _address(args)
        files = file_storage(app, args.get("storage", {}))
        variables = {**_environment(app, args, address), **files.environment, **_given_environment(app, args)}
        config = _config_mounts(app, args)
        jobs: list[pulumi.Resource] = []
        if builds_indexes_first(args):
            jobs.append(build_indexes(app, args, variables, config))
            variables["MONGO_AUTO_INDEX"] = "false"
        server = _server(app, args, variables, {**config, **files.mounts, "/tmp": scratch("tmp", "1Gi")})
        self.workload: pulumi.Resource = app.deployment(
            server,
            images.LIBRECHAT.identity,
            stop_within=STOP_WITHIN,
            replicas=args.get("replicas", 1),
            owns_volumes=not is_shared(args.get("storage", {})),
            depends_on=jobs,
        )
        """What is ready when people can log in."""
        service = app.service(server)
        app.allow(clients=_ways_in_for(args), backends=[*_backends(args), *files.backends])
        _expose(app, args, service)

        self.url = pulumi.Output.from_input(address)
        self.register_outputs({"url": self.url})


def _address(args: LibreChatServerArgs) -> pulumi.Input[str]:
    """People come by https, unless the ingress is told to speak plain http; port-forwarding ends at localhost."""
    encrypted = args.get("ingress", {}).get("tls", {}).get("enabled", True)
    return combine(
        lambda domain: (
            f"http://localhost:{environment.PORT}"
            if domain == "localhost"
            else f"{'https' if encrypted else 'http'}://{domain}"
        ),
        args["domain"],
    )


def _environment(app: Application, args: LibreChatArgs, address: pulumi.Input[str]) -> dict[str, EnvironmentValue]:
    variables = {
        **environment.server_environment(
            address=address, trust_proxy=args.get("trust_proxy", 1), requirements=_requirements(args)
        ),
        **environment.credentials_environment(args["credentials"]),
        **environment.database_environment(args["documentdb"]),
    }
    if "valkey" in args:
        variables |= environment.cache_environment(args["valkey"], key_prefix=app.name)
    if "meilisearch" in args:
        variables |= environment.search_environment(args["meilisearch"])
    if "rag_api" in args:
        variables |= environment.rag_environment(args["rag_api"])
    return variables


def _given_environment(app: Application, args: LibreChatArgs) -> dict[str, EnvironmentValue]:
    variables: dict[str, EnvironmentValue] = {**args.get("environment", {})}
    if secrets := args.get("secret_environment"):
        name = app.secret("environment", secrets)
        variables |= {variable: {"name": name, "key": variable} for variable in secrets}
    return variables


def _config_mounts(app: Application, args: LibreChatArgs) -> dict[str, Volume]:
    config = app.config_map("config", {"librechat.yaml": args["config_yaml"]})
    trusted = environment.certificates(args["documentdb"], args.get("valkey"))
    return {
        "/etc/librechat": config_map_files("config", config),
        **{
            folder: config_map_files(f"{backend_name}-certificates", ca["name"])
            for backend_name, (folder, ca) in trusted.items()
        },
    }


def _server(
    app: Application, args: LibreChatArgs, variables: Mapping[str, EnvironmentValue], mounts: Mapping[str, Volume]
) -> Container:
    return container(
        "librechat",
        image=images.LIBRECHAT.reference(app.placement, args.get("image")),
        # Without npm in between, which would not pass the signal to stop on.
        command=SERVER_COMMAND,
        environment=variables,
        ports=dict([HTTP]),
        probes=Probes(
            startup=http_probe("/readyz", "http", period=5, failures=60),
            readiness=http_probe("/readyz", "http", period=5, failures=2),
            liveness=http_probe("/livez", "http", failures=6),
        ),
        resources=_requirements(args),
        mounts=mounts,
        stop_delay=STOP_DELAY,
    )


def _requirements(args: LibreChatArgs) -> Resources:
    return RESOURCES.changed_by(args.get("resources", {}))


def _backends(args: LibreChatArgs) -> list[Peer]:
    connections = [args["documentdb"], args.get("valkey"), args.get("meilisearch"), args.get("rag_api")]
    return [
        *(backend(each.get("workload"), each["port"]) for each in connections if each is not None),
        internet(443),
        *(server_at(address) for address in args.get("allow_to", [])),
    ]


def _ways_in_for(args: LibreChatServerArgs) -> list[Peer]:
    """Who stands between people and the pods; without ingress and route it is ``kubectl port-forward`` alone."""
    if "route" in args:
        place = args["route"].get("gateway_namespace")
    elif ingress_is_enabled(args):
        place = args.get("ingress", {}).get("controller_namespace")
    else:
        return []
    return [any_namespace(environment.PORT) if place is None else namespace(place, environment.PORT)]


def _expose(app: Application, args: LibreChatArgs, service: Service) -> None:
    if "route" in args:
        create_route(app, args["route"], service, host=args["domain"], port=environment.PORT, hidden_path=METRICS_PATH)
    elif ingress_is_enabled(args):
        create_ingress(
            app,
            args.get("ingress", {}),
            service,
            host=args["domain"],
            port=HTTP,
            body_size=f"{args.get('largest_upload_megabytes', 100)}m",
            read_timeout=STREAM_SECONDS,
            hidden_path=METRICS_PATH,
        )
