"""The bucket of documents, and the way from a changed document to the ingestion: S3, a queue, the function."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from homelab.aws.buckets import PrivateBucket, create_bucket_policy, create_private_bucket, objects_of
from homelab.aws.policies import StatementArgs, document
from homelab.aws.replication import Direction, End, Site, create_replication
from homelab.aws.retrieval_api.args import ReplicateToArgs
from homelab.aws.retrieval_api.placement import Placement

PREFIX = "documents/"
INGESTION_TIMEOUT = 300
"""Seconds for a batch."""
PREVIOUS_VERSIONS_DAYS = 30
ATTEMPTS = 5
"""Times that a message is received before it is put aside."""
DEAD_LETTER_SECONDS = 14 * 86_400
BATCH = 10
PARALLEL = 5
"""Batches at the same time: more would be throttled by Bedrock rather than be quicker."""


@dataclass(frozen=True)
class Documents:
    """The bucket and the queue of its changes, and what functions need for them."""

    private: PrivateBucket
    queue: aws.sqs.Queue
    dead_letters: aws.sqs.Queue

    @property
    def reading(self) -> list[StatementArgs]:
        """What the ingestion does with documents."""
        return [self._finding, self._objects("ReadDocuments", "s3:GetObject")]

    @property
    def writing(self) -> list[StatementArgs]:
        """What the API does with documents."""
        return [self._finding, self._objects("WriteDocuments", "s3:GetObject", "s3:PutObject", "s3:DeleteObject")]

    @property
    def uploading(self) -> list[StatementArgs]:
        """What somebody does who keeps documents in the bucket up to date."""
        return [*self.writing, self._objects("Uploads", "s3:AbortMultipartUpload")]

    @property
    def receiving(self) -> list[StatementArgs]:
        """What Lambda does with the queue on behalf of the ingestion."""
        actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        return [{"sid": "ReceiveChanges", "actions": actions, "resources": [self.queue.arn]}]

    @property
    def _finding(self) -> StatementArgs:
        # Without it, S3 answers 403 for a document that is not there.
        return {"sid": "FindDocuments", "actions": ["s3:ListBucket"], "resources": [self.private.bucket.arn]}

    def _objects(self, sid: str, *actions: str) -> StatementArgs:
        folder = pulumi.Output.concat(self.private.bucket.arn, "/", PREFIX.rstrip("/"))
        return {"sid": sid, "actions": [*actions], "resources": [objects_of(folder)]}


def create_documents(place: Placement, *, bucket: str | None, retain: bool) -> Documents:
    """Create the versioned, encrypted bucket, and the queue that it reports changes to.

    :param bucket: Its name. Default: the component's, with a suffix.
    """
    private = _create_bucket(place, bucket, retain)
    queue, dead_letters = _create_queues(place)
    permitted = aws.sqs.QueuePolicy(
        f"{place.name}-changes",
        queue_url=queue.url,
        policy=document([_from_bucket(place, private, queue)]),
        region=place.region,
        opts=place.own,
    )
    aws.s3.BucketNotification(
        f"{place.name}-documents",
        bucket=private.bucket.id,
        queues=[
            {
                "queue_arn": queue.arn,
                "events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
                "filter_prefix": PREFIX,
            }
        ],
        region=place.region,
        # S3 sends a message at once, to see whether it may.
        opts=place.after(permitted),
    )
    return Documents(private, queue, dead_letters)


def ingest(place: Placement, documents: Documents, function: aws.lambda_.Function) -> None:
    """Invoke the ingestion with batches of messages; of a batch, only what failed comes again."""
    aws.lambda_.EventSourceMapping(
        f"{place.name}-changes",
        event_source_arn=documents.queue.arn,
        function_name=function.arn,
        batch_size=BATCH,
        maximum_batching_window_in_seconds=2,
        function_response_types=["ReportBatchItemFailures"],
        scaling_config={"maximum_concurrency": PARALLEL},
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )


def replicate(place: Placement, documents: Documents, args: ReplicateToArgs) -> None:
    """Let S3 copy new documents and deletions to another API's bucket."""
    private, key = documents.private, args.get("kms_key_arn")
    elsewhere = place.account if key is None else dataclasses.replace(place.account, region=_region_of(key))
    here = Site(f"{place.name}-documents", place.account, place.region, None, place.kms_key_arn)
    there = Site(f"{place.name}-replica", elsewhere, None, None, key)
    create_replication(
        f"{place.name}-replication",
        [Direction(End(here, private.bucket.id, private.versioning), End(there, args["bucket"], None), PREFIX)],
        tags=place.tags,
        opts=place.own,
    )


def _region_of(arn: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.from_input(arn).apply(lambda known: known.split(":")[3])


def _create_bucket(place: Placement, bucket: str | None, retain: bool) -> PrivateBucket:
    private = create_private_bucket(
        f"{place.name}-documents",
        bucket=bucket,
        kms_key_arn=place.kms_key_arn,
        lifecycle=[
            {
                "id": "previous-versions",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "noncurrent_version_expiration": {"noncurrent_days": PREVIOUS_VERSIONS_DAYS},
                "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
            }
        ],
        force_destroy=not retain,
        region=place.region,
        tags=place.tags,
        opts=place.data,
    )
    create_bucket_policy(f"{place.name}-documents", private, region=place.region, opts=place.own)
    return private


def _create_queues(place: Placement) -> tuple[aws.sqs.Queue, aws.sqs.Queue]:
    """The queue of changed documents, and that of dead letters."""
    dead_letters = aws.sqs.Queue(
        f"{place.name}-dead-letters",
        message_retention_seconds=DEAD_LETTER_SECONDS,
        sqs_managed_sse_enabled=True,
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    queue = aws.sqs.Queue(
        f"{place.name}-changes",
        # As Lambda's documentation asks for: a batch is not received again while it is retried.
        visibility_timeout_seconds=6 * INGESTION_TIMEOUT,
        message_retention_seconds=4 * 86_400,
        redrive_policy=dead_letters.arn.apply(
            lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": ATTEMPTS})
        ),
        sqs_managed_sse_enabled=True,
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    aws.sqs.RedriveAllowPolicy(
        f"{place.name}-dead-letters",
        queue_url=dead_letters.url,
        redrive_allow_policy=queue.arn.apply(
            lambda arn: json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [arn]})
        ),
        region=place.region,
        opts=place.own,
    )
    return queue, dead_letters


def _from_bucket(place: Placement, private: PrivateBucket, queue: aws.sqs.Queue) -> dict[str, Any]:
    return {
        "Sid": "FromBucket",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue.arn,
        "Condition": {
            "ArnEquals": {"aws:SourceArn": private.bucket.arn},
            "StringEquals": {"aws:SourceAccount": place.account.id},
        },
    }
