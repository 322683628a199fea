"""PodIdentity: a ServiceAccount whose pods have a role of AWS."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s

from homelab.arguments import Rule, check, constrain, rules
from homelab.arguments.constraints import NAME, NAMESPACE, OBJECT_NAME
from homelab.aws.account import Account, current_account
from homelab.aws.component import IAM_ARN, AWSArgs, AWSComponent, after
from homelab.aws.policies import StatementArgs, policy, trust_policy
from homelab.choices import Choice
from homelab.kubernetes.service_account import ServiceAccountArgs

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict

_PROVIDER = ":oidc-provider/"


class IdentityKind(StrEnum):
    """How pods get the role's credentials."""

    POD_IDENTITY = "pod-identity"
    """EKS Pod Identity, by an agent on each node: an add-on, or part of EKS Auto Mode."""
    IRSA = "irsa"
    """By the cluster's OpenID Connect provider; also on Fargate, Windows and clusters of one's own."""


IdentityKindChoice: TypeAlias = Choice[IdentityKind, Literal["pod-identity", "irsa"]]


def _provider_for_irsa(group: Mapping[str, Any]) -> Iterable[str]:
    is_irsa = group.get("kind") == IdentityKind.IRSA
    if is_irsa and "oidc_provider_arn" not in group:
        yield "missing argument oidc_provider_arn: kind irsa needs the cluster's OpenID Connect provider"
    if not is_irsa and "oidc_provider_arn" in group:
        yield "oidc_provider_arn has no effect with kind pod-identity: remove it, or set kind to irsa"
    provider = group.get("oidc_provider_arn")
    if isinstance(provider, str) and _PROVIDER not in provider:
        yield f"oidc_provider_arn: expected the ARN of an OpenID Connect provider, got {provider!r}"


@rules(Rule(("kind", "oidc_provider_arn"), _provider_for_irsa))
@constrain(oidc_provider_arn=IAM_ARN, permissions_boundary=IAM_ARN)
class IdentityArgs(TypedDict):
    """How pods get roles."""

    kind: NotRequired[IdentityKindChoice]
    """How pods get credentials. Default: pod-identity."""
    oidc_provider_arn: NotRequired[pulumi.Input[str]]
    """The cluster's provider in IAM, for irsa. Default: none."""
    permissions_boundary: NotRequired[pulumi.Input[str]]
    """ARN of the policy that bounds the role. Default: none."""


@constrain(cluster_name=NAME, namespace=NAMESPACE)
class ClusterIdentityArgs(IdentityArgs):
    """A namespace of a cluster, and how its pods get roles."""

    cluster_name: pulumi.Input[str]
    """Name of the EKS cluster."""
    namespace: pulumi.Input[str]
    """Existing namespace of the pods."""


@constrain(service_account=OBJECT_NAME)
class PodIdentityArgs(AWSArgs, ClusterIdentityArgs):
    """A ServiceAccount, and what its pods may do on AWS."""

    service_account: str
    """Name of the ServiceAccount, which is created."""
    statements: list[StatementArgs]
    """What the role permits."""


class PodIdentity(AWSComponent):
    """A role for the pods of one ServiceAccount, by EKS Pod Identity or IRSA.

    ```python
    identity = PodIdentity("librechat", {
        "cluster_name": "production",
        "namespace": "ai",
        "service_account": "librechat",
        "statements": files.statements,
    })
    AIWorkspace("ai", {"librechat": {"service_account": identity.service_account, ...}, ...})
    ```

    **Cost**: none.
    """

    role_arn: pulumi.Output[str]
    """ARN of the role."""
    service_account: ServiceAccountArgs
    """The ServiceAccount, for ``service_account`` of a component. Its name is known once its pods get credentials, so
    that those that use it wait: a pod that starts earlier has none until it restarts."""

    def __init__(self, name: str, args: PodIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(PodIdentityArgs, args, f"PodIdentity {name!r}")
        super().__init__(name, args, opts)
        uses_irsa = args.get("kind") == IdentityKind.IRSA
        role = self._create_role(args, self._irsa_trust(args) if uses_irsa else self._pod_identity_trust(args))
        permissions = aws.iam.RolePolicy(name, role=role.id, policy=policy(args["statements"]), opts=self._options())
        account = self._create_service_account(args, role, annotated=uses_irsa)
        ready = [permissions] if uses_irsa else [permissions, self._create_association(args, role)]

        self.role_arn = role.arn
        self.service_account = {"name": after(args["service_account"], account, *ready)}
        self.register_outputs({"role_arn": self.role_arn})

    def _create_role(self, args: PodIdentityArgs, trust: pulumi.Output[str]) -> aws.iam.Role:
        return aws.iam.Role(
            self._name,
            assume_role_policy=trust,
            description=f"Pods of the ServiceAccount {args['service_account']}",
            permissions_boundary=args.get("permissions_boundary"),
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _pod_identity_trust(self, args: PodIdentityArgs) -> pulumi.Output[str]:
        account = current_account(self, self._region)
        return pod_identity_trust(account, args["cluster_name"], args["namespace"], args["service_account"])

    @staticmethod
    def _irsa_trust(args: PodIdentityArgs) -> pulumi.Output[str]:
        provider = args.get("oidc_provider_arn", "")

        def conditions(arn: str, namespace: str) -> dict[str, dict[str, pulumi.Input[str]]]:
            issuer = arn.partition(_PROVIDER)[2]
            subject = f"system:serviceaccount:{namespace}:{args['service_account']}"
            return {"StringEquals": {f"{issuer}:sub": subject, f"{issuer}:aud": "sts.amazonaws.com"}}

        return pulumi.Output.all(provider, args["namespace"]).apply(
            lambda found: trust_policy(
                {"Federated": found[0]}, ["sts:AssumeRoleWithWebIdentity"], conditions(found[0], found[1])
            )
        )

    def _create_association(self, args: PodIdentityArgs, role: aws.iam.Role) -> aws.eks.PodIdentityAssociation:
        return aws.eks.PodIdentityAssociation(
            self._name,
            cluster_name=args["cluster_name"],
            namespace=args["namespace"],
            service_account=args["service_account"],
            role_arn=role.arn,
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_service_account(
        self, args: PodIdentityArgs, role: aws.iam.Role, *, annotated: bool
    ) -> k8s.core.v1.ServiceAccount:
        metadata: ObjectMetaArgsDict = {"name": args["service_account"], "namespace": args["namespace"]}
        if annotated:
            # With an association as well, the SDK would decide which of the roles a pod has.
            metadata["annotations"] = {
                "eks.amazonaws.com/role-arn": role.arn,
                "eks.amazonaws.com/sts-regional-endpoints": "true",
            }
        return k8s.core.v1.ServiceAccount(
            self._name,
            metadata=metadata,
            automount_service_account_token=False,
            opts=self._options(),
        )


def pod_identity_trust(
    account: Account, cluster: pulumi.Input[str], namespace: pulumi.Input[str], service_account: str
) -> pulumi.Output[str]:
    """JSON of a policy by which the pods of one ServiceAccount of one cluster may take on a role."""
    return trust_policy(
        {"Service": "pods.eks.amazonaws.com"},
        # EKS passes its tags along; without the right to it, pods get no credentials.
        ["sts:AssumeRole", "sts:TagSession"],
        {
            "StringEquals": {
                "aws:SourceAccount": account.id,
                "aws:RequestTag/eks-cluster-name": cluster,
                "aws:RequestTag/kubernetes-namespace": namespace,
                "aws:RequestTag/kubernetes-service-account": service_account,
            }
        },
    )
