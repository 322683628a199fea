"""An Ingress in front of a Service."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import DNS_LABEL, NETWORKS, OBJECT_NAME
from homelab.kubernetes.application import Application
from homelab.kubernetes.canary import CanaryTraffic, canary_annotations, sticky_annotations
from homelab.kubernetes.ingress_controllers import (
    IngressController,
    IngressControllerChoice,
    controller_annotations,
    controller_of,
    create_backend_config,
    direct_client,
    health_annotations,
    hidden_path,
    hiding_annotations,
    https_annotations,
    idle_timeout,
    service_annotations,
)
from homelab.kubernetes.peers import Peer, any_namespace, namespace, openshift_router, sources
from homelab.kubernetes.service import SKIP_AWAIT

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import HTTPIngressPathArgsDict, IngressSpecArgsDict


@constrain(secret_name=OBJECT_NAME, cluster_issuer=OBJECT_NAME)
class TlsArgs(TypedDict):
    """Encryption between browsers and the ingress controller."""

    enabled: NotRequired[bool]
    """Whether browsers connect by HTTPS. If false, passwords are sent in plain text, and LibreChat gets
    ``SESSION_COOKIE_SECURE: false``, without which browsers would drop its cookies. Default: true."""
    secret_name: NotRequired[pulumi.Input[str]]
    """Secret of type kubernetes.io/tls: an existing one, or one that cert-manager creates for ``cluster_issuer``.
    Default: with ``cluster_issuer`` the workload's name with ``-tls``; else none, the controller's own certificate."""
    cluster_issuer: NotRequired[pulumi.Input[str]]
    """cert-manager ClusterIssuer that issues the certificate. Default: none."""


def _controller_has_pods(group: Mapping[str, Any]) -> Iterable[str]:
    if "controller_namespace" not in group:
        return
    controller = group.get("controller") or controller_of(group.get("class_name"))
    if direct_client(controller, 1) is not None:
        yield f"controller_namespace has no effect with controller {controller}, which has no pods: remove it"


@rules(Rule(("controller", "class_name", "controller_namespace"), _controller_has_pods))
@constrain(class_name=OBJECT_NAME, controller_namespace=DNS_LABEL, controller_cidrs=NETWORKS)
class IngressArgs(TypedDict):
    """An Ingress that exposes the workload."""

    enabled: NotRequired[bool]
    """Whether to create the Ingress. If false, ``controller_cidrs`` still admits a load balancer that is created
    elsewhere. Default: true, if this group is set."""
    class_name: NotRequired[pulumi.Input[str]]
    """IngressClass. Default: the cluster's default."""
    controller: NotRequired[IngressControllerChoice]
    """Controller of the Ingress, whose annotations allow large uploads and long responses. Default: the one that
    ``class_name`` is named after, else nginx."""
    annotations: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional annotations; they override the library's own. Default: none."""
    tls: NotRequired[TlsArgs]
    """Certificate. Default: none: TLS ends before the ingress controller, or uses the controller's certificate."""
    controller_namespace: NotRequired[pulumi.Input[str]]
    """Namespace of the ingress controller; no other namespace may connect then. Default: every namespace may, unless
    ``controller_cidrs`` is set."""
    controller_cidrs: NotRequired[list[str]]
    """Networks from which the ingress controller connects if it does not do so from pods: that of the nodes, for one in
    their network, or the subnets of a load balancer. ``0.0.0.0/0`` and ``::/0`` admit every client, of any kind.
    Default: those of ``controller``: private addresses for alb and agic, those and Google's for gke, every client for
    cilium; none for others."""


def create_ingress(
    app: Application,
    args: IngressArgs,
    *,
    host: pulumi.Input[str],
    port: tuple[str, int],
    body_size: str,
    read_timeout: int,
    hide: str,
    health_path: str,
    canary: CanaryTraffic | None = None,
    after: Sequence[pulumi.Resource] = (),
) -> None:
    """Expose the application's Service, except for the path ``hide``, which is routed to a Service without pods.

    Where the controller can, what differs from it in capitals is hidden, too.

    :param body_size: Largest upload in nginx's notation: ``100m``.
    :param read_timeout: Longest pause in a response, in seconds.
    :param health_path: Path of a load balancer's health checks.
    :param canary: The part of the requests that goes to another Service, which takes ingress-nginx.
    :param after: What must serve before requests are routed anew.
    """
    controller = _controller(args)
    if controller is IngressController.GKE:
        create_backend_config(app, port=port[1], health_path=health_path, read_timeout=read_timeout)
    hidden = f"{app.name}-hidden"
    k8s.core.v1.Service(
        hidden,
        metadata=app.metadata(hidden, {**SKIP_AWAIT, **service_annotations(app, controller)}),
        spec={"ports": [{"name": port[0], "port": port[1]}]},
        opts=app.options(),
    )
    annotations = {
        **health_annotations(controller, health_path),
        **hiding_annotations(controller, hide),
        **(sticky_annotations(canary) if canary else {}),
        **ingress_annotations(args, body_size=body_size, read_timeout=read_timeout),
    }
    k8s.networking.v1.Ingress(
        app.name,
        # Pulumi would wait for a load balancer's address, which bare-metal clusters may never assign.
        metadata=app.metadata(app.name, {**SKIP_AWAIT, **annotations}),
        spec=ingress_spec(
            args,
            host=host,
            service=app.name,
            port=port[0],
            other_paths={hidden_path(controller, hide): hidden},
            tls_secret=f"{app.name}-tls",
        ),
        opts=app.options(depends_on=[*after]),
    )
    if canary:
        _create_canary_ingress(app, args, canary, host=host, port=port[0], after=after)


