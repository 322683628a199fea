"""Container Insights: metrics of nodes and pods, and logs of all containers, by an add-on of EKS."""

import json
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from homelab.aws.account import Account
from homelab.aws.pod_identity import pod_identity_trust
from homelab.kubernetes import apply

ADD_ON = "amazon-cloudwatch-observability"
NAMESPACE, SERVICE_ACCOUNT = "amazon-cloudwatch", "cloudwatch-agent"
KINDS = ("application", "dataplane", "host", "performance")
_POLICY = "CloudWatchAgentServerPolicy"
# By default the add-on would change the pods of all namespaces, to instrument and bill each request of theirs.
_CONFIGURATION = json.dumps({"manager": {"applicationSignals": {"autoMonitor": {"monitorAllServices": False}}}})


def log_group(cluster: pulumi.Input[str], kind: str) -> pulumi.Input[str]:
    """Name of a log group of the add-on, one of `KINDS`."""
    return apply(lambda name: f"/aws/containerinsights/{name}/{kind}", cluster)


def install_container_insights(
    name: str,
    cluster: pulumi.Input[str],
    account: Account,
    *,
    retention_days: int,
    key: pulumi.Input[str],
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
    parent: pulumi.Resource,
) -> aws.eks.Addon:
    """Install the add-on, with a role for its agent, after the log groups that it writes to.

    :param retention_days: Days after which logs are deleted.
    :param key: ARN of the key that logs are encrypted with.
    """
    opts = pulumi.ResourceOptions(parent=parent)
    # The agent creates log groups that are missing, without retention: they would be kept, and billed, for ever.
    groups = [
        aws.cloudwatch.LogGroup(
            f"{name}-{kind}",
            name=log_group(cluster, kind),
            retention_in_days=retention_days,
            kms_key_id=key,
            region=region,
            tags=tags,
            opts=opts,
        )
        for kind in KINDS
    ]
    role = aws.iam.Role(
        name,
        assume_role_policy=pod_identity_trust(account, cluster, NAMESPACE, SERVICE_ACCOUNT),
        description="CloudWatch's agent",
        tags=tags,
        opts=opts,
    )
    permission = aws.iam.RolePolicyAttachment(
        name,
        role=role.id,
        policy_arn=pulumi.Output.concat("arn:", account.partition, f":iam::aws:policy/{_POLICY}"),
        opts=opts,
    )
    return aws.eks.Addon(
        name,
        addon_name=ADD_ON,
        cluster_name=cluster,
        configuration_values=_CONFIGURATION,
        pod_identity_associations=[{"role_arn": role.arn, "service_account": SERVICE_ACCOUNT}],
        resolve_conflicts_on_create="OVERWRITE",
        resolve_conflicts_on_update="PRESERVE",
        region=region,
        tags=tags,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[*groups, permission]),
    )
