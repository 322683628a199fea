"""Audit: who read, wrote and deleted which object of a bucket."""

from typing import Any, NotRequired

import pulumi
import pulumi_aws as aws

from homelab.arguments import Constraint, check, constrain
from homelab.arguments.constraints import whole_number
from homelab.aws.account import Account, current_account
from homelab.aws.buckets import PrivateBucket, create_bucket_policy, create_private_bucket
from homelab.aws.component import KMS_KEY_ARN, AWSArgs, AWSComponent

_SERVICE = {"Service": "cloudtrail.amazonaws.com"}


@constrain(
    bucket_arns=Constraint(
        "ARNs of 1 to 200 buckets",
        lambda value: 0 < len(value) <= 200 and all(not isinstance(each, str) or _is_bucket(each) for each in value),
    ),
    retention_days=whole_number(1, 3650),
    kms_key_arn=KMS_KEY_ARN,
)
class AuditArgs(AWSArgs):
    """Buckets, and how long their events are kept."""

    bucket_arns: list[pulumi.Input[str]]
    """ARNs of the buckets whose objects' events are recorded."""
    retention_days: NotRequired[int]
    """Days after which events are deleted. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of KMS that events are encrypted with. Its policy must permit ``cloudtrail.amazonaws.com`` to
    ``kms:GenerateDataKey*`` and ``kms:DescribeKey``. Default: S3's own keys."""


class Audit(AWSComponent):
    """A trail of CloudTrail with the events of buckets' objects, in a bucket of its own.

    ```python
    Audit("audit", {"bucket_arns": [files.bucket_arn]})
    ```

    Events are written within minutes, and signed: ``aws cloudtrail validate-logs`` finds those that were changed later.
    Administrative events, which every account has free of charge for 90 days, are not among them.

    **Cost**: each recorded event, and the storage of them.
    """

    trail_arn: pulumi.Output[str]
    """ARN of the trail."""
    bucket: pulumi.Output[str]
    """Name of the bucket with the events."""

    def __init__(self, name: str, args: AuditArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(AuditArgs, args, f"Audit {name!r}")
        super().__init__(name, args, opts)
        events = self._create_bucket(args)
        # The bucket's policy names the trail, before there is one: as its bucket, it has a name that nobody else has.
        trail_name = events.bucket.id
        account = current_account(self, self._region)
        trail_arn = account.arn("cloudtrail", pulumi.Output.concat("trail/", trail_name))
        policy = create_bucket_policy(
            name, events, _writer(events, account, trail_arn), region=self._region, opts=self._options()
        )
        trail = self._create_trail(args, events, trail_name, policy)

        self.trail_arn = trail.arn
        self.bucket = events.bucket.bucket
        self.register_outputs({"trail_arn": self.trail_arn, "bucket": self.bucket})

    def _create_bucket(self, args: AuditArgs) -> PrivateBucket:
        days = args.get("retention_days", 365)
        return create_private_bucket(
            self._name,
            kms_key_arn=args.get("kms_key_arn"),
            lifecycle=[
                {
                    "id": "retention",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "expiration": {"days": days},
                    "noncurrent_version_expiration": {"noncurrent_days": days},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
                }
            ],
            force_destroy=not self._retain,
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True),
        )

    def _create_trail(
        self, args: AuditArgs, events: PrivateBucket, name: pulumi.Input[str], policy: aws.s3.BucketPolicy
    ) -> aws.cloudtrail.Trail:
        return aws.cloudtrail.Trail(
            self._name,
            name=name,
            s3_bucket_name=events.bucket.id,
            kms_key_id=args.get("kms_key_arn"),
            enable_log_file_validation=True,
            # Of all regions, for the replicas of a bucket.
            is_multi_region_trail=True,
            include_global_service_events=True,
            advanced_event_selectors=[
                {
                    "name": "Objects",
                    "field_selectors": [
                        {"field": "eventCategory", "equals": ["Data"]},
                        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                        {"field": "resources.ARN", "starts_withs": [_prefix(each) for each in args["bucket_arns"]]},
                    ],
                }
            ],
            region=self._region,
            tags=self._tagged(self._name),
            # CloudTrail tries to write at once.
            opts=self._options(depends_on=[policy, *events.settings]),
        )


def _is_bucket(arn: str) -> bool:
    partition, _, name = arn.partition(":s3:::")
    return partition.startswith("arn:aws") and bool(name) and "/" not in name and "*" not in name


def _prefix(bucket_arn: pulumi.Input[str]) -> pulumi.Output[str]:
    """What ARNs of the bucket's objects start with; without the slash, also those of ``files-old``."""
    return pulumi.Output.concat(bucket_arn, "/")


def _writer(events: PrivateBucket, account: Account, trail_arn: pulumi.Input[str]) -> list[dict[str, Any]]:
    """Statements of the bucket's policy for CloudTrail, on behalf of this trail only."""
    for_trail = {"aws:SourceArn": trail_arn}
    folder = pulumi.Output.concat(events.bucket.arn, "/AWSLogs/", account.id, "/*")
    return [
        {
            "Sid": "CloudTrailCheck",
            "Effect": "Allow",
            "Principal": _SERVICE,
            "Action": "s3:GetBucketAcl",
            "Resource": events.bucket.arn,
            "Condition": {"StringEquals": for_trail},
        },
        {
            "Sid": "CloudTrailWrite",
            "Effect": "Allow",
            "Principal": _SERVICE,
            "Action": "s3:PutObject",
            "Resource": folder,
            "Condition": {"StringEquals": {**for_trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]
