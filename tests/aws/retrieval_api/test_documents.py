"""From a changed document to the ingestion: what is lost, what comes again, and who may."""

import json
from collections.abc import Mapping
from typing import Any

from tests.aws.recordings import awaited, of_type, only, statements
from tests.aws.retrieval_api.apis import api

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
