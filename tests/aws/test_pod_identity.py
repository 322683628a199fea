"""A ServiceAccount's role: who may take it on, what it permits, and that pods wait for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import pytest

from homelab import ArgumentError
from homelab.aws import PodIdentity
from homelab.offline import Recording
from tests.aws.linting import findings
from tests.aws.recordings import ACCOUNT, only, recorded, statements

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"
READ = {"sid": "Read", "actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::files/*"]}
ARGS: dict[str, Any] = {
    "cluster_name": "production",
    "namespace": "ai",
    "service_account": "librechat",
    "statements": [READ],
}
IRSA = {"kind": "irsa", "oidc_provider_arn": PROVIDER}


def identity(args: Mapping[str, Any] = MappingProxyType({}), *, preview: bool = False) -> Recording:
    def program() -> None:
        created = PodIdentity("chat", {**ARGS, **args})  # type: ignore[arg-type]  wrong arguments are among them
        k8s.core.v1.Pod("pod", spec={"service_account_name": created.service_account["name"], "containers": []})

    return recorded(program, preview=preview)


def trust(recording: Recording) -> Any:
    (statement,) = statements(only(recording, "aws:iam/role:Role").inputs["assumeRolePolicy"])
    return statement


def test_pods_of_one_service_account_of_one_cluster_may_take_on_the_role():
    statement = trust(identity())
    assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert statement["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    assert statement["Condition"] == {
        "StringEquals": {
            "aws:SourceAccount": ACCOUNT,
            "aws:RequestTag/eks-cluster-name": "production",
            "aws:RequestTag/kubernetes-namespace": "ai",
            "aws:RequestTag/kubernetes-service-account": "librechat",
        }
    }


def test_irsa_names_the_service_account_to_the_clusters_own_issuer():
    recording = identity(IRSA)
    issuer = PROVIDER.partition("/")[2]
    assert trust(recording)["Principal"] == {"Federated": PROVIDER}
    assert trust(recording)["Condition"] == {
        "StringEquals": {f"{issuer}:sub": "system:serviceaccount:ai:librechat", f"{issuer}:aud": "sts.amazonaws.com"}
    }


@pytest.mark.parametrize("kind", [{}, IRSA], ids=["pod identity", "irsa"])
def test_a_service_account_has_one_way_to_its_role(kind: dict[str, Any]):
    recording = identity(kind)
    annotated = "annotations" in only(recording, "kubernetes:core/v1:ServiceAccount").inputs["metadata"]
    associated = any(each.type.startswith("aws:eks/podIdentity") for each in recording.resources)
    assert (annotated, associated) == (bool(kind), not kind)


def test_pods_wait_for_the_association_and_the_policy():
    recording = identity()
    by_urn = {each.urn: each.type for each in recording.resources}
    awaited = {by_urn[urn] for urn in only(recording, "kubernetes:core/v1:Pod").dependencies}
    assert {
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        "aws:iam/rolePolicy:RolePolicy",
        "kubernetes:core/v1:ServiceAccount",
    } <= awaited


def test_the_role_permits_what_it_is_asked_to():
    policy = only(identity(), "aws:iam/rolePolicy:RolePolicy").inputs["policy"]
    assert statements(policy) == [
        {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::files/*"]}
    ]
    assert not findings(policy)


def test_a_preview_needs_no_value_that_aws_chooses():
    assert identity(preview=True).resources


def test_arns_may_be_outputs():
    bucket = pulumi.Output.from_input("arn:aws:s3:::other/*")
    recording = identity({"statements": [{**READ, "resources": [bucket]}]})
    (statement,) = statements(only(recording, "aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert statement["Resource"] == ["arn:aws:s3:::other/*"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"kind": "irsa"}, "missing argument oidc_provider_arn: kind irsa needs"),
        ({"oidc_provider_arn": PROVIDER}, "oidc_provider_arn has no effect with kind pod-identity"),
        ({"kind": "both"}, "kind: expected"),
        ({"statements": [{**READ, "actions": []}]}, r"statements.0.actions: expected one or more actions"),
        ({"statements": [{**READ, "resources": []}]}, r"statements.0.resources: expected one or more ARNs"),
        ({"permissions_boundary": "boundary"}, "permissions_boundary: expected the ARN of an object of IAM"),
        ({"region": "Frankfurt"}, "region: expected a region of AWS such as 'eu-central-1', got 'Frankfurt'"),
        ({"tags": {"aws:owner": "me"}}, "tags: expected a map of at most 40 tags"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        identity(args)
    assert "\n" not in str(caught.value)


def test_a_role_without_a_cluster_is_refused():
    args = {name: value for name, value in ARGS.items() if name != "cluster_name"}
    with pytest.raises(ArgumentError, match="missing argument cluster_name"):
        recorded(lambda: PodIdentity("chat", args))  # type: ignore[arg-type]
