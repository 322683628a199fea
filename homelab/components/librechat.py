"""LibreChat: the chat itself."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components import librechat_access as access
from homelab.components import librechat_environment as environment
from homelab.components import librechat_pod as pod
from homelab.components.base import application
from homelab.components.librechat_args import LibreChatArgs
from homelab.components.librechat_indexes import build_indexes, builds_indexes_first
from homelab.components.librechat_storage import file_storage, is_shared
from homelab.kubernetes import (
    Application,
    EnvironmentValue,
    Peer,
    backend,
    internet,
    server_at,
)

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
        address = access.address(args)
        files = file_storage(app, args.get("storage", {}))
        secret_files, secret_file_paths = pod.secret_file_mounts(app, args)
        core = _core_variables(app, args, address)
        variables = {
            **core,
            "CONFIG_PATH": environment.CONFIG_FILE,
            **_search_environment(args),
            **files.environment,
            **secret_file_paths,
            **pod.given_environment(app, args),
        }
        certificates = pod.certificates(args)
        mounts = {**pod.configuration(app, args), **certificates, **secret_files, **files.mounts}
        jobs: list[pulumi.Resource] = []
        if builds_indexes_first(args):
            jobs.append(build_indexes(app, args, core, certificates))
            variables["MONGO_AUTO_INDEX"] = "false"
        server = pod.server(app, args, variables, mounts)
        self.workload: pulumi.Resource = app.deployment(
            server,
            images.LIBRECHAT.identity,
            stop_within=STOP_WITHIN,
            replicas=args.get("replicas", 1),
            init_containers=pod.sidecars(args.get("sidecars", [])),
            owns_volumes=not is_shared(args.get("storage", {})),
            depends_on=jobs,
        )
        """What is ready when people can log in."""
        service = app.service(server)
        app.allow(clients=access.ways_in(args), backends=[*_backends(args), *files.backends])
        access.expose(app, args, service)

        self.url = pulumi.Output.from_input(address)
        self.register_outputs({"url": self.url})


def _core_variables(app: Application, args: LibreChatArgs, address: pulumi.Input[str]) -> dict[str, EnvironmentValue]:
    """What a server needs in order to start at all."""
    variables = {
        **environment.server_environment(
            address=address,
            trust_proxy=args.get("trust_proxy", 1),
            requirements=environment.requirements(args.get("resources", {})),
        ),
        **environment.credentials_environment(args["credentials"]),
        **environment.database_environment(args["documentdb"]),
    }
    if "valkey" in args:
        variables |= environment.cache_environment(args["valkey"], key_prefix=app.name)
    return variables


def _search_environment(args: LibreChatArgs) -> dict[str, EnvironmentValue]:
    variables: dict[str, EnvironmentValue] = {}
    if "meilisearch" in args:
        variables |= environment.search_environment(args["meilisearch"])
    if "rag_api" in args:
        variables |= environment.rag_environment(args["rag_api"])
    return variables


def _backends(args: LibreChatArgs) -> list[Peer]:
    connections = [
        args["documentdb"],
        args.get("valkey"),
        args.get("meilisearch"),
        args.get("rag_api"),
        *args.get("connect_to", []),
    ]
    return [
        *(backend(each.get("workload"), each["port"]) for each in connections if each is not None),
        internet(443),
        *(server_at(address) for address in args.get("allow_to", [])),
    ]
