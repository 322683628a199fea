"""Arguments that all components share."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NotRequired, TypedDict, TypeVar

import pulumi

from homelab.arguments import ArgumentError, Constraint, Rule, constrain, no_effect_with, rules
from homelab.arguments.constraints import NAMESPACE
from homelab.kubernetes import Application, DnsArgs, PlacementArgs, PodsArgs, apply

Args = TypeVar("Args", bound=Mapping[str, Any])


def _adoption_needs_a_plain_namespace(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("adopt") and not isinstance(group["namespace"], str):
        yield "adopt needs namespace as plain text, not as an Output"


ADOPTION_NEEDS_A_PLAIN_NAMESPACE = Rule(("namespace", "adopt"), _adoption_needs_a_plain_namespace)


NOT_SECRET = Constraint(
    "a list of paths of arguments such as 'env.SESSION_TOKEN'", lambda value: all(path.strip() for path in value)
)


def _default_namespace(group: Mapping[str, Any]) -> Iterable[str]:
    if group["namespace"] == "default" and not group.get("placement", {}).get("allow_default_namespace", False):
        yield (
            "namespace default is shared by all that name none: choose another one, or permit it with "
            "placement.allow_default_namespace: true"
        )


@rules(
    ADOPTION_NEEDS_A_PLAIN_NAMESPACE,
    Rule(("namespace", "placement"), _default_namespace),
)
@constrain(namespace=NAMESPACE, not_secret=NOT_SECRET)
class ComponentArgs(TypedDict):
    """Namespace and placement of a component."""

    namespace: pulumi.Input[str]
    """Existing namespace for all objects of the component."""
    placement: NotRequired[PlacementArgs]
    """Registry, additional labels and defaults of volumes. Default: the cluster's choice."""
    pods: NotRequired[PodsArgs]
    """Where and how the pods run. Default: the cluster's choice."""
    dns: NotRequired[DnsArgs]
    """The cluster's DNS. Default: CoreDNS in ``kube-system``, on OpenShift its own."""
    adopt: NotRequired[bool]
    """Adopt the volumes and passwords that an earlier stack retained in this namespace under the same name; all of
    them must exist. For the first ``up`` of a stack; remove it afterwards. Default: false."""
    not_secret: NotRequired[list[str]]
    """Paths of values that look like secrets but are none, as in the error about them: ``env.SESSION_TOKEN``; ``*``
    matches any text. They are stored in plain text. Default: none."""


@rules(no_effect_with("external", "clients"))
class ServerArgs(ComponentArgs):
    """Namespace, placement and clients of a server."""

    clients: NotRequired[list[pulumi.Input[str]]]
    """Names of the workloads whose pods may connect (their label ``app.kubernetes.io/instance``).
    Default: every pod of the namespace."""


def replaceable(*other_rules: Rule, except_for: Collection[str] = ()) -> Callable[[type[Args]], type[Args]]:
    """Class decorator for arguments of a server: with ``external``, the other arguments have no effect.

    :param other_rules: Additional rules of the group.
    :param except_for: Arguments that do have an effect with ``external``.
    """

    def attach(args_type: type[Args]) -> type[Args]:
        fields = [name for name in args_type.__annotations__ if name not in ("external", *except_for)]
        return rules(no_effect_with("external", *fields), *other_rules)(args_type)

    return attach


def application(component: pulumi.Resource, name: str, args: ComponentArgs, *, app: str, role: str) -> Application:
    """The main workload of a component, which has the component's name.

    :param app: The program: ``valkey``.
    :param role: Its role: ``cache``.
    """
    return Application(
        component,
        name,
        app=app,
        component=role,
        namespace=_permitted_namespace(args),
        placement=args.get("placement"),
        pods=args.get("pods"),
        adopt=args.get("adopt", False),
        dns=args.get("dns"),
    )


def _permitted_namespace(args: ComponentArgs) -> pulumi.Input[str]:
    """The namespace, which an Output may turn out to be one that is refused."""
    if isinstance(args["namespace"], str):
        return args["namespace"]

    def permitted(namespace: str) -> str:
        for message in _default_namespace({**args, "namespace": namespace}):
            raise ArgumentError(message)
        return namespace

    return apply(permitted, args["namespace"])
