"""Replication of two buckets, each to the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.account import Account
from homelab.aws.buckets import PrivateBucket, objects_of
from homelab.aws.policies import StatementArgs, policy, trust_policy

if TYPE_CHECKING:
    from pulumi_aws.s3 import BucketReplicationConfigRuleArgsDict


@dataclass(frozen=True)
class Site:
    """A region, and what a bucket there is called and encrypted by."""

    name: str
    """Name of its resources."""
    account: Account
    region: str | None
    """None for the provider's."""
    bucket: str | None
    """Name of the bucket; None for one with a suffix."""
    kms_key_arn: pulumi.Input[str] | None
    """None for S3's own keys."""

    def key_statement(self, sid: str, actions: list[str]) -> list[StatementArgs]:
        """What S3 may do with the key on behalf of a role, if there is one."""
        if self.kms_key_arn is None:
            return []
        conditions: dict[str, dict[str, list[pulumi.Input[str]]]] = {
            "StringEquals": {"kms:ViaService": [self.account.host("s3")]}
        }
        return [{"sid": sid, "actions": actions, "resources": [self.kms_key_arn], "conditions": conditions}]


def create_replication(
    name: str,
    sites: tuple[Site, Site],
    buckets: tuple[PrivateBucket, PrivateBucket],
    *,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> None:
    """Let S3 copy new objects and deletions of each bucket to the other."""
    role = aws.iam.Role(
        name,
        assume_role_policy=trust_policy(
            {"Service": "s3.amazonaws.com"},
            ["sts:AssumeRole"],
            {"StringEquals": {"aws:SourceAccount": sites[0].account.id}},
        ),
        description=f"S3 for {name}",
        tags=tags,
        opts=opts,
    )
    permissions = aws.iam.RolePolicy(name, role=role.id, policy=policy(_statements(sites, buckets)), opts=opts)
    versioned = [each.versioning for each in buckets]
    for site, source, other, target in zip(sites, buckets, reversed(sites), reversed(buckets), strict=True):
        aws.s3.BucketReplicationConfig(
            site.name,
            bucket=source.bucket.id,
            role=role.arn,
            rules=[_rule(target, other)],
            region=site.region,
            # S3 refuses replication until both have versions.
            opts=pulumi.ResourceOptions(parent=opts.parent, depends_on=[*versioned, permissions]),
        )


def _rule(target: PrivateBucket, site: Site) -> "BucketReplicationConfigRuleArgsDict":
    rule: BucketReplicationConfigRuleArgsDict = {
        "id": "everything",
        "status": "Enabled",
        "priority": 1,
        "filter": {"prefix": ""},
        "delete_marker_replication": {"status": "Enabled"},
        "destination": {"bucket": target.bucket.arn},
    }
    if site.kms_key_arn is not None:
        rule["source_selection_criteria"] = {"sse_kms_encrypted_objects": {"status": "Enabled"}}
        rule["destination"] = {
            "bucket": target.bucket.arn,
            "encryption_configuration": {"replica_kms_key_id": site.kms_key_arn},
        }
    return rule


def _statements(sites: tuple[Site, Site], buckets: tuple[PrivateBucket, PrivateBucket]) -> list[StatementArgs]:
    objects: list[pulumi.Input[str]] = [objects_of(each.bucket.arn) for each in buckets]
    read = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
    write = ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]
    return [
        {
            "sid": "Buckets",
            "actions": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
            "resources": [each.bucket.arn for each in buckets],
        },
        {"sid": "Read", "actions": read, "resources": objects},
        {"sid": "Write", "actions": write, "resources": objects},
        *sites[0].key_statement("Key", ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]),
        *sites[1].key_statement("ReplicaKey", ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]),
    ]
