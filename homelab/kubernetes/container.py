"""Hardened containers: admitted by Pod Security "restricted", with a read-only root file system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pulumi

from homelab.kubernetes.environment import ContainerEnvironment, Environment, environment_variables, in_order
from homelab.kubernetes.plain_text import plain_text
from homelab.kubernetes.probes import Probes
from homelab.kubernetes.resources import Resources
from homelab.kubernetes.scheduling import GpuArgs
from homelab.kubernetes.volumes import Volume, local_storage, volume_mount

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import ContainerArgsDict, LifecycleArgsDict

_NO_MOUNTS: Mapping[str, Volume] = MappingProxyType({})


@dataclass(frozen=True)
class Container:
    """A container's definition, and the volumes that its pod needs for it."""

    definition: "ContainerArgsDict"
    volumes: Sequence[Volume]
    gpu: GpuArgs | None = None
    """GPUs that it uses exclusively; its pod is scheduled onto nodes that have them."""

    @property
    def name(self) -> str:
        """Name of the container."""
        return str(self.definition["name"])

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
    environment: Environment | ContainerEnvironment = MappingProxyType({}),
    ports: Mapping[str, int] = MappingProxyType({}),
    probes: Probes | None = None,
    mounts: Mapping[str, Volume] = _NO_MOUNTS,
    pre_stop_sleep: int | None = None,
    gpu: GpuArgs | None = None,
) -> Container:
    """Describe a hardened container: no privileges, no capabilities, nothing writable but its mounts.

    :param environment: Variables; see `create_environment` for those that users add to.
    :param mounts: Volumes by mount path.
    :param probes: None only for containers that run to completion.
    :param pre_stop_sleep: Seconds to wait before SIGTERM, in which the endpoint is removed from Services; for servers
        behind an ingress.
    :param gpu: GPUs that the container uses exclusively.
    """
    definition: ContainerArgsDict = {
        "name": name,
        "image": image,
        "resources": resources.requirements(gpu, local_storage=local_storage(mounts.values())),
        "security_context": {
            "allow_privilege_escalation": False,
            "read_only_root_filesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    if mounts:
        definition["volume_mounts"] = [volume_mount(path, mounts[path]) for path in sorted(mounts)]
    if not isinstance(environment, ContainerEnvironment):
        environment = ContainerEnvironment(in_order(environment))
    if environment.sources:
        definition["env_from"] = list(environment.sources)
    if environment.variables:
        definition["env"] = environment_variables(environment.variables)
    if command:
        definition["command"] = [plain_text(f"command of {name}", each) for each in command]
    if args:
        definition["args"] = [plain_text(f"args of {name}", each) for each in args]
    if ports:
        definition["ports"] = [{"name": port, "container_port": number} for port, number in ports.items()]
    if probes:
        definition["startup_probe"] = probes.startup
        definition["readiness_probe"] = probes.readiness
        definition["liveness_probe"] = probes.liveness
    if pre_stop_sleep:
        lifecycle: LifecycleArgsDict = {"pre_stop": {"sleep": {"seconds": pre_stop_sleep}}}
        definition["lifecycle"] = lifecycle
    return Container(definition, tuple(mounts.values()), gpu)
