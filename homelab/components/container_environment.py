"""Environment of a container: variables, the Secrets that hold secret values, and a volume of secret files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from homelab.kubernetes import (
    Application,
    EnvironmentValue,
    Volume,
    create_secret,
    projected_secret_volume,
)
from homelab.kubernetes.variables import Variables, references, values


@dataclass(frozen=True)
class ContainerEnvironment:
    """Environment and mounts to create a container with."""

    environment: Mapping[str, EnvironmentValue]
    secrets: Sequence[pulumi.Input[str]]
    """Existing Secrets whose keys become variables."""
    mounts: Mapping[str, Volume]
    """Volume of the secret files by mount path; empty without such files."""


def create_container_environment(app: Application, variables: Variables, *, files_folder: str) -> ContainerEnvironment:
    """Create Secrets for secret values, and reference them in the environment.

    :param files_folder: Mount path of the secret files.
    """
    environment: dict[str, EnvironmentValue] = {**variables.plain, **references(variables.secret)}
    if secret_values := values(variables.secret):
        name = create_secret(app, "environment", secret_values)
        environment |= {variable: {"name": name, "key": variable} for variable in secret_values}
    files = references(variables.files)
    if contents := values(variables.files):
        name = create_secret(app, "files", contents)
        files |= {variable: {"name": name, "key": variable} for variable in contents}
    environment |= {variable: f"{files_folder}/{variable}" for variable in files}
    mounts = {files_folder: projected_secret_volume("secret-files", files)} if files else {}
    return ContainerEnvironment(environment, variables.secrets, mounts)
