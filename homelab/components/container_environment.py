"""Environment of a container that users extend: variables, and a volume of secret files."""

from collections.abc import Mapping
from dataclasses import dataclass

from homelab.kubernetes import (
    Application,
    ContainerEnvironment,
    Environment,
    Volume,
    create_environment,
    create_secret,
    projected_secret_volume,
)
from homelab.kubernetes.variables import Variables, references, values


@dataclass(frozen=True)
class EnvironmentAndFiles:
    """Environment and mounts to create a container with."""

    environment: ContainerEnvironment
    mounts: Mapping[str, Volume]
    """Volume of the secret files by mount path; empty without such files."""


def create_container_environment(
    app: Application, wiring: Environment, variables: Variables, *, files_folder: str, defaults: Environment
) -> EnvironmentAndFiles:
    """Create the objects that hold variables and secret files.

    :param wiring: Variables of the component's own; ``variables`` override them.
    :param files_folder: Mount path of the secret files.
    :param defaults: Variables that stay with the container, unless another parameter has a variable of the same name.
    """
    files = references(variables.files)
    if contents := values(variables.files):
        name = create_secret(app, "files", contents)
        files |= {variable: {"name": name, "key": variable} for variable in contents}
    overridden = {*variables.names}
    environment = create_environment(
        app,
        {
            **{name: value for name, value in wiring.items() if name not in overridden},
            **variables.plain,
            **{variable: f"{files_folder}/{variable}" for variable in files},
        },
        inline=references(variables.secret),
        secret=values(variables.secret),
        secrets=variables.secrets,
        defaults=defaults,
    )
    return EnvironmentAndFiles(
        environment, {files_folder: projected_secret_volume("secret-files", files)} if files else {}
    )
