"""Services of workloads."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, NotRequired, TypeAlias, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from homelab.choices import Choice
from homelab.kubernetes.application import Application
from homelab.kubernetes.container import Container
from homelab.kubernetes.peers import Peer, addresses

SKIP_AWAIT: Mapping[str, pulumi.Input[str]] = {"pulumi.com/skipAwait": "true"}
"""Annotation of objects that Pulumi does not wait for."""


class ServiceType(StrEnum):
    """Type of a public Service."""

    LOAD_BALANCER = "LoadBalancer"
    """Load balancer of a cloud, or of the cluster, such as MetalLB."""
    NODE_PORT = "NodePort"
    """Port of every node."""


ServiceTypeChoice: TypeAlias = Choice[ServiceType, Literal["LoadBalancer", "NodePort"]]


class PublicServiceArgs(TypedDict):
    """Public Service, without an Ingress or a Gateway.

    It exposes all paths, including ``/metrics``, which requires a secret.
    """

    type: ServiceTypeChoice
    """LoadBalancer or NodePort."""
    annotations: NotRequired[dict[str, pulumi.Input[str]]]
    """Annotations, for example with the certificate of a cloud's load balancer. Default: none."""


def create_public_service(app: Application, args: PublicServiceArgs, *, target: str, port: tuple[str, int]) -> None:
    """Create a public Service of the application, in addition to the one for the cluster.

    :param target: Name of the container's port.
    :param port: Name and number of the Service's port.
    """
    name = f"{app.name}-public"
    k8s.core.v1.Service(
        name,
        metadata=app.metadata(name, {**SKIP_AWAIT, **args.get("annotations", {})}),
        spec={
            "type": ServiceType(args["type"]).value,
            # IPv6, too, where the cluster has both.
            "ip_family_policy": "PreferDualStack",
            "selector": app.selector,
            "ports": [{"name": port[0], "port": port[1], "target_port": target}],
        },
        opts=app.options(),
    )


def public_clients(port: int) -> Peer:
    """Clients of a public Service, whose source address is a node's or their own."""
    return addresses(["0.0.0.0/0", "::/0"], port)


def create_service(
    app: Application,
    container: Container,
    *,
    ports: Collection[str] | None = None,
    annotations: Mapping[str, pulumi.Input[str]] = MappingProxyType({}),
) -> None:
    """Create a Service for the ports of ``container``.

    :param ports: Names of the ports that it exposes; None for all.
    """
    k8s.core.v1.Service(
        app.name,
        # Waiting for a Service takes ten seconds, and Pulumi waits for the workload itself anyway.
        metadata=app.metadata(app.name, {**SKIP_AWAIT, **annotations}),
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
