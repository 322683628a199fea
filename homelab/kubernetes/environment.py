"""Environment of a container: plain values, and references to keys of Secrets."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.arguments.constraints import OBJECT_NAME

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import EnvVarArgsDict


@constrain(name=OBJECT_NAME)
class SecretReference(TypedDict):
    """A key of a Secret in the same namespace."""

    name: pulumi.Input[str]
    """Name of the Secret."""
    key: pulumi.Input[str]
    """Key that holds the value."""


class ConfigMapReference(TypedDict):
    """A key of a ConfigMap in the same namespace."""

    name: pulumi.Input[str]
    """Name of the ConfigMap."""
    key: pulumi.Input[str]
    """Key that holds the value."""


EnvironmentValue = pulumi.Input[str] | SecretReference
Environment = Mapping[str, EnvironmentValue]


def environment_variables(environment: Environment) -> "list[EnvVarArgsDict]":
    """The ``env`` of a container, sorted by name, so that equal environments render equally."""
    return [_variable(name, environment[name]) for name in sorted(environment)]


def _variable(name: str, value: EnvironmentValue) -> "EnvVarArgsDict":
    if isinstance(value, Mapping):
        return {"name": name, "value_from": {"secret_key_ref": {"name": value["name"], "key": value["key"]}}}
    return {"name": name, "value": value}
