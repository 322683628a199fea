"""LibreChat: the chat itself."""

from collections.abc import Mapping

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import application
from homelab.components.librechat import access, pod
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.first_admin import FirstAdmin, create_first_admin
from homelab.components.librechat.indexes import build_indexes, builds_indexes_first
from homelab.components.librechat.storage import file_storage, is_shared
from homelab.components.librechat.variables import core_variables, own_variables
from homelab.kubernetes import (
    Application,
    Peer,
    Volume,
    backend,
    internet,
    server_at,
)
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT, create_service_account

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
    first_admin_password: pulumi.Output[str]
    """What the first administrator signs in with, a secret; empty where the component does not know it."""

    def __init__(self, name: str, args: LibreChatArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(LibreChatArgs, args, f"LibreChat {name!r}")
        super().__init__("homelab:index:LibreChat", name, {}, opts)
        app = application(self, name, args, app="librechat", role="chat")
        address = access.address(args)
        files = file_storage(app, args.get("storage", {}))
        secret_files, secret_file_paths = pod.secret_file_mounts(app, args)
        core = core_variables(args, key_prefix=app.name)
        variables = {
            **own_variables(args, core, files.environment),
            **secret_file_paths,
            **pod.given_environment(app, args),
        }
        certificates = pod.certificates(args)
        mounts = {**pod.configuration(app, args), **certificates, **secret_files, **files.mounts}
        jobs: list[pulumi.Resource] = []
        if builds_indexes_first(args):
            jobs.append(build_indexes(app, args, core, certificates))
            variables["MONGO_AUTO_INDEX"] = "false"
        admin = self._create_first_admin(app, args, certificates)
        if admin is not None:
            jobs.append(admin.job)
        server = pod.server(app, args, variables, mounts)
        self.workload: pulumi.Resource = app.deployment(
            server,
            images.LIBRECHAT.identity,
            stop_within=STOP_WITHIN,
            replicas=args.get("replicas", 1),
            init_containers=pod.sidecars(args.get("sidecars", [])),
            owns_volumes=not is_shared(args.get("storage", {})),
            service_account=files.service_account or _service_account(app, args),
            pod_labels=files.pod_labels,
            depends_on=jobs,
        )
        """What is ready when people can log in."""
        service = app.service(server)
        app.allow(clients=access.ways_in(args), backends=[*_backends(args), *files.backends])
        access.expose(app, args, service)

        self.url = pulumi.Output.from_input(address)
        self.first_admin_password = pulumi.Output.from_input((admin and admin.password) or "")
        self.register_outputs({"url": self.url, "first_admin_password": self.first_admin_password})

    def _create_first_admin(
        self, app: Application, args: LibreChatArgs, certificates: Mapping[str, Volume]
    ) -> FirstAdmin | None:
        if "first_admin" not in args:
            return None
        retain = args.get("retain_first_admin", True)
        return create_first_admin(app, args, args["first_admin"], certificates, retain=retain)


def _service_account(app: Application, args: LibreChatArgs) -> pulumi.Input[str] | None:
    return create_service_account(app, args["service_account"]) if "service_account" in args else None


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
        *([EKS_POD_IDENTITY_AGENT] if "service_account" in args else []),
        *(server_at(address) for address in args.get("allow_to", [])),
    ]
