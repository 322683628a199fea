"""Services of workloads."""

from collections.abc import Collection, Mapping

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.application import Application
from homelab.kubernetes.container import Container

SKIP_AWAIT: Mapping[str, pulumi.Input[str]] = {"pulumi.com/skipAwait": "true"}
"""Annotation of objects that Pulumi does not wait for."""


def create_service(app: Application, container: Container, *, ports: Collection[str] | None = None) -> None:
    """Create a Service for the ports of ``container``.

    :param ports: Names of the ports that it exposes; None for all.
    """
    k8s.core.v1.Service(
        app.name,
        # Waiting for a Service takes ten seconds, and Pulumi waits for the workload itself anyway.
        metadata=app.metadata(app.name, SKIP_AWAIT),
        spec={
            "selector": app.selector,
            "ports": [
                {"name": name, "port": number, "target_port": name}
                for name, number in service_ports(container, ports).items()
            ],
        },
        opts=app.options(),
    )


def service_ports(container: Container, names: Collection[str] | None) -> dict[str, int]:
    """Ports of a container that its Service exposes, by name."""
    return {name: number for name, number in container.ports.items() if names is None or name in names}
