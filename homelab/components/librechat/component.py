"""LibreChat component."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.container_environment import create_container_environment
from homelab.components.librechat import access, environment, pod
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.configuration import check_configuration, final_configuration
from homelab.components.librechat.effects import largest_upload_megabytes, server_peers
from homelab.components.librechat.first_admin import FirstAdmin, create_first_admin
from homelab.components.librechat.indexes import build_indexes, builds_indexes_first
from homelab.components.librechat.issuer import issuer_container, waits_for_issuer
from homelab.components.librechat.migrations import run_migrations
from homelab.components.librechat.scaling import scale
from homelab.components.librechat.search_index import check_search_index, search_engine
from homelab.components.librechat.smoke_test import create_smoke_test, is_tested, smoke_test_peers
from homelab.components.librechat.storage.args import is_shared, strategies
from homelab.components.librechat.storage.storage import FileStorage, create_file_storage
from homelab.components.librechat.variables import core_variables, wiring_variables
from homelab.components.monitoring.metrics import Metrics, create_monitor
from homelab.components.proxy import Proxy
from homelab.components.variable_peers import PUBLIC_HTTPS
from homelab.connections import peer_of
from homelab.kubernetes import (
    Application,
    CanaryTraffic,
    Container,
    ContainerEnvironment,
    Peers,
    Volume,
    create_deployment,
    create_network_policy,
    create_service,
)
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT, create_service_account
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.yaml import librechat_yaml

STOP_WITHIN = 75
"""Termination grace period: 10 seconds for removal from the Service's endpoints, 60 for LibreChat to finish answers,
and 5 in reserve."""


@dataclass(frozen=True)
class Canary:
    """Another LibreChat beside this one."""

    traffic: CanaryTraffic
    create: Callable[[pulumi.Resource], pulumi.Resource]
    """Creates it after this one's Deployment, and returns what has to be ready before it gets requests."""


class LibreChat(pulumi.ComponentResource):
    """LibreChat's server, with file storage, configuration and ingress.

    ```python
    chat = LibreChat("chat", {
        "namespace": "ai",
        "domain": "chat.example.com",
        "config": {"interface": {"customWelcome": "Welcome"}},
        "secret_env": {"OPENAI_API_KEY": key},
        "credentials": credentials.connection,
        "documentdb": database.connection,
    })
    ```
    """

    url: pulumi.Output[str]
    """URL for users."""
    librechat_yaml: pulumi.Output[str]
    """Text of librechat.yaml."""
    first_admin_password: pulumi.Output[str]
    """Password of the first administrator, as a secret; empty if it is in an existing Secret."""

    def __init__(
        self,
        name: str,
        args: LibreChatArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        configuration: Configuration | None = None,
        canary: Canary | None = None,
        is_canary: bool = False,
    ) -> None:
        """Create the server.

        :param configuration: Final, checked configuration. Default: derived from ``args``.
        :param canary: Another LibreChat that gets a part of the requests. Default: none.
        :param is_canary: Whether the Ingress or route of another LibreChat leads to this one, which creates none.
        :raises ArgumentError: Arguments are invalid, or LibreChat would reject, ignore or misread them.
        """
        owner = f"LibreChat {name!r}"
        args = check(LibreChatArgs, args, owner, find_secrets=configuration is not None)
        final = configuration or _checked_configuration(args, owner)
        super().__init__("homelab:index:LibreChat", name, {}, opts)
        app = application(self, name, args, app="librechat", role="canary" if is_canary else "chat")
        extra_mounts = [volume["mount_path"] for volume in args.get("extra_volumes", [])]
        files = create_file_storage(app, args.get("storage", {}), final, extra_mounts)
        proxy = pod.proxy(app, args, final)
        document = librechat_yaml(final.config)
        program = _program(app, args, final, document, files, proxy)
        jobs = _create_jobs(app, args, is_canary=is_canary)
        admin = _create_first_admin(app, args, final)
        if admin is not None:
            jobs.append(admin.job)
        recreate = not is_shared(args.get("storage", {}), strategies(final.config))
        self.workload: pulumi.Resource = _create_workload(app, args, program, files, recreate=recreate, after=jobs)
        """Deployment, which is ready once users can sign in."""
        create_service(app, program.server, annotations=access.service_annotations(app, args))
        servers = server_peers(final, args.get("servers", []), args.get("allow_to", []))
        egress = [*_backends(args), *files.backends, *proxy.peers, *servers]
        _admit_clients(app, args, egress)
        self.tested = self.workload
        """What ends last: the Deployment, or its smoke test."""
        if is_tested(args):
            self.tested = create_smoke_test(app, args, program.environment, program.files, egress, after=self.workload)
        if not is_canary:
            _expose(app, args, final, self.workload, canary)

        self.url = pulumi.Output.from_input(access.address(args))
        self.librechat_yaml = pulumi.Output.from_input(document)
        self.first_admin_password = pulumi.Output.from_input((admin and admin.password) or "")
        self.register_outputs(
            {
                "url": self.url,
                "librechat_yaml": self.librechat_yaml,
                "first_admin_password": self.first_admin_password,
            }
        )


