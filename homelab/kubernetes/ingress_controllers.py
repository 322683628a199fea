"""Ingress controllers: their annotations for large uploads and long responses, and their addresses."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, TypeAlias

import pulumi
import pulumi_kubernetes as k8s

from homelab.choices import Choice
from homelab.kubernetes.application import Application
from homelab.kubernetes.peers import Peer, addresses, any_source, private_addresses
from homelab.kubernetes.private_hosts import ORGANISATIONS


class IngressController(StrEnum):
    """Ingress controller."""

    NGINX = "nginx"
    """ingress-nginx."""
    TRAEFIK = "traefik"
    """Traefik, which limits only the duration of uploads, to the ``readTimeout`` of its entry point."""
    HAPROXY = "haproxy"
    """HAProxy: HAProxy Technologies' controller, and haproxy-ingress."""
    ALB = "alb"
    """AWS Load Balancer Controller, whose load balancer connects to the pods directly."""
    GKE = "gke"
    """GKE Ingress, whose load balancer connects to the pods directly."""
    AGIC = "agic"
    """Azure's Application Gateway Ingress Controller, whose gateway connects to the pods directly."""
    CILIUM = "cilium"
    """Cilium, whose proxies are on the nodes, and which policies can only name as every client."""
    CONTOUR = "contour"
    """Contour."""


IngressControllerChoice: TypeAlias = Choice[
    IngressController, Literal["nginx", "traefik", "haproxy", "alb", "gke", "agic", "cilium", "contour"]
]


_CLASSES = {
    **{each.value: each for each in IngressController},
    "gce": IngressController.GKE,
    "azure-application-gateway": IngressController.AGIC,
}
_GOOGLE_FRONT_ENDS = ("35.191.0.0/16", "130.211.0.0/22", "2600:2d00:1:1::/64", "2600:2d00:1:b029::/64")
"""Addresses of Google's load balancers and health checks (cloud.google.com/load-balancing/docs/firewall-rules)."""
_MAX_ALB_TIMEOUT = 4000
_APPLICATION_GATEWAY_IDLE = 240
_GKE_KEEP_ALIVE = 610
"""Seconds for which Google's load balancers keep idle connections open."""


def controller_of(class_name: object) -> IngressController:
    """The controller that an IngressClass is named after.

    For other names nginx, whose annotations other controllers ignore.
    """
    return _CLASSES.get(class_name, IngressController.NGINX) if isinstance(class_name, str) else IngressController.NGINX


def controller_annotations(controller: IngressController, *, body_size: str, read_timeout: int) -> dict[str, str]:
    """Annotations of an Ingress that allow large uploads and long responses, and turn buffering off."""
    nginx, haproxy = "nginx.ingress.kubernetes.io", "haproxy-ingress.github.io"
    match controller:
        case IngressController.NGINX:
            return {
                f"{nginx}/proxy-body-size": body_size,
                f"{nginx}/proxy-buffering": "off",
                f"{nginx}/proxy-read-timeout": str(read_timeout),
                f"{nginx}/proxy-send-timeout": str(read_timeout),
            }
        case IngressController.HAPROXY:
            return {
                "haproxy.org/timeout-server": f"{read_timeout}s",
                "haproxy.org/timeout-tunnel": f"{read_timeout}s",
                f"{haproxy}/proxy-body-size": body_size,
                f"{haproxy}/timeout-server": f"{read_timeout}s",
                f"{haproxy}/timeout-tunnel": f"{read_timeout}s",
            }
        case IngressController.ALB:
            timeout = min(read_timeout, _MAX_ALB_TIMEOUT)
            return {
                # The Service has no node ports.
                "alb.ingress.kubernetes.io/target-type": "ip",
                "alb.ingress.kubernetes.io/load-balancer-attributes": f"idle_timeout.timeout_seconds={timeout}",
            }
        case IngressController.AGIC:
            return {"appgw.ingress.kubernetes.io/request-timeout": str(read_timeout)}
        case IngressController.CONTOUR:
            return {"projectcontour.io/response-timeout": f"{read_timeout}s"}
        case IngressController.TRAEFIK | IngressController.GKE | IngressController.CILIUM:
            return {}


