"""The ways to LibreChat: an Ingress, a Gateway API route, or ``kubectl port-forward`` alone."""

import pulumi

from homelab.components.librechat import environment
from homelab.components.librechat.args import LibreChatArgs, LibreChatServerArgs, ingress_is_enabled
from homelab.kubernetes import (
    Application,
    Peer,
    Service,
    any_namespace,
    combine,
    create_ingress,
    create_route,
    namespace,
)

METRICS_PATH = "/metrics"
STREAM_SECONDS = 3600
"""How long an answer may go on through an ingress."""


def address(args: LibreChatServerArgs) -> pulumi.Input[str]:
    """People come by https, unless the ingress is told to speak plain http; port-forwarding ends at localhost."""
    encrypted = args.get("ingress", {}).get("tls", {}).get("enabled", True)
    return combine(
        lambda domain: (
            f"http://localhost:{environment.PORT}"
            if domain == "localhost"
            else f"{'https' if encrypted else 'http'}://{domain}"
        ),
        args["domain"],
    )


def ways_in(args: LibreChatServerArgs) -> list[Peer]:
    """Who stands between people and the pods; without ingress and route it is ``kubectl port-forward`` alone."""
    if "route" in args:
        place = args["route"].get("gateway_namespace")
    elif ingress_is_enabled(args):
        place = args.get("ingress", {}).get("controller_namespace")
    else:
        return []
    return [any_namespace(environment.PORT) if place is None else namespace(place, environment.PORT)]


def expose(app: Application, args: LibreChatArgs, service: Service) -> None:
    """Create what leads people to the Service, and keep the metrics off it."""
    if "route" in args:
        create_route(app, args["route"], service, host=args["domain"], port=environment.PORT, hidden_path=METRICS_PATH)
    elif ingress_is_enabled(args):
        create_ingress(
            app,
            args.get("ingress", {}),
            service,
            host=args["domain"],
            port=("http", environment.PORT),
            body_size=f"{args.get('largest_upload_megabytes', 100)}m",
            read_timeout=STREAM_SECONDS,
            hidden_path=METRICS_PATH,
        )
