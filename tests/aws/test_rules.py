"""Everything that is declared on AWS keeps the rules that scanners check; and each rule finds what breaks it."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pulumi_aws as aws
import pytest

import homelab.aws
from homelab.aws.component import AWSComponent
from homelab.offline import Recording
from tests.aws import rules
from tests.aws.programs import PROGRAMS, REASONS
from tests.aws.recordings import recorded
from tests.aws.rules import RULES, Rule

TAGS = {"managed-by": "homelab"}
COMPONENTS = sorted(
    name
    for name in homelab.aws.__all__
    if isinstance(member := getattr(homelab.aws, name), type) and issubclass(member, AWSComponent)
)


@cache
def program(name: str) -> Recording:
    return recorded(PROGRAMS[name])


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allowed(action: str, resource: str, **more: Any) -> str:
    return document({"Effect": "Allow", "Action": [action], "Resource": [resource], **more})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_declared_keeps_the_rules(name: str, rule: Rule):
    found = [each for each in rule(program(name)) if (rule.__name__, each.resource) not in REASONS]
    assert found == []


def test_every_reason_is_needed():
    needed = {(rule.__name__, each.resource) for name in PROGRAMS for rule in RULES for each in rule(program(name))}
    assert REASONS.keys() <= needed


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_is_in_a_program(component: str):
    declared = {each.type for name in PROGRAMS for each in program(name).resources}
    assert f"homelab:aws:{component}" in declared


def bucket(**settings: Any) -> Callable[[], object]:
    """A bucket with all settings but those that are replaced."""
    effective: dict[str, dict[str, Any]] = {
        "BucketOwnershipControls": {"rule": {"object_ownership": "BucketOwnerEnforced"}},
        "BucketPublicAccessBlock": {
            "block_public_acls": True,
            "block_public_policy": True,
            "ignore_public_acls": True,
            "restrict_public_buckets": True,
        },
        "BucketServerSideEncryptionConfiguration": {
            "rules": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]
        },
        "BucketVersioning": {"versioning_configuration": {"status": "Enabled"}},
        "BucketLifecycleConfiguration": {"rules": [{"id": "all", "status": "Enabled"}]},
        "BucketPolicy": {
            "policy": document(
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": "*",
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            )
        },
    }

    def declare() -> None:
        created = aws.s3.Bucket("bad", tags=TAGS)
        for kind, own in {**effective, **settings}.items():
            if own is not None:
                getattr(aws.s3, kind)("bad", bucket=created.id, **own)

    return declare


def rule_of(**addresses: str) -> Callable[[], object]:
    return lambda: aws.vpc.SecurityGroupIngressRule(
        "bad",
        security_group_id="sg-1",
        ip_protocol="tcp",
        cidr_ipv4=addresses.get("cidr_ipv4"),
        cidr_ipv6=addresses.get("cidr_ipv6"),
    )


BAD: list[tuple[Rule, Callable[[], object], str]] = [
    *(
        (rules.buckets_are_complete, bucket(**{kind: own}), f"no effective {kind}")
        for kind, own in {
            "BucketOwnershipControls": {"rule": {"object_ownership": "ObjectWriter"}},
            "BucketPublicAccessBlock": {"block_public_acls": True},
            "BucketServerSideEncryptionConfiguration": None,
            "BucketVersioning": {"versioning_configuration": {"status": "Suspended"}},
            "BucketLifecycleConfiguration": {"rules": [{"id": "all", "status": "Disabled"}]},
            "BucketPolicy": {"policy": document({"Effect": "Deny", "Principal": "*", "Action": "s3:*"})},
        }.items()
    ),
    (
        rules.nothing_is_public,
        bucket(BucketPolicy={"policy": allowed("s3:GetObject", "arn:aws:s3:::bad/*", Principal="*")}),
        "everybody may ['s3:GetObject']",
    ),
    (
        rules.nothing_is_public,
        lambda: aws.sns.TopicPolicy("bad", arn="a", policy=allowed("sns:Publish", "a", Principal={"AWS": "*"})),
        "everybody may ['sns:Publish']",
    ),
    (
        rules.nothing_is_public,
        lambda: aws.rds.Instance("bad", instance_class="db.t4g.micro", publicly_accessible=True),
        "publiclyAccessible",
    ),
    (rules.security_groups_are_closed, rule_of(cidr_ipv4="0.0.0.0/0"), "open to 0.0.0.0/0"),
    (rules.security_groups_are_closed, rule_of(cidr_ipv6="::/0"), "open to ::/0"),
    (
        rules.security_groups_are_closed,
        lambda: aws.ec2.SecurityGroup(
            "bad", ingress=[{"protocol": "tcp", "from_port": 1, "to_port": 1, "cidr_blocks": ["0.0.0.0/0"]}]
        ),
        "open to 0.0.0.0/0",
    ),
    (
        rules.stores_are_encrypted,
        lambda: aws.rds.Instance("bad", instance_class="db.t4g.micro"),
        "without storageEncrypted",
    ),
    (rules.stores_are_encrypted, lambda: aws.docdb.Cluster("bad"), "without storageEncrypted"),
    (
        rules.stores_are_encrypted,
        lambda: aws.elasticache.ReplicationGroup("bad", description="d", at_rest_encryption_enabled=True),
        "without transitEncryptionEnabled",
    ),
    (rules.stores_are_encrypted, lambda: aws.sns.Topic("bad"), "without kmsMasterKeyId"),
    (rules.stores_are_encrypted, lambda: aws.backup.Vault("bad"), "without kmsKeyArn"),
    (rules.keys_are_rotated, lambda: aws.kms.Key("bad"), "without enableKeyRotation"),
    (rules.logs_are_deleted, lambda: aws.cloudwatch.LogGroup("bad"), "without retentionInDays"),
    (rules.everything_is_tagged, lambda: aws.sqs.Queue("bad"), "aws:sqs/queue:Queue without tags"),
    (rules.everything_is_tagged, lambda: aws.lambda_.Function("bad", role="r", tags={"a": "b"}), "without tags"),
    (
        rules.roles_are_small,
        lambda: aws.iam.RolePolicy("bad", role="r", policy=allowed("s3:GetObject", "*")),
        "s3:GetObject on *",
    ),
    (
        rules.roles_are_small,
        lambda: aws.iam.RolePolicy("bad", role="r", policy=allowed("s3:*", "arn:aws:s3:::a")),
        "s3:* on arn:aws:s3:::a",
    ),
    (
        rules.roles_are_small,
        lambda: aws.iam.Policy("bad", policy=allowed("s3:GetObject", "arn:aws:s3:::*")),
        "s3:GetObject on arn:aws:s3:::*",
    ),
    (
        rules.policies_are_valid,
        lambda: aws.iam.RolePolicy("bad", role="r", policy=allowed("s3:ReadObject", "arn:aws:s3:::a/*")),
        "UNKNOWN_ACTION",
    ),
]


@pytest.mark.parametrize(("rule", "declare", "fault"), BAD, ids=[f"{rule.__name__}-{fault}" for rule, _, fault in BAD])
def test_each_rule_finds_what_breaks_it(rule: Rule, declare: Callable[[], object], fault: str):
    (found,) = rule(recorded(declare))
    assert found.resource == "bad"
    assert fault in found.fault


def test_every_rule_is_proven():
    assert {rule for rule, _, _ in BAD} == set(RULES)
