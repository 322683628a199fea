"""ConfigMaps and Secrets of a workload."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import ArgumentError
from homelab.kubernetes.application import Application
from homelab.kubernetes.environment import (
    ConfigMapReference,
    ContainerEnvironment,
    Environment,
    SecretReference,
    config_map_source,
    in_order,
    is_expanded,
    secret_sources,
)
from homelab.kubernetes.inputs import apply
from homelab.kubernetes.plain_text import plain_text
from homelab.kubernetes.retention import SECRET, RetainedSecret

MAX_BYTES = 1024 * 1024
"""Of all values of a ConfigMap or Secret together, which the API server refuses beyond that."""


def create_config_map(
    app: Application, suffix: str, data: Mapping[str, pulumi.Input[str]], *, checked: bool = False
) -> pulumi.Output[str]:
    """Create a ConfigMap and return its name, which changes with the content.

    :param checked: Whether its texts have been checked for secrets, as those of `plain_document` have.
    :raises ArgumentError: It would be larger than `MAX_BYTES`.
    """
    size = _Size(f"{app.name}: the ConfigMap {suffix}")
    texts = data if checked else {key: plain_text(f"{app.name}: {key}", value, key=key) for key, value in data.items()}
    config_map = k8s.core.v1.ConfigMap(
        f"{app.name}-{suffix}",
        metadata=app.metadata(),
        data={key: apply(size.add, value) for key, value in texts.items()},
        opts=app.options(),
    )
    return config_map.metadata.name  # type: ignore[return-value]


class _Size:
    """Counts the bytes of an object's values as they become known."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bytes = 0

    def add(self, value: str) -> str:
        """Count a value, and give it back.

        :raises ArgumentError: All values so far are too large.
        """
        self._bytes += len(value.encode())
        if self._bytes > MAX_BYTES:
            raise ArgumentError(f"{self._name} would have {self._bytes} bytes: Kubernetes accepts at most {MAX_BYTES}")
        return value


def create_config_map_value(app: Application, key: str, value: pulumi.Input[str]) -> ConfigMapReference:
    """Create a ConfigMap with one key, and name it after that key."""
    return {"name": create_config_map(app, key, {key: value}), "key": key}


def create_secret(app: Application, suffix: str, data: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
    """Create a Secret and return its name, which changes with the content.

    :raises ArgumentError: It would be larger than `MAX_BYTES`.
    """
    size = _Size(f"{app.name}: the Secret {suffix}")
    checked = {key: apply(size.add, value) for key, value in data.items()}
    secret = k8s.core.v1.Secret(
        f"{app.name}-{suffix}", metadata=app.metadata(), string_data=checked, opts=app.options()
    )
    return secret.metadata.name  # type: ignore[return-value]


def create_secret_value(app: Application, key: str, value: pulumi.Input[str]) -> SecretReference:
    """Create a Secret with one key, and name it after that key."""
    return {"name": create_secret(app, key, {key: value}), "key": key}


def create_environment(
    app: Application,
    environment: Environment,
    *,
    inline: Environment = MappingProxyType({}),
    defaults: Environment = MappingProxyType({}),
    secret: Mapping[str, pulumi.Input[str]] = MappingProxyType({}),
    secrets: Sequence[pulumi.Input[str]] = (),
) -> ContainerEnvironment:
    """Create a ConfigMap of plain variables and a Secret of secret ones, so that a new variable is one line of a diff.

    :param environment: The component's own variables. References and what the kubelet expands stay with the container.
    :param inline: Further variables that stay with the container, in this order: new ones should come last.
    :param defaults: Variables that stay with the container, unless another parameter has a variable of the same name.
    :param secret: Values for the Secret. None of their names is in ``environment``.
    :param secrets: Names of existing Secrets; everything else overrides their keys.
    """
    own = {name: value for name, value in environment.items() if isinstance(value, Mapping) or is_expanded(value)}
    plain = {name: value for name, value in environment.items() if name not in own}
    sources = secret_sources(secrets)
    if plain:
        sources.append(config_map_source(create_config_map(app, "variables", plain)))  # type: ignore[arg-type]
    if secret:
        sources.extend(secret_sources([create_secret(app, "environment", secret)]))
    others = {name: value for name, value in in_order(defaults).items() if name not in {*environment, *secret}}
    return ContainerEnvironment({**in_order(own), **others, **inline}, sources)


def create_retained_secret(
    app: Application, suffix: str, generated: Mapping[str, pulumi.Input[str]], *, retain: bool
) -> RetainedSecret:
    """Create a Secret with a fixed name that is needed to read stored data.

    Its content is set once, at creation; an adopted Secret keeps its content, and ``generated`` is ignored.

    :param retain: Whether it outlives the stack, as the data does.
    """
    name = f"{app.name}-{suffix}"
    secret = k8s.core.v1.Secret(
        name,
        metadata=app.metadata(name),
        string_data={**generated},
        opts=app.options(**SECRET.options(app.adopted_id(name), retain=retain)),
    )
    app.prerequisites.append(secret)
    return RetainedSecret(name, secret.data)
