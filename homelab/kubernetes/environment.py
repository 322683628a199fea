"""Environment of a container: plain values, references to keys of Secrets, and objects whose keys become variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import OBJECT_NAME
from homelab.kubernetes.plain_text import plain_text

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import EnvFromSourceArgsDict, EnvVarArgsDict, SecretKeySelectorArgsDict


@constrain(name=OBJECT_NAME)
class SecretReference(TypedDict):
    """A key of a Secret in the same namespace."""

    name: pulumi.Input[str]
    """Name of the Secret."""
    key: pulumi.Input[str]
    """Key that holds the value."""


class OptionalSecretReference(SecretReference):
    """A key of a Secret, which may be missing; the variable is then unset."""

    optional: NotRequired[bool]
    """Whether the Secret or the key may be missing. Default: false."""


class ConfigMapReference(TypedDict):
    """A key of a ConfigMap in the same namespace."""

    name: pulumi.Input[str]
    """Name of the ConfigMap."""
    key: pulumi.Input[str]
    """Key that holds the value."""


EnvironmentValue = pulumi.Input[str] | SecretReference | OptionalSecretReference
Environment = Mapping[str, EnvironmentValue]


@dataclass(frozen=True)
class ContainerEnvironment:
    """Variables of a container, some of them in objects: there, a new one changes nothing but the object's name."""

    variables: Environment
    """Variables in the container's own list; they override those in objects."""
    sources: "Sequence[EnvFromSourceArgsDict]" = ()
    """Objects whose keys become variables; later ones override earlier ones."""


def secret_sources(names: Sequence[pulumi.Input[str]]) -> "list[EnvFromSourceArgsDict]":
    """Secrets whose keys become variables."""
    return [{"secret_ref": {"name": name}} for name in names]


def config_map_source(name: pulumi.Input[str]) -> "EnvFromSourceArgsDict":
    """A ConfigMap whose keys become variables."""
    return {"config_map_ref": {"name": name}}


def is_expanded(value: EnvironmentValue) -> bool:
    """Whether the kubelet replaces something in a value, which it does in a container's own list alone."""
    return isinstance(value, str) and "$(" in value


def environment_variables(environment: Environment) -> "list[EnvVarArgsDict]":
    """The ``env`` of a container, in the order of ``environment``: a variable may refer to earlier ones."""
    return [_variable(name, value) for name, value in environment.items()]


def in_order(environment: Environment) -> Environment:
    """Variables by name: the order in which a component happens to set them is nothing that a pod should show."""
    return {name: environment[name] for name in sorted(environment)}


def _variable(name: str, value: EnvironmentValue) -> "EnvVarArgsDict":
    if isinstance(value, Mapping):
        reference: SecretKeySelectorArgsDict = {"name": value["name"], "key": value["key"]}
        if value.get("optional"):
            reference["optional"] = True
        return {"name": name, "value_from": {"secret_key_ref": reference}}
    return {"name": name, "value": plain_text(name, value, key=name)}
