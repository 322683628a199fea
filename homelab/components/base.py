"""What the arguments of every component have in common."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain
from homelab.constraints import DNS_LABEL
from homelab.kubernetes import Application, PlacementArgs


@constrain(namespace=DNS_LABEL)
class ComponentArgs(TypedDict):
    """Where a component goes."""

    namespace: pulumi.Input[str]
    """Existing namespace for everything that the component is made of."""
    placement: NotRequired[PlacementArgs]
    """Nodes, registry and further labels. Default: the cluster's choice."""


class ServerArgs(ComponentArgs):
    """Where a component goes, and who may connect to it."""

    clients: NotRequired[list[pulumi.Input[str]]]
    """Names of the workloads whose pods may connect (their label ``app.kubernetes.io/instance``).
    Default: every pod of the namespace."""


def application(component: pulumi.Resource, name: str, args: ComponentArgs, *, app: str, role: str) -> Application:
    """The workload that a component is called after.

    :param app: The program: ``valkey``.
    :param role: What it is for: ``cache``.
    """
    return Application(
        component, name, app=app, component=role, namespace=args["namespace"], placement=args.get("placement")
    )
