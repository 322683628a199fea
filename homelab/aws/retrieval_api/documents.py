"""The bucket of documents, and the way from a changed document to the ingestion: S3, a queue, the function."""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from homelab.aws.buckets import PrivateBucket, create_bucket_policy, create_private_bucket, objects_of
from homelab.aws.policies import StatementArgs, document
from homelab.aws.retrieval_api.functions import INGESTION_TIMEOUT
from homelab.aws.retrieval_api.vector_store import Placement

PREFIX = "documents/"
PREVIOUS_VERSIONS_DAYS = 30
ATTEMPTS = 5
"""Times that a message is received before it is put aside."""
DEAD_LETTER_SECONDS = 14 * 86_400
BATCH = 10
PARALLEL = 5
"""Batches at the same time: more would be throttled by Bedrock rather than be quicker."""


def create_documents_bucket(
    place: Placement, *, bucket: str | None, kms_key_arn: pulumi.Input[str] | None, retain: bool
) -> PrivateBucket:
    """Create the versioned, encrypted bucket."""
    private = create_private_bucket(
        f"{place.name}-documents",
        bucket=bucket,
        kms_key_arn=kms_key_arn,
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


def create_queue(place: Placement, documents: PrivateBucket) -> tuple[aws.sqs.Queue, aws.sqs.Queue]:
    """Create the queue of changed documents, which the bucket may write to, and that of dead letters."""
    dead = aws.sqs.Queue(
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
        redrive_policy=dead.arn.apply(
            lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": ATTEMPTS})
        ),
        sqs_managed_sse_enabled=True,
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    permitted = aws.sqs.QueuePolicy(
        f"{place.name}-changes",
        queue_url=queue.url,
        policy=document([_from_bucket(place, documents, queue)]),
        region=place.region,
        opts=place.own,
    )
    aws.s3.BucketNotification(
        f"{place.name}-documents",
        bucket=documents.bucket.id,
        queues=[
            {
                "queue_arn": queue.arn,
                "events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
                "filter_prefix": PREFIX,
            }
        ],
        region=place.region,
        # S3 sends a message at once, to see whether it may.
        opts=pulumi.ResourceOptions.merge(place.own, pulumi.ResourceOptions(depends_on=[permitted])),
    )
    return queue, dead


def ingest_from(place: Placement, queue: aws.sqs.Queue, function: aws.lambda_.Function) -> None:
    """Invoke the ingestion with batches of messages; of a batch, only what failed comes again."""
    aws.lambda_.EventSourceMapping(
        f"{place.name}-changes",
        event_source_arn=queue.arn,
        function_name=function.arn,
        batch_size=BATCH,
        maximum_batching_window_in_seconds=2,
        function_response_types=["ReportBatchItemFailures"],
        scaling_config={"maximum_concurrency": PARALLEL},
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )


def receiving_statement(queue: aws.sqs.Queue) -> StatementArgs:
    """What Lambda does with a queue on behalf of the function."""
    return {
        "sid": "ReceiveChanges",
        "actions": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        "resources": [queue.arn],
    }


def reading_statements(documents: PrivateBucket, kms_key_arn: pulumi.Input[str] | None) -> list[StatementArgs]:
    """What the ingestion does with documents."""
    return [
        *_bucket_statements(documents),
        {"sid": "ReadDocuments", "actions": ["s3:GetObject"], "resources": [_documents_of(documents)]},
        *_key_statements(kms_key_arn, ["kms:Decrypt"]),
    ]


def writing_statements(documents: PrivateBucket, kms_key_arn: pulumi.Input[str] | None) -> list[StatementArgs]:
    """What the API does with documents."""
    return [
        *_bucket_statements(documents),
        {
            "sid": "WriteDocuments",
            "actions": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
            "resources": [_documents_of(documents)],
        },
        *_key_statements(kms_key_arn, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ]


def _bucket_statements(documents: PrivateBucket) -> list[StatementArgs]:
    # Without it, S3 answers 403 for a document that is not there.
    return [{"sid": "FindDocuments", "actions": ["s3:ListBucket"], "resources": [documents.bucket.arn]}]


def _key_statements(kms_key_arn: pulumi.Input[str] | None, actions: list[str]) -> list[StatementArgs]:
    return [] if kms_key_arn is None else [{"sid": "DocumentsKey", "actions": actions, "resources": [kms_key_arn]}]


def _documents_of(documents: PrivateBucket) -> pulumi.Output[str]:
    return objects_of(pulumi.Output.concat(documents.bucket.arn, "/", PREFIX.rstrip("/")))


def _from_bucket(place: Placement, documents: PrivateBucket, queue: aws.sqs.Queue) -> dict[str, Any]:
    return {
        "Sid": "FromBucket",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue.arn,
        "Condition": {
            "ArnEquals": {"aws:SourceArn": documents.bucket.arn},
            "StringEquals": {"aws:SourceAccount": place.account.id},
        },
    }
