"""Servers: one container behind a Service, or an external server instead."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

import pulumi

from homelab.components.base import ServerArgs
from homelab.components.monitoring.metrics import Metrics, create_monitor
from homelab.kubernetes import (
    Application,
    Container,
    Identity,
    Peer,
    Peers,
    Scale,
    clients,
    create_deployment,
    create_network_policy,
    create_service,
    create_stateful_set,
    service_ports,
)

Args = TypeVar("Args", bound=ServerArgs)
Connection = TypeVar("Connection")


@dataclass(frozen=True)
class Server(Generic[Connection]):
    """A server to run."""

    connection: Connection
    """Connection for clients."""
    container: Container
    identity: Identity
    termination_grace_period: int
    """Seconds between SIGTERM and SIGKILL."""
    scale: Scale | None = None
    """Number of a Deployment's pods; None for a StatefulSet of one pod."""
    ports: Collection[str] | None = None
    """Names of the container's ports that clients may use; None for all."""
    init_containers: Sequence[Container] = ()
    ingress: Sequence[Peer] = ()
    """Peers that may connect in addition to the clients."""
    egress: Peers = ()
    """Peers that it may connect to."""
    depends_on: Sequence[pulumi.Resource] = ()
    """Resources that must exist first."""
    service_annotations: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    metrics: Metrics | None = None
    """Metrics for Prometheus; an exporter runs beside a StatefulSet alone."""
    afterwards: Callable[[pulumi.Resource], pulumi.Resource] | None = None
    """Creates what clients have to wait for once the workload runs."""


def run(app: Application, server: Server[Any], *, admit: Sequence[pulumi.Input[str]] | None) -> pulumi.Resource:
    """Create workload, Service and NetworkPolicy of a server, and return what its clients wait for: the workload.

    :param admit: Names of the workloads that may connect; None for every pod of the namespace.
    """
    if server.scale is None:
        workload: pulumi.Resource = create_stateful_set(
            app,
            server.container,
            server.identity,
            termination_grace_period=server.termination_grace_period,
            init_containers=server.init_containers,
            sidecars=server.metrics.sidecars if server.metrics else (),
        )
    else:
        workload = create_deployment(
            app,
            server.container,
            server.identity,
            termination_grace_period=server.termination_grace_period,
            scale=server.scale,
            init_containers=server.init_containers,
            depends_on=server.depends_on,
        )
    create_service(app, server.container, ports=server.ports, annotations=server.service_annotations)
    admitted = clients(admit, *service_ports(server.container, server.ports).values())
    scraped_by = [server.metrics.peer] if server.metrics else []
    create_network_policy(app, ingress=[*admitted, *server.ingress, *scraped_by], egress=server.egress)
    if server.metrics:
        create_monitor(app, server.metrics)
    return workload if server.afterwards is None else server.afterwards(workload)


def run_or_connect(
    app: Application,
    args: Args,
    *,
    server: Callable[[Application, Args], Server[Connection]],
    external: Callable[[Application, Any], Connection],
) -> tuple[Connection, pulumi.Resource | None]:
    """Run the server that ``args`` describe, or connect to the external one in ``args["external"]``.

    :param server: Function that describes the server.
    :param external: Function that creates the connection from the group ``external``.
    :returns: The connection for clients, and the workload that they depend on; None for an external server.
    """
    external_args = cast(dict[str, Any], args).get("external")
    if external_args is not None:
        return external(app, external_args), None
    described = server(app, args)
    return described.connection, run(app, described, admit=args.get("clients"))
