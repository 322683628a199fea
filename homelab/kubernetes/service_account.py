"""ServiceAccounts with a cloud role, in place of access keys."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import constrain, no_effect_with, rules
from homelab.arguments.constraints import OBJECT_NAME
from homelab.kubernetes.application import Application
from homelab.kubernetes.peers import Peer

EKS_POD_IDENTITY_AGENT = Peer(
    [{"ip_block": {"cidr": "169.254.170.23/32"}}, {"ip_block": {"cidr": "fd00:ec2::23/128"}}], (80,)
)
"""Credential endpoint of EKS Pod Identity on each node. IRSA uses STS, on the internet at port 443."""
GKE_METADATA_SERVER = (
    Peer([{"ip_block": {"cidr": "169.254.169.252/32"}}], (988,)),
    Peer([{"ip_block": {"cidr": "169.254.169.254/32"}}], (80,)),
)
"""Credential endpoints of GKE's Workload Identity on each node: with Calico and with Dataplane V2."""
AZURE_POD_LABELS: Mapping[str, str] = {"azure.workload.identity/use": "true"}
"""Label without which AKS injects no credentials into a pod, despite its ServiceAccount."""


@rules(no_effect_with("name", "annotations"))
@constrain(name=OBJECT_NAME)
class ServiceAccountArgs(TypedDict):
    """A ServiceAccount with a cloud role.

    Pods get no token of the Kubernetes API from it: EKS, AKS and GKE mount what they need themselves.
    """

    name: NotRequired[pulumi.Input[str]]
    """Name of an existing ServiceAccount in the same namespace. Default: one is created, named like the workload."""
    annotations: NotRequired[dict[str, pulumi.Input[str]]]
    """Annotations of the created ServiceAccount, for example ``eks.amazonaws.com/role-arn`` for IRSA or
    ``azure.workload.identity/client-id``; an EKS Pod Identity association needs none. Default: none."""


def create_service_account(app: Application, args: ServiceAccountArgs) -> pulumi.Input[str]:
    """Create a ServiceAccount for the pods of ``app``, unless ``args`` name an existing one, and return its name."""
    if "name" in args:
        return args["name"]
    account = k8s.core.v1.ServiceAccount(
        app.name,
        metadata=app.metadata(app.name, args.get("annotations")),
        automount_service_account_token=False,
        opts=app.options(),
    )
    return account.metadata.name  # type: ignore[return-value]
