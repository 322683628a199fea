"""How browsers reach a server: by an Ingress, by a Gateway API route, or by ``kubectl port-forward`` alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule
from homelab.kubernetes import (
    Application,
    CanaryTraffic,
    IngressArgs,
    Peer,
    RouteArgs,
    apply,
    create_ingress,
    create_route,
    gateway_peer,
    ingress_controller,
    ingress_service_annotations,
    load_balancer,
    openshift_router,
)

METRICS_PATH = "/metrics"
"""Path that is never public."""
LOCALHOST = "localhost"
"""Domain that means ``kubectl port-forward``."""


class ExposedArgs(TypedDict):
    """What the arguments of every server with a web page have in common."""

    domain: pulumi.Input[str]
    """Domain name for users, or `LOCALHOST`."""
    ingress: NotRequired[IngressArgs]
    """Ingress to the server."""
    route: NotRequired[RouteArgs]
    """Gateway API route to the server."""


def ingress_is_enabled(group: Mapping[str, Any]) -> bool:
    """Whether the group ``ingress`` is set and not disabled."""
    return "ingress" in group and group["ingress"].get("enabled", True)


def has_own_load_balancer(group: Mapping[str, Any]) -> bool:
    """Whether a load balancer connects to the pods that no Ingress of the library configures."""
    return not ingress_is_enabled(group) and "controller_cidrs" in group.get("ingress", {})


def _ingress_or_route(group: Mapping[str, Any]) -> Iterable[str]:
    if ingress_is_enabled(group) and "route" in group:
        yield "ingress and route are mutually exclusive: remove one"


INGRESS_OR_ROUTE = Rule(("ingress", "route"), _ingress_or_route)
"""Rule of a group with ``ingress`` and ``route``."""


def is_encrypted(args: ExposedArgs) -> bool:
    """Whether users connect by HTTPS."""
    return args.get("ingress", {}).get("tls", {}).get("enabled", True)


def public_url(args: ExposedArgs, port: int) -> pulumi.Input[str]:
    """URL for users: https unless the ingress disables TLS.

    :param port: Port of the server, to which ``kubectl port-forward`` leads.
    """
    scheme = "https" if is_encrypted(args) else "http"
    return apply(
        lambda domain: f"http://{LOCALHOST}:{port}" if domain == LOCALHOST else f"{scheme}://{domain}", args["domain"]
    )


def entry_peers(args: ExposedArgs, port: int, *, openshift: bool) -> list[Peer]:
    """What may connect to the pods on behalf of browsers; nothing with only port-forwarding.

    On OpenShift, its router is one of them: it serves Routes, and creates one for an Ingress.
    """
    peers = [openshift_router(port)] if openshift else []
    if "route" in args:
        peers.append(gateway_peer(args["route"], port))
    return [*peers, *ingress_peers(args, port, openshift=openshift)]


def ingress_peers(group: Mapping[str, Any], port: int, *, openshift: bool = False) -> list[Peer]:
    """The ingress controller, or the load balancer that takes its place, as peers of the pods."""
    ingress = group.get("ingress", {})
    if ingress_is_enabled(group):
        return ingress_controller(ingress, port, openshift=openshift)
    return load_balancer(ingress, port)


def service_annotations(app: Application, args: ExposedArgs) -> Mapping[str, pulumi.Input[str]]:
    """Annotations that an ingress requires on the Service."""
    return ingress_service_annotations(app, args.get("ingress", {})) if ingress_is_enabled(args) else {}


def expose(
    app: Application,
    args: ExposedArgs,
    *,
    port: int,
    body_size: str,
    read_timeout: int,
    health_path: str,
    canary: CanaryTraffic | None = None,
    after: Sequence[pulumi.Resource] = (),
) -> None:
    """Create the Ingress or route to the Service, without the metrics; see `create_ingress` for the parameters."""
    if "route" in args:
        create_route(
            app,
            args["route"],
            host=args["domain"],
            port=port,
            hidden_path=METRICS_PATH,
            canary=canary,
            after=after,
        )
    elif ingress_is_enabled(args):
        create_ingress(
            app,
            args.get("ingress", {}),
            host=args["domain"],
            port=("http", port),
            body_size=body_size,
            read_timeout=read_timeout,
            hide=METRICS_PATH,
            health_path=health_path,
            canary=canary,
            after=after,
        )
