"""Environment variables of a container, and the arguments that set them under the program's own names."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import ENVIRONMENT, OBJECT_NAMES, SECRET_ENVIRONMENT, VARIABLE_NAMES
from homelab.kubernetes.environment import SecretReference


@dataclass(frozen=True)
class PendingSecret:
    """A secret that another component generates; resolved to a reference once that component exists."""

    name: str


SecretSource = pulumi.Input[str] | SecretReference | PendingSecret
"""A secret value, which is stored in a Secret of the workload, or a reference to one."""


@constrain(secrets=OBJECT_NAMES, variables=VARIABLE_NAMES)
class EnvFromSecretsArgs(TypedDict):
    """Variables from existing Secrets of the same namespace, which are only referenced, never read."""

    secrets: NotRequired[list[pulumi.Input[str]]]
    """Names of Secrets whose keys become variables. All other variables override them. Default: none."""
    variables: NotRequired[dict[str, SecretReference]]
    """Single variables, and the Secret and key that hold their values. Default: none."""


@constrain(files=VARIABLE_NAMES)
class EnvFromArgs(EnvFromSecretsArgs):
    """Variables from existing Secrets of the same namespace, which are only referenced, never read."""

    files: NotRequired[dict[str, SecretReference]]
    """Variables that hold the path of a file, and the Secret and key that hold its content. Default: none."""


def variable_paths(args: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Argument path and name of each variable that `VariablesArgs` set."""
    env_from = args.get("env_from", {})
    groups: Mapping[str, Mapping[str, object]] = {
        "env": args.get("env", {}),
        "secret_env": args.get("secret_env", {}),
        "secret_files": args.get("secret_files", {}),
        "env_from.variables": env_from.get("variables", {}),
        "env_from.files": env_from.get("files", {}),
    }
    yield from ((f"{group}.{name}", name) for group, names in groups.items() for name in names)


def _each_variable_once(group: Mapping[str, Any]) -> Iterable[str]:
    first: dict[str, str] = {}
    for path, name in variable_paths(group):
        if first.setdefault(name, path) != path:
            yield f"{first[name]} and {path} are mutually exclusive: remove one"


@rules(Rule(("env", "secret_env", "env_from", "secret_files"), _each_variable_once))
@constrain(env=ENVIRONMENT, secret_env=SECRET_ENVIRONMENT, secret_files=SECRET_ENVIRONMENT)
class VariablesArgs(TypedDict):
    """Environment variables under the program's own names."""

    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Variables that are not secret. They override what is derived from other arguments. Default: none."""
    secret_env: NotRequired[dict[str, pulumi.Input[str]]]
    """Secret variables, stored in a Secret. Default: none."""
    env_from: NotRequired[EnvFromArgs]
    """Variables from existing Secrets. Default: none."""
    secret_files: NotRequired[dict[str, pulumi.Input[str]]]
    """Contents of secret files, by the variable that holds the file's path. Default: none."""


@dataclass(frozen=True)
class Variables:
    """The environment of a container: each variable in one of these groups."""

    plain: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    secret: Mapping[str, SecretSource] = field(default_factory=dict[str, SecretSource])
    files: Mapping[str, SecretSource] = field(default_factory=dict[str, SecretSource])
    """Contents of secret files, by the variable that holds the file's path."""
    secrets: Sequence[pulumi.Input[str]] = ()
    """Existing Secrets whose keys become variables."""

    @classmethod
    def of(cls, args: VariablesArgs) -> "Variables":
        """Variables that a user's arguments set."""
        env_from = args.get("env_from", {})
        return cls(
            plain=args.get("env", {}),
            secret={**args.get("secret_env", {}), **env_from.get("variables", {})},
            files={**args.get("secret_files", {}), **env_from.get("files", {})},
            secrets=env_from.get("secrets", ()),
        )

    @property
    def names(self) -> Collection[str]:
        """Names of all variables, except for those in ``secrets``."""
        return [*self.plain, *self.secret, *self.files]

    def may_have(self, *names: str) -> bool:
        """Whether one of these variables is set, or may be: the keys of existing Secrets are unknown."""
        return bool(self.secrets) or any(name in self.names for name in names)

    def overridden_by(self, other: "Variables") -> "Variables":
        """These variables, overridden by those of ``other``, whichever group they are in."""
        overridden = set(other.names)
        return Variables(
            plain={**_without(self.plain, overridden), **other.plain},
            secret={**_without(self.secret, overridden), **other.secret},
            files={**_without(self.files, overridden), **other.files},
            secrets=[*self.secrets, *other.secrets],
        )

    def resolved(self, references: Mapping[PendingSecret, SecretReference]) -> "Variables":
        """These variables, with references in place of pending secrets."""

        def resolve(sources: Mapping[str, SecretSource]) -> dict[str, SecretSource]:
            return {
                name: references[value] if isinstance(value, PendingSecret) else value
                for name, value in sources.items()
            }

        return Variables(self.plain, resolve(self.secret), resolve(self.files), self.secrets)


def values(sources: Mapping[str, SecretSource]) -> dict[str, pulumi.Input[str]]:
    """Secret values among ``sources``.

    :raises ValueError: A secret is still pending.
    """
    if unresolved := [name for name, value in sources.items() if isinstance(value, PendingSecret)]:
        raise ValueError(f"pending secrets: {', '.join(unresolved)}")
    return {name: cast(pulumi.Input[str], value) for name, value in sources.items() if not isinstance(value, Mapping)}


def references(sources: Mapping[str, SecretSource]) -> dict[str, SecretReference]:
    """References to secrets among ``sources``."""
    return {name: value for name, value in sources.items() if isinstance(value, Mapping)}


def _without(variables: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if name not in names}
