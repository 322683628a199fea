"""Buckets of S3 that nobody else reads: what each of them has, whatever it is for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws

from homelab.arguments import Constraint
from homelab.arguments.constraints import BUCKET
from homelab.aws.policies import document

if TYPE_CHECKING:
    from pulumi_aws.s3 import (
        BucketLifecycleConfigurationRuleArgsDict,
        BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgsDict,
    )

_RESERVED_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an")
_IP_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}")
_PREFIX_LENGTH = 63 - 26
"""The provider completes a prefix with 26 characters."""


def is_bucket_name(text: str) -> bool:
    """Whether S3 permits a name for a new bucket."""
    return (
        BUCKET.accepts(text)
        and ".." not in text
        and not _IP_ADDRESS.fullmatch(text)
        and not text.startswith(_RESERVED_PREFIXES)
        and not text.endswith(_RESERVED_SUFFIXES)
    )


NEW_BUCKET = Constraint(
    "the name of a new bucket: 3 to 63 small letters, digits and dashes such as 'example-chat-files', that is no IP "
    f"address and neither starts with {', '.join(_RESERVED_PREFIXES)} nor ends with {', '.join(_RESERVED_SUFFIXES)}",
    is_bucket_name,
    BUCKET.json_schema,
)


def bucket_prefix(name: str) -> str:
    """Prefix of the name of a bucket that is called like a resource."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    prefix = f"{words[: _PREFIX_LENGTH - 1].strip('-')}-"
    return prefix if is_bucket_name(f"{prefix}0") else f"homelab-{prefix}"[:_PREFIX_LENGTH]


@dataclass(frozen=True)
class PrivateBucket:
    """A bucket, and its settings."""

    bucket: aws.s3.Bucket
    public_access_block: aws.s3.BucketPublicAccessBlock
    """What a policy of the bucket waits for."""
    versioning: aws.s3.BucketVersioning
    """What lifecycle and replication wait for."""
    others: tuple[pulumi.CustomResource, ...]

    @property
    def settings(self) -> tuple[pulumi.CustomResource, ...]:
        """What must exist before anything is written to the bucket."""
        return (self.public_access_block, self.versioning, *self.others)


def create_private_bucket(
    name: str,
    *,
    bucket: str | None = None,
    kms_key_arn: pulumi.Input[str] | None = None,
    lifecycle: "Sequence[BucketLifecycleConfigurationRuleArgsDict]",
    force_destroy: bool,
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> PrivateBucket:
    """Create a versioned, encrypted bucket without access lists and public access.

    :param bucket: Its name. Default: ``name`` with a suffix.
    :param kms_key_arn: Key of its objects. Default: S3's own.
    :param lifecycle: When which objects are deleted.
    :param force_destroy: Whether its objects are deleted with it.
    :param opts: Options of the bucket; its settings have the same parent.
    """
    created = aws.s3.Bucket(
        name,
        bucket=bucket,
        bucket_prefix=None if bucket else bucket_prefix(name),
        force_destroy=force_destroy,
        region=region,
        tags=tags,
        opts=opts,
    )
    own = pulumi.ResourceOptions(parent=opts.parent)
    ownership = aws.s3.BucketOwnershipControls(
        name, bucket=created.id, rule={"object_ownership": "BucketOwnerEnforced"}, region=region, opts=own
    )
    public_access_block = _block_public_access(name, created, region, own)
    encryption = _encrypt(name, created, kms_key_arn, region, own)
    versioning = aws.s3.BucketVersioning(
        name, bucket=created.id, versioning_configuration={"status": "Enabled"}, region=region, opts=own
    )
    # Before versioning, S3 refuses rules for noncurrent versions.
    last = pulumi.ResourceOptions(parent=opts.parent, depends_on=[versioning])
    aws.s3.BucketLifecycleConfiguration(name, bucket=created.id, rules=[*lifecycle], region=region, opts=last)
    return PrivateBucket(created, public_access_block, versioning, (ownership, encryption))


def create_bucket_policy(
    name: str,
    private: PrivateBucket,
    statements: Sequence[Mapping[str, Any]] = (),
    *,
    region: str | None,
    opts: pulumi.ResourceOptions,
) -> aws.s3.BucketPolicy:
    """Create the policy of a bucket: encrypted connections only, and what ``statements`` say."""
    return aws.s3.BucketPolicy(
        name,
        bucket=private.bucket.id,
        policy=document([*_encrypted_connections(private.bucket.arn), *statements]),
        region=region,
        # While both are changed, S3 refuses one of them.
        opts=pulumi.ResourceOptions(parent=opts.parent, depends_on=[private.public_access_block]),
    )


def objects_of(bucket_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """ARN of all objects of a bucket."""
    return pulumi.Output.concat(bucket_arn, "/*")


def _block_public_access(
    name: str, bucket: aws.s3.Bucket, region: str | None, opts: pulumi.ResourceOptions
) -> aws.s3.BucketPublicAccessBlock:
    return aws.s3.BucketPublicAccessBlock(
        name,
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        region=region,
        opts=opts,
    )


def _encrypt(
    name: str,
    bucket: aws.s3.Bucket,
    kms_key_arn: pulumi.Input[str] | None,
    region: str | None,
    opts: pulumi.ResourceOptions,
) -> aws.s3.BucketServerSideEncryptionConfiguration:
    return aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        bucket=bucket.id,
        rules=[
            {
                "apply_server_side_encryption_by_default": _algorithm(kms_key_arn),
                "bucket_key_enabled": True,
                # With keys of the clients, nobody else could read the objects.
                "blocked_encryption_types": ["SSE-C"],
            }
        ],
        region=region,
        opts=opts,
    )


def _algorithm(
    kms_key_arn: pulumi.Input[str] | None,
) -> "BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgsDict":
    if kms_key_arn is None:
        return {"sse_algorithm": "AES256"}
    return {"sse_algorithm": "aws:kms", "kms_master_key_id": kms_key_arn}


def _encrypted_connections(arn: pulumi.Input[str]) -> list[dict[str, Any]]:
    everything = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, objects_of(arn)]}
    return [
        {"Sid": "Unencrypted", **everything, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Sid": "OldTls", **everything, "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
    ]
