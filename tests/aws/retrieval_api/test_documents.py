"""From a changed document to the ingestion: what is lost, what comes again, and who may."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from homelab.offline import Recording
from tests.aws.linting import findings, wildcards
from tests.aws.recordings import awaited, of_type, only, statements
from tests.aws.retrieval_api.apis import KEY, OTHER_KEY, api

QUEUE = "aws:sqs/queue:Queue"


def queues() -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    found = {each.name: each.inputs for each in of_type(api(), QUEUE)}
    return found["docs-changes"], found["docs-dead-letters"]


def test_a_change_comes_again_a_few_times_and_is_put_aside_then():
    changes, dead = queues()
    redrive = json.loads(str(changes["redrivePolicy"]))
    assert redrive["maxReceiveCount"] == 5
    assert ":docs-dead-letters" in redrive["deadLetterTargetArn"]
    # Six times as long as the function may take: Lambda gives batches back while it is throttled.
    assert changes["visibilityTimeoutSeconds"] == 6 * 300
    assert dead["messageRetentionSeconds"] == 14 * 86_400
    assert changes["messageRetentionSeconds"] < dead["messageRetentionSeconds"]
    assert changes["sqsManagedSseEnabled"] is dead["sqsManagedSseEnabled"] is True


def test_only_what_failed_of_a_batch_comes_again_and_bedrock_is_not_flooded():
    mapping = only(api(), "aws:lambda/eventSourceMapping:EventSourceMapping").inputs
    assert mapping["functionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["scalingConfig"] == {"maximumConcurrency": 5}


def test_one_notification_tells_of_documents_alone_once_it_may():
    recording = api()
    notification = only(recording, "aws:s3/bucketNotification:BucketNotification")
    (queue,) = notification.inputs["queues"]
    assert queue["events"] == ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    assert queue["filterPrefix"] == "documents/"
    assert "aws:sqs/queuePolicy:QueuePolicy" in awaited(recording, notification)


def test_only_this_bucket_of_this_account_may_send():
    recording = api()
    bucket = next(each for each in of_type(recording, "aws:s3/bucket:Bucket") if each.name == "docs-documents")
    (statement,) = statements(only(recording, "aws:sqs/queuePolicy:QueuePolicy").inputs["policy"])
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket.id}"},
        "StringEquals": {"aws:SourceAccount": "123456789012"},
    }


def test_only_this_queue_may_put_aside():
    policy = only(api(), "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy").inputs
    assert json.loads(policy["redriveAllowPolicy"])["redrivePermission"] == "byQueue"


def test_a_bucket_of_a_chosen_name_keeps_versions_for_a_month():
    recording = api({"bucket": "example-docs"})
    assert only(recording, "aws:s3/bucket:Bucket").inputs["bucket"] == "example-docs"
    (rule,) = only(recording, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 30}


def replicated(args: Mapping[str, Any]) -> tuple[Any, Recording]:
    """The rule of a replication, and the recording."""
    recording = api(args)
    (rule,) = only(recording, "aws:s3/bucketReplicationConfig:BucketReplicationConfig").inputs["rules"]
    return rule, recording


def replication_policy(recording: Recording) -> str:
    policies = of_type(recording, "aws:iam/rolePolicy:RolePolicy")
    return next(each.inputs["policy"] for each in policies if each.name == "docs-replication")


def test_new_documents_and_deletions_are_copied_to_another_bucket_once_versions_are_kept():
    rule, recording = replicated({"replicate_to": {"bucket": "example-docs-us"}})
    assert rule == {
        "id": "documents",
        "status": "Enabled",
        "priority": 1,
        "filter": {"prefix": "documents/"},
        "deleteMarkerReplication": {"status": "Enabled"},
        "destination": {"bucket": "arn:aws:s3:::example-docs-us"},
    }
    config = only(recording, "aws:s3/bucketReplicationConfig:BucketReplicationConfig")
    assert "aws:s3/bucketVersioning:BucketVersioning" in awaited(recording, config)
    (bucket,) = of_type(recording, "aws:s3/bucket:Bucket")
    assert config.inputs["bucket"] == bucket.id


def test_s3_may_read_documents_here_and_write_them_there_alone():
    _, recording = replicated({"replicate_to": {"bucket": "example-docs-us"}})
    document = replication_policy(recording)
    here, there = only(recording, "aws:s3/bucket:Bucket").outputs["arn"], "arn:aws:s3:::example-docs-us"
    assert {each["Sid"]: each["Resource"] for each in statements(document)} == {
        "Buckets": [here],
        "Read": [f"{here}/documents/*"],
        "Write": [f"{there}/documents/*"],
    }
    assert not findings(document)
    assert not wildcards(document)


@pytest.mark.parametrize("is_computed", [False, True])
def test_copies_are_encrypted_by_the_other_region_s_key(is_computed: bool):
    key = pulumi.Output.from_input(OTHER_KEY) if is_computed else OTHER_KEY
    rule, recording = replicated(
        {"kms_key_arn": KEY, "replicate_to": {"bucket": "example-docs-us", "kms_key_arn": key}}
    )
    assert rule["destination"]["encryptionConfiguration"] == {"replicaKmsKeyId": OTHER_KEY}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    of_keys = {each["Resource"][0]: each for each in statements(replication_policy(recording)) if "Key" in each["Sid"]}
    assert {arn: (each["Action"], each["Condition"]) for arn, each in of_keys.items()} == {
        KEY: (["kms:Decrypt"], {"StringEquals": {"kms:ViaService": ["s3.eu-central-1.amazonaws.com"]}}),
        OTHER_KEY: (
            ["kms:Encrypt", "kms:GenerateDataKey"],
            {"StringEquals": {"kms:ViaService": ["s3.us-east-1.amazonaws.com"]}},
        ),
    }


def test_nothing_is_copied_unless_that_is_wanted():
    assert not of_type(api(), "aws:s3/bucketReplicationConfig:BucketReplicationConfig")
