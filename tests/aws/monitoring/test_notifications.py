"""Whom alarms tell: who may publish, by which key, and who is told."""

from collections.abc import Mapping
from typing import Any

import pytest

from homelab.offline import Recording
from tests.aws.linting import findings, key_findings
from tests.aws.monitoring.watching import EVERYTHING, KEY, monitoring
from tests.aws.recordings import ACCOUNT, of_type, only, statements

TOPIC, TOPIC_POLICY = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
KEY_TYPE = "aws:kms/key:Key"
CACHE: Mapping[str, Any] = {"region": "eu-central-1", "cache": {"replication_group_id": "cache"}}


def published(recording: Recording) -> dict[str, Any]:
    """Statements of the topic's policy by their ids."""
    return {each["Sid"]: each for each in statements(only(recording, TOPIC_POLICY).inputs["policy"])}


def used(recording: Recording) -> dict[str, Any]:
    """Statements of the key's policy by their ids."""
    return {each["Sid"]: each for each in statements(only(recording, KEY_TYPE).inputs["policy"])}


def test_alarms_of_this_account_and_region_may_publish_and_nobody_else():
    recording = monitoring(CACHE)
    topic = only(recording, TOPIC).outputs["arn"]
    found = published(recording)
    assert found.keys() == {"Alarms", "OnlyTLS"}
    assert found["Alarms"] == {
        "Sid": "Alarms",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm:*"},
        },
    }
    assert found["OnlyTLS"]["Effect"] == "Deny"
    assert found["OnlyTLS"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_topic_has_a_key_of_its_own_which_cloudwatch_may_use():
    recording = monitoring(CACHE)
    key = only(recording, KEY_TYPE)
    assert only(recording, TOPIC).inputs["kmsMasterKeyId"] == key.outputs["arn"]
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["deletionWindowInDays"] == 30
    found = used(recording)
    assert found.keys() == {"Account", "Alarms"}
    assert found["Account"]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert found["Alarms"]["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert found["Alarms"]["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert found["Alarms"]["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_costs_may_use_the_topic_if_that_is_wanted():
    recording = monitoring({**CACHE, "costs": True})
    services = {"Budgets": "budgets.amazonaws.com", "Anomalies": "costalerts.amazonaws.com"}
    for sid, service in services.items():
        statement = published(recording)[sid]
        assert statement["Principal"] == used(recording)[sid]["Principal"] == {"Service": service}
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}


def test_the_topic_of_another_region_is_not_for_costs():
    policies = of_type(monitoring({**EVERYTHING, "costs": True}), TOPIC_POLICY)
    services = {each.inputs["region"]: each.inputs["policy"].count("budgets.amazonaws.com") for each in policies}
    assert services == {"eu-central-1": 1, "us-east-1": 0}


def test_logs_use_the_key_for_the_log_groups_of_their_cluster_alone():
    recording = monitoring({**CACHE, "cluster": {"cluster_name": "production"}})
    statement = used(recording)["Logs"]
    assert statement["Principal"] == {"Service": "logs.eu-central-1.amazonaws.com"}
    groups = f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/aws/containerinsights/production/*"
    assert statement["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}


def test_an_existing_key_is_used_for_topic_and_logs():
    recording = monitoring({**CACHE, "kms_key_arn": KEY, "cluster": {"cluster_name": "production"}})
    assert not of_type(recording, KEY_TYPE)
    assert only(recording, TOPIC).inputs["kmsMasterKeyId"] == KEY
    assert {each.inputs["kmsKeyId"] for each in of_type(recording, "aws:cloudwatch/logGroup:LogGroup")} == {KEY}


def test_parliament_has_nothing_against_the_policies():
    recording = monitoring({**EVERYTHING, "costs": True})
    for key in of_type(recording, KEY_TYPE):
        assert not key_findings(key.inputs["policy"])
    for policy in of_type(recording, TOPIC_POLICY):
        assert not findings(policy.inputs["policy"])


def test_only_the_account_may_do_everything_with_a_key():
    for key in of_type(monitoring({**EVERYTHING, "costs": True}), KEY_TYPE):
        for statement in statements(key.inputs["policy"]):
            assert (statement["Action"] == "kms:*") == (statement["Sid"] == "Account")
            assert statement["Principal"] != "*"


@pytest.mark.parametrize("args", [CACHE, EVERYTHING])
def test_everybody_subscribes_to_every_topic(args: Mapping[str, Any]):
    recording = monitoring({**args, "emails": ["a@example.com", "b@example.com"]})
    topics = {each.outputs["arn"]: each.inputs["region"] for each in of_type(recording, TOPIC)}
    subscriptions = [each.inputs for each in of_type(recording, "aws:sns/topicSubscription:TopicSubscription")]
    assert sorted((each["topic"], each["endpoint"]) for each in subscriptions) == sorted(
        (topic, f"{name}@example.com") for topic in topics for name in "ab"
    )
    assert all(each["protocol"] == "email" and each["region"] == topics[each["topic"]] for each in subscriptions)