def _create_canary_ingress(
    app: Application,
    args: IngressArgs,
    canary: CanaryTraffic,
    *,
    host: pulumi.Input[str],
    port: str,
    after: Sequence[pulumi.Resource],
) -> None:
    """Create the Ingress that ingress-nginx merges into the stable one's, whose certificate and settings it has."""
    without_tls: IngressArgs = {**args, "tls": {"enabled": False}}
    k8s.networking.v1.Ingress(
        canary.service,
        metadata=app.metadata(canary.service, {**SKIP_AWAIT, **canary_annotations(canary)}),
        spec=ingress_spec(without_tls, host=host, service=canary.service, port=port, other_paths={}, tls_secret=""),
        opts=app.options(depends_on=[*after]),
    )


def routes_canaries(args: IngressArgs) -> bool:
    """Whether the arguments say that the controller is ingress-nginx, which alone can route to canaries."""
    return IngressController.NGINX in (args.get("controller"), args.get("class_name")) and (
        _controller(args) == IngressController.NGINX
    )


def ingress_controller(args: IngressArgs, port: int, *, openshift: bool = False) -> list[Peer]:
    """The ingress controller, as peers of the pods behind it.

    :param openshift: Whether it is OpenShift's router by default.
    """
    peers = [
        *([namespace(args["controller_namespace"], port)] if "controller_namespace" in args else []),
        *load_balancer(args, port),
    ]
    if peers:
        return peers
    if (direct := direct_client(_controller(args), port)) is not None:
        return [direct]
    return [openshift_router(port) if openshift and "controller" not in args else any_namespace(port)]


def load_balancer(args: IngressArgs, port: int) -> list[Peer]:
    """A load balancer that is created elsewhere, as a peer of the pods behind it."""
    return [sources(args["controller_cidrs"], port)] if "controller_cidrs" in args else []


def ingress_annotations(args: IngressArgs, *, body_size: str, read_timeout: int) -> dict[str, pulumi.Input[str]]:
    """Annotations that allow large uploads and long streams, and turn buffering off."""
    annotations: dict[str, pulumi.Input[str]] = {
        **controller_annotations(_controller(args), body_size=body_size, read_timeout=read_timeout)
    }
    tls, own, https = args.get("tls", {}), args.get("annotations", {}), https_annotations(_controller(args))
    if _has_certificate(args) and not own.keys() & https.keys():
        annotations |= https
    if "cluster_issuer" in tls:
        annotations["cert-manager.io/cluster-issuer"] = tls["cluster_issuer"]
    return annotations | own


def ingress_service_annotations(app: Application, args: IngressArgs) -> Mapping[str, pulumi.Input[str]]:
    """Annotations that an ingress controller requires on the Service."""
    return service_annotations(app, _controller(args))


def idle_seconds(args: IngressArgs, *, read_timeout: int) -> int | None:
    """Seconds for which a load balancer keeps idle connections open; None for controllers with pods."""
    return idle_timeout(_controller(args), read_timeout=read_timeout)


def _has_certificate(args: IngressArgs) -> bool:
    return args.get("tls", {}).get("enabled", "tls" in args)


def _controller(args: IngressArgs) -> IngressController:
    return IngressController(args["controller"]) if "controller" in args else controller_of(args.get("class_name"))


def ingress_spec(
    args: IngressArgs,
    *,
    host: pulumi.Input[str],
    service: str,
    port: str,
    other_paths: Mapping[tuple[str, str], str],
    tls_secret: str,
) -> "IngressSpecArgsDict":
    """Route ``host`` to ``service``.

    :param other_paths: Other Services by the path that is routed to them, and its type.
    :param tls_secret: Secret of the certificate, unless ``args`` name one.
    """
    paths: list[HTTPIngressPathArgsDict] = [
        {"path": path, "path_type": path_type, "backend": {"service": {"name": other, "port": {"name": port}}}}
        for (path, path_type), other in other_paths.items()
    ]
    paths.append(
        {"path": "/", "path_type": "Prefix", "backend": {"service": {"name": service, "port": {"name": port}}}}
    )
    spec: IngressSpecArgsDict = {"rules": [{"host": host, "http": {"paths": paths}}]}
    if "class_name" in args:
        spec["ingress_class_name"] = args["class_name"]
    if _has_certificate(args):
        spec["tls"] = [{"hosts": [host], "secret_name": args.get("tls", {}).get("secret_name", tls_secret)}]
    return spec