def _checked_configuration(args: LibreChatArgs, owner: str) -> Configuration:
    final = final_configuration(args, Configuration(args.get("config", {}), Variables.of(args)))
    check_configuration(final, args, args, owner=owner)
    return final


def _create_jobs(app: Application, args: LibreChatArgs, *, is_canary: bool) -> list[pulumi.Resource]:
    """Jobs that have to be done before the server starts; those on shared data are the stable version's alone."""
    jobs: list[pulumi.Resource] = []
    if builds_indexes_first(args):
        jobs.append(build_indexes(app, args))
    if args.get("migrations") and not is_canary:
        jobs.append(run_migrations(app, args, *jobs))
    if "meilisearch" in args and "image" in args["meilisearch"] and not is_canary:
        jobs.append(check_search_index(app, args, args["meilisearch"], *jobs))
    return jobs


def _create_workload(
    app: Application,
    args: LibreChatArgs,
    program: "_Program",
    files: FileStorage,
    *,
    recreate: bool,
    after: Sequence[pulumi.Resource],
) -> pulumi.Resource:
    return create_deployment(
        app,
        program.server,
        images.LIBRECHAT.identity,
        termination_grace_period=STOP_WITHIN,
        scale=scale(args),
        init_containers=[*pod.sidecars(args.get("sidecars", [])), *program.waiting],
        recreate=recreate,
        service_account=files.service_account or _service_account(app, args),
        pod_labels=files.pod_labels,
        pod_annotations=search_engine(args),
        depends_on=after,
    )


def _expose(
    app: Application, args: LibreChatArgs, final: Configuration, workload: pulumi.Resource, canary: Canary | None
) -> None:
    """Route requests: not to a canary that does not serve yet, and not from one before the pods have its version."""
    access.expose(
        app,
        args,
        largest_upload=largest_upload_megabytes(final.config),
        canary=canary and canary.traffic,
        after=[workload, *([canary.create(workload)] if canary else [])],
    )


@dataclass(frozen=True)
class _Program:
    """The server's container, and what others need to run its code."""

    server: Container
    waiting: Sequence[Container]
    """Containers that it waits for."""
    environment: ContainerEnvironment
    files: Mapping[str, Volume]
    """Volumes that the environment names, by mount path."""


def _program(
    app: Application,
    args: LibreChatArgs,
    final: Configuration,
    document: pulumi.Input[str],
    files: FileStorage,
    proxy: Proxy,
) -> _Program:
    variables = final.variables
    if builds_indexes_first(args):
        variables = variables.overridden_by(Variables({"MONGO_AUTO_INDEX": "false"}))
    wiring = wiring_variables(args, core_variables(args, key_prefix=app.name), final)
    own = create_container_environment(
        app, wiring, variables, files_folder=pod.SECRET_FILES, defaults=proxy.environment
    )
    certificates = {**pod.certificates(args), **proxy.mounts}
    named = {**pod.configuration(app, document), **certificates, **own.mounts}
    writable_home = pod.starts_mcp_servers(final.config)
    server = pod.server(app, args, own.environment, {**named, **files.mounts}, writable_home=writable_home)
    image = images.LIBRECHAT.reference(app.placement, args.get("image"))
    waiting = [issuer_container(image, own.environment, certificates)] if waits_for_issuer(final) else []
    return _Program(server, waiting, own.environment, named)


def _admit_clients(app: Application, args: LibreChatArgs, egress: Peers) -> None:
    """Create the network policy, and what leads Prometheus to the metrics."""
    metrics = _metrics(args)
    clients = [*access.ingress_peers(args), *smoke_test_peers(app, args), *([metrics.peer] if metrics else [])]
    create_network_policy(app, ingress=clients, egress=egress)
    if metrics:
        create_monitor(app, metrics)


def _create_first_admin(app: Application, args: LibreChatArgs, final: Configuration) -> FirstAdmin | None:
    if "first_admin" not in args:
        return None
    retain = args.get("retain_first_admin", True)
    return create_first_admin(app, args, args["first_admin"], final.variables.plain, retain=retain)


def _service_account(app: Application, args: LibreChatArgs) -> pulumi.Input[str] | None:
    return create_service_account(app, args["service_account"]) if "service_account" in args else None


def _metrics(args: LibreChatArgs) -> Metrics | None:
    """LibreChat's metrics, which have no port of their own: whoever may read them may connect to LibreChat."""
    if "monitoring" not in args:
        return None
    secret = args["credentials"]["metrics_secret"]
    return Metrics(args["monitoring"], ("http", environment.PORT), in_service=True, credentials=secret)


def _backends(args: LibreChatArgs) -> Peers:
    connections = [args["documentdb"], args.get("valkey"), args.get("meilisearch"), args.get("rag_api")]
    return [
        *(peer_of(each) for each in connections if each is not None),
        PUBLIC_HTTPS,
        *([EKS_POD_IDENTITY_AGENT] if "service_account" in args else []),
    ]
