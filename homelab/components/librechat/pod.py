"""LibreChat's pod: the server, its files, and what users put beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pulumi

from homelab import images
from homelab.components.librechat import environment
from homelab.components.librechat.args import ExtraVolumeArgs, LibreChatArgs, SidecarArgs
from homelab.kubernetes import (
    Application,
    Container,
    EnvironmentValue,
    Probes,
    Resources,
    SecretReference,
    Volume,
    claimed,
    config_map_files,
    container,
    http_probe,
    projected_secrets,
    scratch,
    secret_files,
)
from homelab.librechat_config.settings import SECRET_FILES, secret_file_path

SIDECAR_RESOURCES = Resources(cpu="50m", memory="64Mi", memory_limit="256Mi")
STOP_DELAY = 10
HOME = "/home/node"


def given_environment(app: Application, args: LibreChatArgs) -> dict[str, EnvironmentValue]:
    """The variables that the arguments name; secret ones win."""
    variables: dict[str, EnvironmentValue] = {**args.get("environment", {})}
    if secrets := args.get("secret_environment"):
        name = app.secret("environment", secrets)
        variables |= {variable: {"name": name, "key": variable} for variable in secrets}
    return {**variables, **args.get("existing_secrets", {})}


def configuration(app: Application, args: LibreChatArgs) -> dict[str, Volume]:
    """librechat.yaml, by the folder in which it is."""
    config = app.config_map("config", {"librechat.yaml": args["config_yaml"]})
    return {environment.CONFIG_FOLDER: config_map_files("config", config)}


def certificates(args: LibreChatArgs) -> dict[str, Volume]:
    """Those that backends are trusted by, by the folder in which they are."""
    trusted = environment.certificates(args["documentdb"], args.get("valkey"))
    return {
        folder: config_map_files(f"{backend_name}-certificates", ca["name"])
        for backend_name, (folder, ca) in trusted.items()
    }


def secret_file_mounts(app: Application, args: LibreChatArgs) -> tuple[dict[str, Volume], dict[str, pulumi.Input[str]]]:
    """The folder with files that are secret, and the variables that hold their paths."""
    files: dict[str, SecretReference] = {**args.get("existing_secret_files", {})}
    if contents := args.get("secret_files"):
        name = app.secret("files", contents)
        files |= {variable: {"name": name, "key": variable} for variable in contents}
    if not files:
        return {}, {}
    volume = projected_secrets("secret-files", files)
    return {SECRET_FILES: volume}, {variable: secret_file_path(variable) for variable in files}


def server(
    app: Application, args: LibreChatArgs, variables: Mapping[str, EnvironmentValue], mounts: Mapping[str, Volume]
) -> Container:
    """The container of LibreChat itself."""
    extra = {volume["mount_path"]: extra_volume(volume) for volume in args.get("extra_volumes", [])}
    own = {"/tmp": scratch("tmp", "1Gi")}
    if args.get("runs_commands"):
        # MCP servers that npx and uvx start keep what they download there.
        own[HOME] = scratch("home", "2Gi")
    return container(
        "librechat",
        image=images.LIBRECHAT.reference(app.placement, args.get("image")),
        # Without npm in between, which would not pass the signal to stop on.
        command=environment.SERVER_COMMAND,
        environment=variables,
        ports={"http": environment.PORT},
        probes=Probes(
            startup=http_probe("/readyz", "http", period=5, failures=60),
            readiness=http_probe("/readyz", "http", period=5, failures=2),
            liveness=http_probe("/livez", "http", failures=6),
        ),
        resources=environment.requirements(args.get("resources", {})),
        mounts={**mounts, **own, **extra},
        stop_delay=STOP_DELAY,
    )


def sidecars(args: Sequence[SidecarArgs]) -> list[Container]:
    """Containers of the user's own, as hardened as LibreChat's: up before it starts, and until it has ended."""
    described = [
        container(
            sidecar["name"],
            image=sidecar["image"],
            command=sidecar.get("command", []),
            args=sidecar.get("args", []),
            environment={**sidecar.get("environment", {}), **sidecar.get("existing_secrets", {})},
            resources=SIDECAR_RESOURCES.changed_by(sidecar.get("resources", {})),
            mounts={volume["mount_path"]: extra_volume(volume) for volume in sidecar.get("volumes", [])},
        )
        for sidecar in args
    ]
    return [replace(each, definition={**each.definition, "restart_policy": "Always"}) for each in described]


def extra_volume(args: ExtraVolumeArgs) -> Volume:
    """A volume that the user names."""
    name = args["name"]
    if "config_map" in args:
        volume = config_map_files(name, args["config_map"])
    elif "secret" in args:
        volume = secret_files(name, args["secret"])
    elif "claim" in args:
        volume = claimed(name, args["claim"])
    else:
        volume = scratch(name, args.get("size_limit", "1Gi"))
    return volume.folder(args["sub_path"]) if "sub_path" in args else volume
