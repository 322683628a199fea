"""What LibreChat is told, one capability at a time: plain data, which a workspace turns into ConfigMap and Secret."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi

from homelab.connections import HttpConnection
from homelab.kubernetes import SecretReference

Section = dict[str, Any]
"""A part of librechat.yaml; its leaves may be Outputs."""
SecretValue = pulumi.Input[str] | SecretReference
"""A secret itself, which goes into a Secret of the workspace, or where one that exists holds it."""
SECRET_FILES = "/etc/librechat-secrets"


@dataclass(frozen=True)
class Settings:
    """What one capability, or all of them together, tells LibreChat."""

    config: Mapping[str, Any] = field(default_factory=Section)
    """What stands in librechat.yaml, by top-level key. Secrets stand there as ``${VARIABLE}``."""
    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """Variables that are no secret."""
    secrets: Mapping[str, SecretValue] = field(default_factory=dict[str, SecretValue])
    """Variables that are."""
    secret_files: Mapping[str, SecretValue] = field(default_factory=dict[str, SecretValue])
    """Content of files that are, by the variable that holds the file's path: see `secret_file_path`."""
    servers: Sequence[str] = ()
    """URLs of servers that LibreChat has to reach, beside the internet's port 443."""
    connections: Sequence[HttpConnection] = ()
    """Servers of the workspace itself that LibreChat has to reach."""


def secret_file_path(variable: str) -> str:
    """Where LibreChat finds the file whose path ``variable`` holds."""
    return f"{SECRET_FILES}/{variable}"


def secret_of(group: Mapping[str, Any], name: str) -> SecretValue | None:
    """A secret argument as it was given: by its value, or by where it is in ``{name}_secret``."""
    return group.get(f"{name}_secret", group.get(name))


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What has something to say: LibreChat takes an empty variable for false, and refuses empty sections."""
    return {name: value for name, value in values.items() if value is not None and value != {}}


def together(parts: Iterable[Settings]) -> Settings:
    """All of them in one. Sections join key by key, and lists end to end.

    :raises ValueError: When two capabilities say different things of the same key or variable.
    """
    config: Section = {}
    environment: dict[str, Any] = {}
    secrets: dict[str, Any] = {}
    secret_files: dict[str, Any] = {}
    servers: list[str] = []
    connections: list[HttpConnection] = []
    for part in parts:
        config = _joined(config, part.config)
        environment = _joined(environment, part.environment)
        # A reference to a Secret is one value, not a group.
        secrets = _joined(secrets, part.secrets, deep=False)
        secret_files = _joined(secret_files, part.secret_files, deep=False)
        servers.extend(part.servers)
        connections.extend(part.connections)
    return Settings(config, environment, secrets, secret_files, servers, connections)


def _joined(one: Mapping[str, Any], other: Mapping[str, Any], *, deep: bool = True, path: str = "") -> dict[str, Any]:
    joined = dict(one)
    for name, value in other.items():
        present = joined.get(name)
        if name not in joined:
            joined[name] = value
        elif deep and isinstance(present, Mapping) and isinstance(value, Mapping):
            groups = cast(Mapping[str, Any], present), cast(Mapping[str, Any], value)
            joined[name] = _joined(*groups, path=f"{path}{name}.")
        elif deep and isinstance(present, list) and isinstance(value, list):
            joined[name] = [*cast(list[Any], present), *cast(list[Any], value)]
        elif present is not value and present != value:
            raise ValueError(f"two capabilities set {path}{name}")
    return joined
