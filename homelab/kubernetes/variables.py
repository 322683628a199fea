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


def _secrets_are_usable(group: Mapping[str, Any]) -> Iterable[str]:
    for name, value in group.get("secret_env", {}).items():
        if isinstance(value, str) and not is_usable_variable(value):
            yield f"secret_env.{name}: expected a secret that is not blank and does not end in a line break"
    for name, value in group.get("secret_files", {}).items():
        if isinstance(value, str) and not value.strip():
            yield f"secret_files.{name}: expected the content of a file, got a blank text"


def is_usable_variable(value: str) -> bool:
    """Whether a secret can be what was meant: a line break after a single line comes from ``echo`` or an editor."""
    one_line = value.rstrip("\r\n")
    return bool(value.strip()) and "\0" not in value and (one_line == value or "\n" in one_line)


@rules(
    Rule(("env", "secret_env", "env_from", "secret_files"), _each_variable_once),
    Rule(("secret_env", "secret_files"), _secrets_are_usable),
)
@constrain(env=ENVIRONMENT, secret_env=SECRET_ENVIRONMENT, secret_files=SECRET_ENVIRONMENT)
class VariablesArgs(TypedDict):
    """Environment variables under the program's own names."""

    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Variables that are not secret. They override what other arguments imply, but not what one says. Default: none."""
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

    def secrets_replaced_by(self, other: "Variables") -> Iterator[tuple[str, SecretSource]]:
        """Secrets, except for pending ones, that another value of the same name would shadow."""
        for name, value in {**self.secret, **self.files}.items():
            if name in other.names and not isinstance(value, PendingSecret):
                yield name, value

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


def replaced_secrets(args: Mapping[str, Any], derived: Variables, own: VariablesArgs, prefix: str) -> Iterator[str]:
    """One message per secret argument that a variable of ``own`` would shadow.

    :param args: Arguments from which ``derived`` follows.
    :param prefix: Path of ``own``: ``librechat.``.
    """
    paths = {name: path for path, name in variable_paths(own)}
    for name, value in derived.secrets_replaced_by(Variables.of(own)):
        if (argument := _path_of(args, value)) is not None:
            yield f"{argument} and {prefix}{paths[name]} are mutually exclusive, as both set {name}: remove one"


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


def _path_of(args: Mapping[str, Any], wanted: object) -> str | None:
    """Path of the argument with this very value."""
    for name, value in args.items():
        if value is wanted:
            return name
        inner = _path_of(cast(Mapping[str, Any], value), wanted) if isinstance(value, Mapping) else None
        if inner is not None:
            return f"{name}.{inner}"
    return None
