"""What the arguments of every component have in common."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import DNS_LABEL
from homelab.kubernetes import Application, PlacementArgs


def _adoption_needs_a_plain_namespace(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("adopt") and not isinstance(group["namespace"], str):
        yield "adopt needs namespace as plain text, not as an Output"


ADOPTION_NEEDS_A_PLAIN_NAMESPACE = Rule(("namespace", "adopt"), _adoption_needs_a_plain_namespace)


@rules(ADOPTION_NEEDS_A_PLAIN_NAMESPACE)
@constrain(namespace=DNS_LABEL)
class ComponentArgs(TypedDict):
    """Where a component goes."""

    namespace: pulumi.Input[str]
    """Existing namespace for everything that the component is made of."""
    placement: NotRequired[PlacementArgs]
    """Nodes, registry and further labels. Default: the cluster's choice."""
    adopt: NotRequired[bool]
    """Take over the volumes and passwords that an earlier stack has kept in this namespace, under the same name; all of
    them have to be there. For the first ``up`` of a stack; take it out afterwards. Default: false."""


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
        component,
        name,
        app=app,
        component=role,
        namespace=args["namespace"],
        placement=args.get("placement"),
        adopt=args.get("adopt", False),
    )
