"""The name under which pods ask a cloud for credentials, in place of keys."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import constrain, no_effect_with, rules
from homelab.arguments.constraints import OBJECT_NAME
from homelab.kubernetes.application import Application
from homelab.kubernetes.network_policy import Peer

EKS_POD_IDENTITY_AGENT = Peer(
    [{"ip_block": {"cidr": "169.254.170.23/32"}}, {"ip_block": {"cidr": "fd00:ec2::23/128"}}], (80,)
)
"""Where EKS Pod Identity hands out credentials, on each node. IRSA asks STS, at the internet's port 443."""
GKE_METADATA_SERVER = (
    Peer([{"ip_block": {"cidr": "169.254.169.252/32"}}], (988,)),
    Peer([{"ip_block": {"cidr": "169.254.169.254/32"}}], (80,)),
)
"""Where GKE's Workload Identity hands out credentials, on each node: with Calico and with Dataplane V2."""


@rules(no_effect_with("name", "annotations"))
@constrain(name=OBJECT_NAME)
class ServiceAccountArgs(TypedDict):
    """A ServiceAccount with a role of a cloud.

    It gives no pod a token of the Kubernetes API: EKS, AKS and GKE mount themselves what they need.
    """

    name: NotRequired[pulumi.Input[str]]
    """Name of an existing ServiceAccount in the same namespace. Default: one is created, named like the workload."""
    annotations: NotRequired[dict[str, pulumi.Input[str]]]
    """Annotations of the one that is created, for example ``eks.amazonaws.com/role-arn`` for IRSA or
    ``azure.workload.identity/client-id``; an EKS Pod Identity association needs none. Default: none."""


def create_service_account(app: Application, args: ServiceAccountArgs) -> pulumi.Input[str]:
    """The name of a ServiceAccount for the pods of ``app``, created unless it exists."""
    if "name" in args:
        return args["name"]
    account = k8s.core.v1.ServiceAccount(
        app.name,
        metadata=app.metadata(app.name, args.get("annotations")),
        automount_service_account_token=False,
        opts=app.options(),
    )
    return account.metadata.name  # type: ignore[return-value]
