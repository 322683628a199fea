"""An Ingress in front of a Service."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import DNS_LABEL, OBJECT_NAME
from homelab.kubernetes.application import SKIP_AWAIT, Application, Service

if TYPE_CHECKING:
    from pulumi_kubernetes.networking.v1 import HTTPIngressPathArgsDict, IngressSpecArgsDict


@rules(mutually_exclusive("secret_name", "cluster_issuer"))
@constrain(secret_name=OBJECT_NAME, cluster_issuer=OBJECT_NAME)
class TlsArgs(TypedDict):
    """Encryption between browsers and the ingress controller."""

    enabled: NotRequired[bool]
    """Whether people come by https. Default: true."""
    secret_name: NotRequired[pulumi.Input[str]]
    """Existing Secret of type kubernetes.io/tls. Default: none: the controller's own certificate."""
    cluster_issuer: NotRequired[pulumi.Input[str]]
    """cert-manager ClusterIssuer that makes the certificate. Default: none."""


@constrain(class_name=OBJECT_NAME, controller_namespace=DNS_LABEL)
class IngressArgs(TypedDict):
    """How an Ingress makes the workload reachable."""

    enabled: NotRequired[bool]
    """Whether there is an Ingress. Default: true, where this group is given."""
    class_name: NotRequired[pulumi.Input[str]]
    """IngressClass; for ``nginx``, body size and timeouts are set by annotations. Default: the cluster's default."""
    annotations: NotRequired[dict[str, pulumi.Input[str]]]
    """Further annotations; they win over the library's own. Default: none."""
    tls: NotRequired[TlsArgs]
    """Certificate. Default: none: TLS ends in front of the ingress controller, or with its default certificate."""
    controller_namespace: NotRequired[pulumi.Input[str]]
    """Namespace of the ingress controller, the only one that may then connect. Default: every namespace."""


def create_ingress(
    app: Application,
    args: IngressArgs,
    service: Service,
    *,
    host: pulumi.Input[str],
    port: tuple[str, int],
    body_size: str,
    read_timeout: int,
    hidden_path: str,
) -> None:
    """Make ``service`` reachable from outside, but not its ``hidden_path``, which leads to a Service of no pods.

    :param body_size: Largest upload, as nginx writes it: ``100m``.
    :param read_timeout: Seconds that an answer may go on.
    """
    hidden = f"{app.name}-hidden"
    k8s.core.v1.Service(
        hidden,
        metadata=app.metadata(hidden, SKIP_AWAIT),
        spec={"ports": [{"name": port[0], "port": port[1]}]},
        opts=app.options(),
    )
    annotations = ingress_annotations(args, body_size=body_size, read_timeout=read_timeout)
    k8s.networking.v1.Ingress(
        app.name,
        # An Ingress is awaited until it has a load balancer's address, which bare clusters never give.
        metadata=app.metadata(app.name, {**SKIP_AWAIT, **annotations}),
        spec=ingress_spec(
            args,
            host=host,
            service=service.name,
            port=port[0],
            paths_to={hidden_path: hidden},
            tls_secret=f"{app.name}-tls",
        ),
        opts=app.options(),
    )


def ingress_annotations(args: IngressArgs, *, body_size: str, read_timeout: int) -> dict[str, pulumi.Input[str]]:
    """Let uploads of ``body_size`` and answers that stream for ``read_timeout`` seconds pass; no buffering."""
    annotations: dict[str, pulumi.Input[str]] = {}
    if args.get("class_name") == "nginx":
        prefix = "nginx.ingress.kubernetes.io"
        annotations |= {
            f"{prefix}/proxy-body-size": body_size,
            f"{prefix}/proxy-buffering": "off",
            f"{prefix}/proxy-read-timeout": str(read_timeout),
            f"{prefix}/proxy-send-timeout": str(read_timeout),
        }
    tls = args.get("tls", {})
    if "cluster_issuer" in tls:
        annotations["cert-manager.io/cluster-issuer"] = tls["cluster_issuer"]
    return annotations | args.get("annotations", {})


def ingress_spec(
    args: IngressArgs, *, host: pulumi.Input[str], service: str, port: str, paths_to: Mapping[str, str], tls_secret: str
) -> "IngressSpecArgsDict":
    """Route ``host`` to ``service``.

    :param paths_to: Services that get single paths instead.
    :param tls_secret: Where cert-manager puts the certificate.
    """
    paths: list[HTTPIngressPathArgsDict] = [
        {"path": path, "path_type": "Exact", "backend": {"service": {"name": other, "port": {"name": port}}}}
        for path, other in paths_to.items()
    ]
    paths.append(
        {"path": "/", "path_type": "Prefix", "backend": {"service": {"name": service, "port": {"name": port}}}}
    )
    spec: IngressSpecArgsDict = {"rules": [{"host": host, "http": {"paths": paths}}]}
    if "class_name" in args:
        spec["ingress_class_name"] = args["class_name"]
    if args.get("tls", {}).get("enabled", "tls" in args):
        spec["tls"] = [{"hosts": [host], "secret_name": args.get("tls", {}).get("secret_name", tls_secret)}]
    return spec
