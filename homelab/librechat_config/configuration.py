"""LibreChat's configuration: librechat.yaml, and the environment of its container."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from homelab.kubernetes.variables import SecretSource, Variables

Section = dict[str, Any]
"""Section of librechat.yaml; its leaves may be Outputs."""


@dataclass(frozen=True)
class Configuration:
    """Configuration of LibreChat, or the part of it that follows from one group of arguments."""

    config: Mapping[str, Any] = field(default_factory=Section)
    """Content of librechat.yaml, which refers to secrets as ``${VARIABLE}``."""
    variables: Variables = field(default_factory=Variables)

    @classmethod
    def of(
        cls,
        config: Mapping[str, Any] | None = None,
        *,
        env: Mapping[str, Any] | None = None,
        secret_env: Mapping[str, SecretSource | None] | None = None,
        secret_files: Mapping[str, SecretSource | None] | None = None,
    ) -> "Configuration":
        """Create a configuration without empty values.

        LibreChat reads an empty variable as false, and rejects empty sections.
        """
        variables = Variables(
            without_empty(env or {}), without_empty(secret_env or {}), without_empty(secret_files or {})
        )
        return cls(without_empty(config or {}), variables)


def without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Entries that are neither None nor an empty map."""
    return {name: value for name, value in values.items() if value is not None and value != {}}


def combine(parts: Iterable[Configuration]) -> Configuration:
    """Combine parts from different groups of arguments. Maps are merged recursively, lists are concatenated.

    :raises ValueError: Two parts set a key or variable to different values.
    """
    config: Section = {}
    plain: dict[str, Any] = {}
    secret: dict[str, Any] = {}
    files: dict[str, Any] = {}
    for part in parts:
        config = _join(config, part.config)
        plain = _join(plain, part.variables.plain)
        # A reference to a Secret is one value, not a map to merge.
        secret = _join(secret, part.variables.secret, deep=False)
        files = _join(files, part.variables.files, deep=False)
    return Configuration(config, Variables(plain, secret, files))


def secret_argument(group: Mapping[str, Any], name: str) -> SecretSource | None:
    """Secret argument: its value in ``name``, or its reference in ``{name}_secret``."""
    return group.get(f"{name}_secret", group.get(name))


def _join(one: Mapping[str, Any], other: Mapping[str, Any], *, deep: bool = True, path: str = "") -> dict[str, Any]:
    joined = dict(one)
    for name, value in other.items():
        existing = joined.get(name)
        if name not in joined:
            joined[name] = value
        elif deep and isinstance(existing, Mapping) and isinstance(value, Mapping):
            groups = cast(Mapping[str, Any], existing), cast(Mapping[str, Any], value)
            joined[name] = _join(*groups, path=f"{path}{name}.")
        elif deep and isinstance(existing, list) and isinstance(value, list):
            joined[name] = [*cast(list[Any], existing), *cast(list[Any], value)]
        elif existing is not value and existing != value:
            raise ValueError(f"two groups of arguments set {path}{name}")
    return joined