def https_annotations(controller: IngressController) -> dict[str, str]:
    """Annotations that have browsers connect by HTTPS, for controllers that do not do so where there is a certificate.

    Without them, an Application Load Balancer listens on port 80 alone and looks for no certificate.
    """
    if controller is not IngressController.ALB:
        return {}
    return {
        "alb.ingress.kubernetes.io/listen-ports": json.dumps([{"HTTP": 80}, {"HTTPS": 443}]),
        "alb.ingress.kubernetes.io/ssl-redirect": "443",
    }


def health_annotations(controller: IngressController, path: str) -> dict[str, str]:
    """Annotations of an Ingress with the path of a load balancer's health checks."""
    names = {
        IngressController.ALB: "alb.ingress.kubernetes.io/healthcheck-path",
        IngressController.AGIC: "appgw.ingress.kubernetes.io/health-probe-path",
    }
    return {names[controller]: path} if controller in names else {}


def hidden_path(controller: IngressController, path: str) -> tuple[str, str]:
    """Path and its type in an Ingress that match ``path`` as Express does: with slashes after it, and in capitals.

    Capitals need a regular expression, which is Contour's alone here; see `hiding_annotations` for others.
    """
    if controller is not IngressController.CONTOUR:
        return path, "Prefix"
    any_case = "".join(f"[{each.upper()}{each}]" if each.isalpha() else each for each in path)
    return f"{any_case}(/.*)?", "ImplementationSpecific"


def hiding_annotations(controller: IngressController, path: str) -> dict[str, str]:
    """Annotations that hide ``path`` in capitals, too, where `hidden_path` does not."""
    if controller is IngressController.NGINX:
        # Regular expressions of ingress-nginx ignore case, and those of an Ingress are all or none.
        return {"nginx.ingress.kubernetes.io/use-regex": "true"}
    if controller is IngressController.HAPROXY:
        deny = f"http-request deny deny_status 404 if {{ path_beg -i {path} }}"
        return {"haproxy.org/backend-config-snippet": deny, "haproxy-ingress.github.io/config-backend": deny}
    return {}


def service_annotations(app: Application, controller: IngressController) -> Mapping[str, pulumi.Input[str]]:
    """Annotations that an ingress controller requires on the Service."""
    if controller is not IngressController.GKE:
        return {}
    return {
        "cloud.google.com/backend-config": json.dumps({"default": app.name}),
        "cloud.google.com/neg": json.dumps({"ingress": True}),
    }


def create_backend_config(app: Application, *, port: int, health_path: str, read_timeout: int) -> None:
    """Configure GKE's load balancer, which has no annotations for timeouts and cuts responses off after 30 seconds."""
    k8s.apiextensions.CustomResource(
        app.name,
        api_version="cloud.google.com/v1",
        kind="BackendConfig",
        metadata=app.metadata(app.name),
        spec={
            "timeoutSec": read_timeout,
            "healthCheck": {"type": "HTTP", "requestPath": health_path, "port": port},
        },
        opts=app.options(),
    )


def idle_timeout(controller: IngressController, *, read_timeout: int) -> int | None:
    """Seconds for which a load balancer keeps idle connections open; None for controllers with pods."""
    timeouts = {
        IngressController.ALB: min(read_timeout, _MAX_ALB_TIMEOUT),
        IngressController.GKE: _GKE_KEEP_ALIVE,
        IngressController.AGIC: _APPLICATION_GATEWAY_IDLE,
    }
    return timeouts.get(controller)


def direct_client(controller: IngressController, port: int) -> Peer | None:
    """What connects to the pods instead of pods of the controller; None for controllers with pods."""
    match controller:
        case IngressController.ALB | IngressController.AGIC:
            return private_addresses(port)
        case IngressController.GKE:
            # Proxies of regional load balancers are in a subnet of the cluster's own network.
            proxies = [str(each) for each in ORGANISATIONS if each.version == 4]
            return addresses([*_GOOGLE_FRONT_ENDS, *proxies], port)
        case IngressController.CILIUM:
            return any_source(port)
        case _:
            return None
