"""The trail of a bucket's objects: what it records, and that nobody else writes to its bucket."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from homelab import ArgumentError
from homelab.aws import Audit
from homelab.offline import Recording
from tests.aws.linting import findings
from tests.aws.recordings import ACCOUNT, only, recorded, statements

FILES = "arn:aws:s3:::example-files"
TRAIL = "aws:cloudtrail/trail:Trail"


def audit(args: Mapping[str, Any] = MappingProxyType({}), *, preview: bool = False) -> Recording:
    return recorded(
        lambda: Audit("audit", {"bucket_arns": [FILES], "region": "eu-central-1", **args}),  # type: ignore[typeddict-item]
        preview=preview,
    )


def test_events_of_the_buckets_objects_are_recorded_and_no_others():
    (selector,) = only(audit({"bucket_arns": [FILES, f"{FILES}-2"]}), TRAIL).inputs["advancedEventSelectors"]
    assert selector["fieldSelectors"] == [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {"field": "resources.ARN", "startsWiths": [f"{FILES}/", f"{FILES}-2/"]},
    ]


def test_what_was_changed_afterwards_is_found_and_replicas_are_included():
    trail = only(audit(), TRAIL).inputs
    assert trail["enableLogFileValidation"] is True
    assert (trail["isMultiRegionTrail"], trail["includeGlobalServiceEvents"]) == (True, True)


def test_only_this_trail_writes_to_the_bucket():
    recording = audit()
    document = only(recording, "aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]
    bucket = only(recording, "aws:s3/bucket:Bucket")
    trail = f"arn:aws:cloudtrail:eu-central-1:{ACCOUNT}:trail/{only(recording, TRAIL).inputs['name']}"
    check, write = (each for each in statements(document) if each["Effect"] == "Allow")
    assert (check["Action"], check["Resource"]) == ("s3:GetBucketAcl", bucket.outputs["arn"])
    assert (write["Action"], write["Resource"]) == ("s3:PutObject", f"{bucket.outputs['arn']}/AWSLogs/{ACCOUNT}/*")
    assert {each["Principal"]["Service"] for each in (check, write)} == {"cloudtrail.amazonaws.com"}
    assert check["Condition"] == {"StringEquals": {"aws:SourceArn": trail}}
    assert write["Condition"] == {"StringEquals": {"aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control"}}
    assert not findings(document)


def test_the_trail_waits_for_the_policy_it_writes_by():
    recording = audit()
    assert only(recording, "aws:s3/bucketPolicy:BucketPolicy").urn in only(recording, TRAIL).dependencies


@pytest.mark.parametrize(("args", "days"), [({}, 365), ({"retention_days": 90}, 90)])
def test_events_are_kept_as_long_as_is_wanted(args: dict[str, int], days: int):
    (rule,) = only(audit(args), "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]
    assert rule["expiration"] == {"days": days}
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": days}


def test_a_key_encrypts_the_events_on_their_way_and_in_the_bucket():
    key = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/abc"
    recording = audit({"kms_key_arn": key})
    assert only(recording, TRAIL).inputs["kmsKeyId"] == key
    assert key in str(
        only(recording, "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").inputs
    )
    assert "kmsKeyId" not in only(audit(), TRAIL).inputs


@pytest.mark.parametrize("retain", [True, False])
def test_events_outlive_the_stack_unless_that_is_unwanted(retain: bool):
    bucket = only(audit({"retain": retain}), "aws:s3/bucket:Bucket")
    assert (bucket.protect, bucket.inputs["forceDestroy"]) == (retain, not retain)


def test_a_preview_needs_no_value_that_aws_chooses():
    assert audit(preview=True).resources


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"bucket_arns": []}, "bucket_arns: expected ARNs of 1 to 200 buckets"),
        ({"bucket_arns": ["example-files"]}, "bucket_arns: expected ARNs of 1 to 200 buckets"),
        ({"bucket_arns": [f"{FILES}/images"]}, "bucket_arns: expected ARNs of 1 to 200 buckets"),
        ({"bucket_arns": ["arn:aws:s3:::*"]}, "bucket_arns: expected ARNs of 1 to 200 buckets"),
        ({"retention_days": 0}, "retention_days: expected a whole number from 1 to 3650"),
        ({"kms_key_arn": "alias/audit"}, "kms_key_arn: expected the ARN of a key of KMS"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as caught:
        audit(args)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
