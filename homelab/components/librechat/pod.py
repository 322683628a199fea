"""LibreChat's pod: the server's container, volumes and sidecars."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pulumi

from homelab import images
from homelab.components.librechat import environment
from homelab.components.librechat.args import ExtraVolumeArgs, LibreChatArgs, SidecarArgs
from homelab.components.proxy import NODE_CA, URL_VARIABLES, Proxy, create_proxy
from homelab.components.variable_peers import hosts_of_variables
from homelab.kubernetes import (
    Application,
    Container,
    ContainerEnvironment,
    Probes,
    Resources,
    Volume,
    claim_volume,
    config_map_volume,
    container,
    create_config_map,
    empty_dir,
    http_probe,
    secret_sources,
    secret_volume,
)
from homelab.kubernetes.rollout import STOP_DELAY
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.sections import as_section, section
from homelab.librechat_config.urls import called_urls
from homelab.librechat_config.variables import Reader

SIDECAR_RESOURCES = Resources(cpu="50m", memory="64Mi", memory_limit="256Mi")
HOME = "/home/node"
SECRET_FILES = "/etc/librechat-secrets"


def configuration(app: Application, librechat_yaml: pulumi.Input[str]) -> dict[str, Volume]:
    """Volume with librechat.yaml, by mount path."""
    config_map = create_config_map(app, "config", {"librechat.yaml": librechat_yaml}, checked=True)
    return {environment.CONFIG_FOLDER: config_map_volume("config", config_map)}


def proxy(app: Application, args: LibreChatArgs, final: Configuration) -> Proxy:
    """The proxy, which is not used for private servers."""
    backends = [args["meilisearch"]["url"]] if "meilisearch" in args else []
    backends += [args["rag_api"]["url"]] if "rag_api" in args else []
    return create_proxy(
        app,
        args.get("proxy"),
        # Node reads a single file: if the database has certificates, it contains the proxy's as well.
        ca_variables=() if "ca" in args["documentdb"] else NODE_CA,
        # LibreChat prefers PROXY to the others.
        url_variables=("PROXY", *URL_VARIABLES),
        urls=[*backends, *(url for _, url in called_urls(final))],
        hosts=hosts_of_variables(final.variables.plain, Reader.LIBRECHAT),
    )


def certificates(args: LibreChatArgs) -> dict[str, Volume]:
    """Volumes with the backends' CA certificates, by mount path."""
    backends = environment.certificates(args["documentdb"], args.get("valkey"))
    return {
        folder: config_map_volume(f"{backend}-certificates", ca["name"]) for backend, (folder, ca) in backends.items()
    }


def starts_mcp_servers(config: Mapping[str, Any]) -> bool:
    """Whether LibreChat starts MCP servers itself, which need a writable home folder."""
    return any("command" in server for server in map(as_section, section(config, "mcpServers").values()))


def server(
    app: Application,
    args: LibreChatArgs,
    variables: ContainerEnvironment,
    mounts: Mapping[str, Volume],
    *,
    writable_home: bool,
) -> Container:
    """LibreChat's container.

    :param writable_home: Whether the home folder is writable.
    """
    extra = {volume["mount_path"]: create_extra_volume(volume) for volume in args.get("extra_volumes", [])}
    own = {"/tmp": empty_dir("tmp", "1Gi")}
    if writable_home:
        # npx and uvx, which start MCP servers, keep downloads there.
        own[HOME] = empty_dir("home", "2Gi")
    return container(
        "librechat",
        image=images.LIBRECHAT.reference(app.placement, args.get("image")),
        # npm would not forward SIGTERM.
        command=environment.SERVER_COMMAND,
        environment=variables,
        ports={"http": environment.PORT},
        probes=Probes(
            startup=http_probe("/livez", "http", period=5, failures=60),
            readiness=http_probe("/readyz", "http", period=5, failures=2),
            liveness=http_probe("/livez", "http", failures=6),
        ),
        resources=environment.requirements(args.get("resources", {})),
        mounts={**mounts, **own, **extra},
        pre_stop_sleep=STOP_DELAY,
    )


def sidecars(args: Sequence[SidecarArgs]) -> list[Container]:
    """Sidecar containers, as hardened as LibreChat's, which run from before it starts until it has stopped."""
    containers = [
        container(
            sidecar["name"],
            image=sidecar["image"],
            command=sidecar.get("command", []),
            args=sidecar.get("args", []),
            environment=ContainerEnvironment(
                {**sidecar.get("env", {}), **sidecar.get("env_from", {}).get("variables", {})},
                secret_sources(sidecar.get("env_from", {}).get("secrets", [])),
            ),
            resources=SIDECAR_RESOURCES.with_overrides(sidecar.get("resources", {})),
            mounts={volume["mount_path"]: create_extra_volume(volume) for volume in sidecar.get("volumes", [])},
        )
        for sidecar in args
    ]
    return [replace(each, definition={**each.definition, "restart_policy": "Always"}) for each in containers]


def create_extra_volume(args: ExtraVolumeArgs) -> Volume:
    """Volume from the user's arguments."""
    name = args["name"]
    if "config_map" in args:
        volume = config_map_volume(name, args["config_map"])
    elif "secret" in args:
        volume = secret_volume(name, args["secret"])
    elif "claim" in args:
        volume = claim_volume(name, args["claim"])
    else:
        volume = empty_dir(name, args.get("size_limit", "1Gi"))
    return volume.folder(args["sub_path"]) if "sub_path" in args else volume
