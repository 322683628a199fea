"""Replication of buckets: which objects S3 copies from where to where, and what it may do for that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.account import Account
from homelab.aws.policies import StatementArgs, policy, trust_policy

if TYPE_CHECKING:
    from pulumi_aws.s3 import BucketReplicationConfigRuleArgsDict

_READ = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
_WRITE = ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]
_DECRYPT = ["kms:Decrypt"]
_ENCRYPT = ["kms:Encrypt", "kms:GenerateDataKey"]


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


@dataclass(frozen=True)
class End:
    """A bucket that objects are copied from or to."""

    site: Site
    name: pulumi.Input[str]
    """Name of the bucket."""
    versioning: aws.s3.BucketVersioning | None
    """None for a bucket of another program, which must have versions already."""

    @property
    def arn(self) -> pulumi.Output[str]:
        """ARN of the bucket."""
        return pulumi.Output.concat("arn:", self.site.account.partition, ":s3:::", self.name)


@dataclass(frozen=True)
class Direction:
    """New objects and deletions of one bucket, which S3 copies to another one.

    It copies no replicas, so that two directions between the same buckets make no loop.
    """

    source: End
    destination: End
    prefix: str = ""
    """What the keys of objects that are copied begin with."""

    @property
    def rule(self) -> "BucketReplicationConfigRuleArgsDict":
        """The rule of the source's configuration."""
        key = self.destination.site.kms_key_arn
        rule: BucketReplicationConfigRuleArgsDict = {
            "id": self.prefix.rstrip("/") or "everything",
            "status": "Enabled",
            "priority": 1,
            "filter": {"prefix": self.prefix},
            "delete_marker_replication": {"status": "Enabled"},
            "destination": {"bucket": self.destination.arn},
        }
        if key is not None:
            rule["source_selection_criteria"] = {"sse_kms_encrypted_objects": {"status": "Enabled"}}
            rule["destination"] = {
                "bucket": self.destination.arn,
                "encryption_configuration": {"replica_kms_key_id": key},
            }
        return rule

    def objects(self, end: End) -> pulumi.Output[str]:
        """ARN of those objects at one end."""
        return pulumi.Output.concat(end.arn, f"/{self.prefix}*")


def create_replication(
    name: str,
    directions: Sequence[Direction],
    *,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> None:
    """Let S3 copy in each direction, by one role.

    :param directions: Between two buckets: one, or both.
    """
    role = aws.iam.Role(
        name,
        assume_role_policy=trust_policy(
            {"Service": "s3.amazonaws.com"},
            ["sts:AssumeRole"],
            {"StringEquals": {"aws:SourceAccount": directions[0].source.site.account.id}},
        ),
        description=f"S3 for {name}",
        tags=tags,
        opts=opts,
    )
    permissions = aws.iam.RolePolicy(name, role=role.id, policy=policy(_statements(directions)), opts=opts)
    versioned = [each.versioning for each in _ends(directions) if each.versioning is not None]
    for direction in directions:
        aws.s3.BucketReplicationConfig(
            direction.source.site.name,
            bucket=direction.source.name,
            role=role.arn,
            rules=[direction.rule],
            region=direction.source.site.region,
            # S3 refuses replication until both have versions.
            opts=pulumi.ResourceOptions(parent=opts.parent, depends_on=[*versioned, permissions]),
        )


def _statements(directions: Sequence[Direction]) -> list[StatementArgs]:
    """What S3 may do: read and write what is copied, and use the keys for it."""
    ends = _ends(directions)
    outgoing = {each.source: each for each in directions}
    incoming = {each.destination: each for each in directions}
    return [
        {
            "sid": "Buckets",
            "actions": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
            "resources": [each.arn for each in ends if each in outgoing],
        },
        {
            "sid": "Read",
            "actions": _READ,
            "resources": [outgoing[each].objects(each) for each in ends if each in outgoing],
        },
        {
            "sid": "Write",
            "actions": _WRITE,
            "resources": [incoming[each].objects(each) for each in ends if each in incoming],
        },
        *(
            statement
            for sid, end in zip(("Key", "ReplicaKey"), ends, strict=True)
            for statement in end.site.key_statement(
                sid, [*(_DECRYPT if end in outgoing else ()), *(_ENCRYPT if end in incoming else ())]
            )
        ),
    ]


def _ends(directions: Sequence[Direction]) -> list[End]:
    return [*dict.fromkeys(end for each in directions for end in (each.source, each.destination))]
