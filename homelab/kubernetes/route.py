"""A Gateway API HTTPRoute in front of a Service."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import constrain
from homelab.arguments.constraints import DNS_LABEL, NETWORKS, OBJECT_NAME
from homelab.kubernetes.application import Application
from homelab.kubernetes.canary import CanaryTraffic, backend, forwarding_rule, gateway_rules, path_match
from homelab.kubernetes.peers import Peer, any_namespace, namespace, sources


@constrain(gateway=OBJECT_NAME, gateway_namespace=DNS_LABEL, section_name=OBJECT_NAME, gateway_cidrs=NETWORKS)
class RouteArgs(TypedDict):
    """An HTTPRoute that exposes the workload through a Gateway, which holds the certificates."""

    gateway: pulumi.Input[str]
    """Name of the Gateway."""
    gateway_namespace: NotRequired[pulumi.Input[str]]
    """Namespace of the Gateway; no other namespace may connect then. Default: the workload's; every one may connect."""
    gateway_cidrs: NotRequired[list[str]]
    """Networks from which the Gateway connects if it does not do so from pods, as load balancers of clouds and proxies
    in the network of nodes do; no namespace may connect then. ``0.0.0.0/0`` and ``::/0`` admit every client, of any
    kind, which Cilium's Gateways need. Default: none, the Gateway has pods."""
    section_name: NotRequired[pulumi.Input[str]]
    """Listener of the Gateway. Default: every listener that admits the host."""


def gateway_peer(args: RouteArgs, port: int) -> Peer:
    """The Gateway, as a peer of the pods behind it."""
    if "gateway_cidrs" in args:
        return sources(args["gateway_cidrs"], port)
    return namespace(args["gateway_namespace"], port) if "gateway_namespace" in args else any_namespace(port)


def create_route(
    app: Application,
    args: RouteArgs,
    *,
    host: pulumi.Input[str],
    port: int,
    hidden_path: str,
    canary: CanaryTraffic | None = None,
    after: Sequence[pulumi.Resource] = (),
) -> None:
    """Expose the application's Service through a Gateway, except for ``hidden_path``.

    :param canary: The part of the requests that goes to another Service.
    :param after: What must serve before requests are routed anew.
    """
    k8s.apiextensions.CustomResource(
        app.name,
        api_version="gateway.networking.k8s.io/v1",
        kind="HTTPRoute",
        metadata=app.metadata(app.name),
        spec=route_spec(args, host=host, service=app.name, port=port, hidden_path=hidden_path, canary=canary),
        opts=app.options(depends_on=[*after]),
    )


def route_spec(
    args: RouteArgs,
    *,
    host: pulumi.Input[str],
    service: str,
    port: int,
    hidden_path: str,
    canary: CanaryTraffic | None = None,
) -> dict[str, Any]:
    """Route ``host`` to ``service`` without timeouts, as responses stream; redirect ``hidden_path`` to ``/``."""
    # kubectl compares lists of custom resources as a whole: an omitted default would be a change at every apply.
    parent: dict[str, pulumi.Input[str]] = {
        "group": "gateway.networking.k8s.io",
        "kind": "Gateway",
        "name": args["gateway"],
    }
    if "gateway_namespace" in args:
        parent["namespace"] = args["gateway_namespace"]
    if "section_name" in args:
        parent["sectionName"] = args["section_name"]
    forwarding = (
        [forwarding_rule([path_match("/")], [backend(service, port)])]
        if canary is None
        else gateway_rules(service, port, canary)
    )
    to_front_page = {"path": {"type": "ReplaceFullPath", "replaceFullPath": "/"}, "statusCode": 302}
    return {
        "parentRefs": [parent],
        "hostnames": [host],
        "rules": [
            {
                "matches": [path_match(hidden_path)],
                "filters": [{"type": "RequestRedirect", "requestRedirect": to_front_page}],
            },
            *forwarding,
        ],
    }
