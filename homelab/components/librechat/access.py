"""Access to LibreChat by an Ingress, a Gateway API route, or only ``kubectl port-forward``."""

import pulumi

from homelab.components.librechat import environment
from homelab.components.librechat.args import LibreChatArgs, LibreChatServerArgs, ingress_is_enabled
from homelab.kubernetes import (
    Application,
    Peer,
    any_namespace,
    apply,
    create_ingress,
    create_route,
    namespace,
    openshift_router,
)

METRICS_PATH = "/metrics"
STREAM_SECONDS = 3600
"""Read timeout of an ingress, which limits the duration of streamed answers."""


def address(args: LibreChatServerArgs) -> pulumi.Input[str]:
    """URL for users: https unless the ingress disables TLS; ``localhost`` means ``kubectl port-forward``."""
    encrypted = args.get("ingress", {}).get("tls", {}).get("enabled", True)
    return apply(
        lambda domain: (
            f"http://localhost:{environment.PORT}"
            if domain == "localhost"
            else f"{'https' if encrypted else 'http'}://{domain}"
        ),
        args["domain"],
    )


def ingress_peers(args: LibreChatArgs) -> list[Peer]:
    """Peers that may connect to the pods: the ingress controller or gateway; none with only port-forwarding.

    On OpenShift, its router as well: it serves Routes, and creates one for an Ingress.
    """
    routers = [openshift_router(environment.PORT)] if args.get("placement", {}).get("openshift", False) else []
    if "route" in args:
        proxy_namespace = args["route"].get("gateway_namespace")
    elif ingress_is_enabled(args):
        proxy_namespace = args.get("ingress", {}).get("controller_namespace")
        if proxy_namespace is None and routers:
            return routers
    else:
        return routers
    port = environment.PORT
    return [*routers, any_namespace(port) if proxy_namespace is None else namespace(proxy_namespace, port)]


def expose(app: Application, args: LibreChatArgs, *, largest_upload: int) -> None:
    """Create the Ingress or route to the Service, without the metrics.

    :param largest_upload: Megabytes that an nginx ingress accepts as a request body.
    """
    if "route" in args:
        create_route(app, args["route"], host=args["domain"], port=environment.PORT, hidden_path=METRICS_PATH)
    elif ingress_is_enabled(args):
        create_ingress(
            app,
            args.get("ingress", {}),
            host=args["domain"],
            port=("http", environment.PORT),
            body_size=f"{largest_upload}m",
            read_timeout=STREAM_SECONDS,
            hidden_path=METRICS_PATH,
        )
