"""Access to LibreChat by an Ingress, a Gateway API route, a public Service, or only ``kubectl port-forward``."""

from collections.abc import Mapping

import pulumi

from homelab.components.librechat import environment
from homelab.components.librechat.args import LibreChatArgs, LibreChatServerArgs, ingress_is_enabled
from homelab.kubernetes import (
    Application,
    Peer,
    allowed_client,
    apply,
    create_ingress,
    create_public_service,
    create_route,
    gateway_peer,
    idle_seconds,
    ingress_controller,
    ingress_service_annotations,
    openshift_router,
    public_clients,
)

METRICS_PATH = "/metrics"
STREAM_SECONDS = 3600
"""Read timeout of an ingress, which limits the duration of streamed answers."""


def address(args: LibreChatServerArgs) -> pulumi.Input[str]:
    """URL for users: https unless the ingress disables TLS; ``localhost`` means ``kubectl port-forward``."""
    encrypted = is_encrypted(args)
    return apply(
        lambda domain: (
            f"http://localhost:{environment.PORT}"
            if domain == "localhost"
            else f"{'https' if encrypted else 'http'}://{domain}"
        ),
        args["domain"],
    )


def is_encrypted(args: LibreChatServerArgs) -> bool:
    """Whether users connect by HTTPS."""
    return args.get("ingress", {}).get("tls", {}).get("enabled", True)


def variables(args: LibreChatServerArgs) -> dict[str, str]:
    """Variables of LibreChat that depend on how users connect."""
    found: dict[str, str] = {}
    if not is_encrypted(args):
        # In production, LibreChat marks its cookies as secure. Without HTTPS, browsers drop those, and users are
        # signed out (packages/api/src/oauth/csrf.ts).
        found["SESSION_COOKIE_SECURE"] = "false"
    if ingress_is_enabled(args):
        idle = idle_seconds(args.get("ingress", {}), read_timeout=STREAM_SECONDS)
        if idle is not None:
            # Otherwise a load balancer would reuse connections that LibreChat has just closed.
            found["HTTP_KEEP_ALIVE_TIMEOUT_MS"] = str((idle + 10) * 1000)
    return found


def ingress_peers(args: LibreChatArgs) -> list[Peer]:
    """Peers that may connect to the pods; none with only port-forwarding.

    On OpenShift, its router is one of them: it serves Routes, and creates one for an Ingress.
    """
    port = environment.PORT
    on_openshift = args.get("placement", {}).get("openshift", False)
    peers = [openshift_router(port)] if on_openshift else []
    if "route" in args:
        peers.append(gateway_peer(args["route"], port))
    elif ingress_is_enabled(args):
        peers += ingress_controller(args.get("ingress", {}), port, openshift=on_openshift)
    if "service" in args:
        peers.append(public_clients(port))
    return [*peers, *(allowed_client(each, port) for each in args.get("allow_from", []))]


def service_annotations(app: Application, args: LibreChatArgs) -> Mapping[str, pulumi.Input[str]]:
    """Annotations that an ingress requires on the Service."""
    return ingress_service_annotations(app, args.get("ingress", {})) if ingress_is_enabled(args) else {}


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
            hide=METRICS_PATH,
            health_path="/readyz",
        )
    if "service" in args:
        port = ("https", 443) if is_encrypted(args) else ("http", 80)
        create_public_service(app, args["service"], target="http", port=port)
