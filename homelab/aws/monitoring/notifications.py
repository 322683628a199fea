"""Whom alarms tell: a topic, the key that it is encrypted with, and the policies of both."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from homelab.aws.account import Account
from homelab.aws.policies import document

_KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey*"]
"""What a service needs to send something to an encrypted topic."""
DELETION_DAYS = 30


def key_policy(account: Account, *, costs: bool, log_groups: pulumi.Input[str] | None = None) -> pulumi.Output[str]:
    """JSON of a key's policy, in which the resource ``*`` is the key itself.

    :param costs: Whether services that watch costs use the key.
    :param log_groups: Names of log groups, with ``*``, that are encrypted with it. Default: none.
    """
    root = pulumi.Output.concat("arn:", account.partition, ":iam::", account.id, ":root")
    statements: list[Mapping[str, Any]] = [
        # Without it nobody could ever change or delete the key.
        {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"},
        _key_use("Alarms", "cloudwatch.amazonaws.com", {"StringEquals": {"aws:SourceAccount": account.id}}),
    ]
    if costs:
        statements += [
            _key_use("Budgets", "budgets.amazonaws.com", {"StringEquals": {"aws:SourceAccount": account.id}}),
            # It is not documented that it tells KMS its account; only the topic's policy can ask for that.
            _key_use("Anomalies", "costalerts.amazonaws.com", {}),
        ]
    if log_groups is not None:
        statements.append(_use_by_logs(account, log_groups))
    return document(statements)


def topic_policy(account: Account, topic: pulumi.Input[str], *, costs: bool) -> pulumi.Output[str]:
    """JSON of a topic's policy: who may publish, and by TLS alone.

    :param topic: ARN of the topic.
    :param costs: Whether services that watch costs may publish.
    """
    alarms = account.arn("cloudwatch", "alarm:*")
    statements: list[Mapping[str, Any]] = [
        _publish("Alarms", "cloudwatch.amazonaws.com", topic, account, {"ArnLike": {"aws:SourceArn": alarms}}),
        {
            "Sid": "OnlyTLS",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]
    if costs:
        budgets = account.arn("budgets", "*", is_global=True)
        statements += [
            _publish("Budgets", "budgets.amazonaws.com", topic, account, {"ArnLike": {"aws:SourceArn": budgets}}),
            _publish("Anomalies", "costalerts.amazonaws.com", topic, account, {}),
        ]
    return document(statements)


def create_key(
    name: str,
    policy: pulumi.Input[str],
    *,
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> aws.kms.Key:
    """Create a key that AWS changes each year, and that can be restored for a month after its deletion."""
    return aws.kms.Key(
        name,
        description=f"Notifications and logs of {name}",
        policy=policy,
        enable_key_rotation=True,
        deletion_window_in_days=DELETION_DAYS,
        region=region,
        tags=tags,
        opts=opts,
    )


def create_topic(
    name: str,
    account: Account,
    key: pulumi.Input[str],
    *,
    emails: Sequence[str],
    costs: bool,
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> aws.sns.Topic:
    """Create an encrypted topic that alarms may publish to, and subscriptions of people.

    :param account: Account and region of the topic.
    :param key: ARN of its key. With ``alias/aws/sns`` CloudWatch could not publish.
    """
    topic = aws.sns.Topic(name, kms_master_key_id=key, region=region, tags=tags, opts=opts)
    policy = topic_policy(account, topic.arn, costs=costs)
    aws.sns.TopicPolicy(name, arn=topic.arn, policy=policy, region=region, opts=opts)
    for email in emails:
        aws.sns.TopicSubscription(
            f"{name}-{email}", topic=topic.arn, protocol="email", endpoint=email, region=region, opts=opts
        )
    return topic


def _key_use(sid: str, service: str, condition: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": _KEY_ACTIONS,
        "Resource": "*",
        **({"Condition": condition} if condition else {}),
    }


def _use_by_logs(account: Account, log_groups: pulumi.Input[str]) -> Mapping[str, Any]:
    groups = account.arn("logs", pulumi.Output.concat("log-group:", log_groups))
    return {
        "Sid": "Logs",
        "Effect": "Allow",
        "Principal": {"Service": account.host("logs")},
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    }


def _publish(
    sid: str, service: str, topic: pulumi.Input[str], account: Account, condition: Mapping[str, Any]
) -> Mapping[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"StringEquals": {"aws:SourceAccount": account.id}, **condition},
    }
