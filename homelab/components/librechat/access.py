"""Access to LibreChat by an Ingress, a Gateway API route, a public Service, or only ``kubectl port-forward``."""

from collections.abc import Sequence

import pulumi

from homelab.components import exposure
from homelab.components.exposure import (
    has_own_load_balancer,
    ingress_is_enabled,
    is_encrypted,
    service_annotations,
)
from homelab.components.librechat import environment
from homelab.components.librechat.args import LibreChatArgs, LibreChatServerArgs
from homelab.kubernetes import (
    Application,
    CanaryTraffic,
    Peer,
    allowed_client,
    create_public_service,
    idle_seconds,
    public_clients,
)

__all__ = ["address", "expose", "ingress_peers", "is_encrypted", "service_annotations", "variables"]

STREAM_SECONDS = 3600
"""Read timeout of an ingress, which limits the duration of streamed answers."""


def address(args: LibreChatServerArgs) -> pulumi.Input[str]:
    """URL for users: https unless the ingress disables TLS; ``localhost`` means ``kubectl port-forward``."""
    return exposure.public_url(args, environment.PORT)


def variables(args: LibreChatServerArgs) -> dict[str, str]:
    """Variables of LibreChat that depend on how users connect."""
    found: dict[str, str] = {}
    if not is_encrypted(args):
        # In production, LibreChat marks its cookies as secure. Without HTTPS, browsers drop those, and users are
        # signed out (packages/api/src/oauth/csrf.ts).
        found["SESSION_COOKIE_SECURE"] = "false"
    if ingress_is_enabled(args) or has_own_load_balancer(args):
        idle = idle_seconds(args.get("ingress", {}), read_timeout=STREAM_SECONDS)
        if idle is not None:
            # Otherwise a load balancer would reuse connections that LibreChat has just closed.
            found["HTTP_KEEP_ALIVE_TIMEOUT_MS"] = str((idle + 10) * 1000)
    return found


def ingress_peers(args: LibreChatArgs) -> list[Peer]:
    """Peers that may connect to the pods; none with only port-forwarding."""
    port = environment.PORT
    peers = exposure.entry_peers(args, port, openshift=args.get("placement", {}).get("openshift", False))
    if "service" in args:
        peers.append(public_clients(port))
    return [*peers, *(allowed_client(each, port) for each in args.get("allow_from", []))]


def expose(
    app: Application,
    args: LibreChatArgs,
    *,
    largest_upload: int,
    canary: CanaryTraffic | None,
    after: Sequence[pulumi.Resource],
) -> None:
    """Create the Ingress or route, and the public Service.

    :param largest_upload: Megabytes that an nginx ingress accepts as a request body.
    :param canary: The part of the requests that goes to another version.
    :param after: What must serve before requests are routed anew.
    """
    exposure.expose(
        app,
        args,
        port=environment.PORT,
        body_size=f"{largest_upload}m",
        read_timeout=STREAM_SECONDS,
        health_path="/readyz",
        canary=canary,
        after=after,
    )
    if "service" in args:
        port = ("https", 443) if is_encrypted(args) else ("http", 80)
        create_public_service(app, args["service"], target="http", port=port)
