"""Rules about what containers request, and how it is told that they serve."""

from typing import Any

from homelab.offline.objects import Manifest
from homelab.policies.controls import ContainerControl, Test, pod_rule
from homelab.policies.manifests import at, entries, is_other, is_sidecar, lacks
from homelab.policies.rule import Settings

_METRICS = "metrics"
"""Name of a port for monitoring alone: an exporter that hangs must not take the server beside it out of service."""


def _without(resource: str, *kinds: str) -> Test:
    """Test that a container has no amount of a resource in any of ``requests`` and ``limits``."""

    def test(container: Manifest, _pod: Any, _settings: Settings) -> bool:
        return all(lacks(container, "resources", kind, resource) for kind in kinds)

    return test


def _without_cel(resource: str, *kinds: str) -> str:
    return "!(" + " || ".join(f"'{resource}' in c.?resources.?{kind}.orValue({{}})" for kind in kinds) + ")"


def _serves_without(probe: str) -> Test:
    def test(container: Manifest, pod: Any, _settings: Settings) -> bool:
        serves = any(is_other(at(port, "name"), _METRICS) for port in entries(container, "ports"))
        starts_others = container in entries(pod, "initContainers") and not is_sidecar(container)
        return serves and not starts_others and lacks(container, probe)

    return test


def _serves_without_cel(probe: str) -> str:
    return (
        f"!has(c.{probe}) && c.?ports.orValue([]).exists(p, p.?name.orValue('') != '{_METRICS}') &&\n"
        "(c in variables.pod.containers || c.?restartPolicy.orValue('') == 'Always')"
    )


# The API server takes a limit for a request that is missing.
_RESOURCES = (
    ContainerControl(
        "no request of cpu", _without("cpu", "requests", "limits"), _without_cel("cpu", "requests", "limits")
    ),
    ContainerControl(
        "no request of memory", _without("memory", "requests", "limits"), _without_cel("memory", "requests", "limits")
    ),
    ContainerControl("no limit of memory", _without("memory", "limits"), _without_cel("memory", "limits")),
)
_PROBES = tuple(
    ContainerControl(f"it serves without a {probe}", _serves_without(probe), _serves_without_cel(probe))
    for probe in ("readinessProbe", "livenessProbe")
)

RESOURCES = pod_rule(
    name="resources",
    expected="Containers request CPU and memory, and have a limit of memory",
    action="Set `resources`: the scheduler else counts nothing, and one container takes the memory of all.",
    of_container=_RESOURCES,
)
PROBES = pod_rule(
    name="probes",
    expected="Containers that serve have a readiness and a liveness probe",
    action="Set the probe. Ports that are named metrics do not count.",
    # Pods of these run on; others end, and nobody waits until they are ready.
    kinds=("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    of_container=_PROBES,
)
