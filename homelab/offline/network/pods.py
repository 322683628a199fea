"""Pods of rendered workloads, with their labels and ports."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from homelab.offline.objects import Manifest

DEFAULT_NAMESPACE = "default"
_WORKLOADS = ("DaemonSet", "Deployment", "Job", "StatefulSet")


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a container."""

    name: str
    """Empty if it has no name."""
    number: int
    protocol: str = "TCP"


@dataclass(frozen=True, slots=True)
class Pod:
    """The pods of one workload, which are all alike."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    ports: tuple[Port, ...] = ()


def pods(manifests: Iterable[Manifest]) -> list[Pod]:
    """One pod per workload, with the workload's name.

    :raises ValueError: A pod uses its node's network, where NetworkPolicies do not apply.
    """
    return [_pod(manifest, template) for manifest in manifests for template in _templates(manifest)]


def _templates(manifest: Manifest) -> Iterator[Mapping[str, Any]]:
    if manifest["kind"] in _WORKLOADS:
        yield manifest["spec"]["template"]
    elif manifest["kind"] == "CronJob":
        yield manifest["spec"]["jobTemplate"]["spec"]["template"]
    elif manifest["kind"] == "Pod":
        yield manifest


def _pod(manifest: Manifest, template: Mapping[str, Any]) -> Pod:
    metadata, spec = manifest["metadata"], template["spec"]
    if spec.get("hostNetwork"):
        raise ValueError(f"{manifest['kind']} {metadata['name']} has hostNetwork: NetworkPolicies do not apply to it")
    sidecars = [each for each in spec.get("initContainers") or [] if each.get("restartPolicy") == "Always"]
    return Pod(
        metadata["name"],
        metadata.get("namespace", DEFAULT_NAMESPACE),
        template.get("metadata", {}).get("labels") or {},
        tuple(
            Port(port.get("name", ""), port["containerPort"], port.get("protocol", "TCP"))
            for container in (*spec["containers"], *sidecars)
            for port in container.get("ports") or []
        ),
    )
