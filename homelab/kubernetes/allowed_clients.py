"""Additional clients in network policies, besides ingress controllers and gateways."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import LABELS
from homelab.kubernetes.peers import Peer

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import NetworkPolicyPeerArgsDict


def _labels_are_set(group: Mapping[str, Any]) -> Iterable[str]:
    if not group.get("namespace_labels") and not group.get("pod_labels"):
        yield "missing argument: one of namespace_labels, pod_labels"


@rules(Rule(("namespace_labels", "pod_labels"), _labels_are_set))
@constrain(namespace_labels=LABELS, pod_labels=LABELS)
class AllowedClientArgs(TypedDict):
    """Pods that may connect, such as those of a service mesh, an ingress controller or a monitoring system."""

    namespace_labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels of their namespace; its name is the label ``kubernetes.io/metadata.name``. Default: the workload's own
    namespace."""
    pod_labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels of the pods. Default: all pods in the namespace."""


def allowed_client(args: AllowedClientArgs, port: int) -> Peer:
    """The pods, as a peer of a network policy."""
    selector: NetworkPolicyPeerArgsDict = {}
    if args.get("namespace_labels"):
        selector["namespace_selector"] = {"match_labels": args.get("namespace_labels", {})}
    if args.get("pod_labels"):
        selector["pod_selector"] = {"match_labels": args.get("pod_labels", {})}
    return Peer([selector], (port,))
