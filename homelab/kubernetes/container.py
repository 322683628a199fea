"""A container that Pod Security "restricted" admits, and that keeps its root file system read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pulumi

from homelab.kubernetes.environment import Environment, environment_variables
from homelab.kubernetes.probes import Probes
from homelab.kubernetes.resources import Resources
from homelab.kubernetes.scheduling import GpuArgs
from homelab.kubernetes.volumes import Volume, volume_mount

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import ContainerArgsDict, LifecycleArgsDict

_NOTHING: Mapping[str, Volume] = MappingProxyType({})


@dataclass(frozen=True)
class Container:
    """A container's definition, and the volumes that its pod must have for it."""

    definition: "ContainerArgsDict"
    volumes: Sequence[Volume]
    gpu: GpuArgs | None = None
    """GPUs that it has for itself; its pod goes where they are."""

    @property
    def ports(self) -> Mapping[str, int]:
        """Port numbers by name."""
        return {port["name"]: port["container_port"] for port in self.definition.get("ports", [])}  # type: ignore[misc]


def container(
    name: str,
    *,
    image: pulumi.Input[str],
    resources: Resources,
    command: Sequence[pulumi.Input[str]] = (),
    args: Sequence[pulumi.Input[str]] = (),
    environment: Environment = MappingProxyType({}),
    ports: Mapping[str, int] = MappingProxyType({}),
    probes: Probes | None = None,
    mounts: Mapping[str, Volume] = _NOTHING,
    stop_delay: int | None = None,
    gpu: GpuArgs | None = None,
) -> Container:
    """Describe a hardened container: no privileges, no capabilities, nothing writable but its mounts.

    :param mounts: Volumes by the path at which the container sees them.
    :param probes: None only for containers that run to their end.
    :param stop_delay: Seconds between the decision to stop and the signal, in which the endpoint disappears from
        Services everywhere; for servers behind an ingress.
    :param gpu: GPUs that the container has for itself; None for none.
    """
    definition: ContainerArgsDict = {
        "name": name,
        "image": image,
        "resources": resources.requirements(gpu),
        "security_context": {
            "allow_privilege_escalation": False,
            "read_only_root_filesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volume_mounts": [volume_mount(path, mounts[path]) for path in sorted(mounts)],
    }
    if environment:
        definition["env"] = environment_variables(environment)
    if command:
        definition["command"] = list(command)
    if args:
        definition["args"] = list(args)
    if ports:
        definition["ports"] = [{"name": port, "container_port": number} for port, number in ports.items()]
    if probes:
        definition["startup_probe"] = probes.startup
        definition["readiness_probe"] = probes.readiness
        definition["liveness_probe"] = probes.liveness
    if stop_delay:
        lifecycle: LifecycleArgsDict = {"pre_stop": {"sleep": {"seconds": stop_delay}}}
        definition["lifecycle"] = lifecycle
    return Container(definition, tuple(mounts.values()), gpu)
