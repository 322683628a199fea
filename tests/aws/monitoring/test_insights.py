"""Container Insights: log groups that forget, and an agent that may do what it needs."""

import json
from typing import Any

from homelab.offline import Recording
from tests.aws.monitoring.watching import monitoring
from tests.aws.recordings import of_type, only, statements

ADD_ON, LOG_GROUP = "aws:eks/addon:Addon", "aws:cloudwatch/logGroup:LogGroup"


def insights(**args: Any) -> Recording:
    return monitoring({"region": "eu-central-1", "cluster": {"cluster_name": "production"}, **args})


def test_log_groups_are_there_before_the_agent_and_forget_after_thirty_days():
    recording = insights()
    groups = of_type(recording, LOG_GROUP)
    assert {each.inputs["name"] for each in groups} == {
        f"/aws/containerinsights/production/{kind}" for kind in ("application", "dataplane", "host", "performance")
    }
    assert {each.inputs["retentionInDays"] for each in groups} == {30}
    assert all(each.inputs["kmsKeyId"] and each.inputs["tags"]["managed-by"] == "homelab" for each in groups)
    assert {each.urn for each in groups} <= {*only(recording, ADD_ON).dependencies}


def test_the_user_says_how_long_logs_are_kept():
    assert {each.inputs["retentionInDays"] for each in of_type(insights(log_retention_days=7), LOG_GROUP)} == {7}


def test_the_agent_has_a_role_by_pod_identity():
    recording = insights()
    add_on, role = only(recording, ADD_ON), only(recording, "aws:iam/role:Role")
    assert (add_on.inputs["addonName"], add_on.inputs["clusterName"]) == (
        "amazon-cloudwatch-observability",
        "production",
    )
    assert add_on.inputs["podIdentityAssociations"] == [
        {"roleArn": role.outputs["arn"], "serviceAccount": "cloudwatch-agent"}
    ]
    (trust,) = statements(role.inputs["assumeRolePolicy"])
    assert trust["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    asked = trust["Condition"]["StringEquals"]
    assert asked["aws:RequestTag/kubernetes-service-account"] == "cloudwatch-agent"
    assert asked["aws:RequestTag/kubernetes-namespace"] == "amazon-cloudwatch"
    assert asked["aws:RequestTag/eks-cluster-name"] == "production"


def test_the_agent_may_do_what_its_policy_of_aws_says_before_it_starts():
    recording = insights()
    attachment = only(recording, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert attachment.inputs["policyArn"] == "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy"
    assert attachment.urn in only(recording, ADD_ON).dependencies


def test_the_add_on_changes_no_pods_of_others():
    configuration = json.loads(only(insights(), ADD_ON).inputs["configurationValues"])
    assert configuration["manager"]["applicationSignals"]["autoMonitor"]["monitorAllServices"] is False


def test_a_cluster_that_has_it_gets_neither_add_on_nor_log_groups():
    recording = insights(cluster={"cluster_name": "production", "container_insights": False})
    assert not of_type(recording, ADD_ON)
    assert not of_type(recording, LOG_GROUP)
    assert not of_type(recording, "aws:iam/role:Role")
