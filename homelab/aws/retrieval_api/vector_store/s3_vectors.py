"""Amazon S3 Vectors: nothing runs while nobody asks."""

import pulumi_aws as aws

from homelab.aws.policies import StatementArgs
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.retrieval_api.vector_store.base import INDEX, VectorStore


def create_s3_vectors(place: Placement, dimensions: int) -> VectorStore:
    """Create a vector bucket with an index."""
    bucket = aws.s3.VectorsVectorBucket(
        f"{place.name}-vectors",
        vector_bucket_name=place.identifier,
        encryption_configurations=None
        if place.kms_key_arn is None
        else [{"sse_type": "aws:kms", "kms_key_arn": place.kms_key_arn}],
        region=place.region,
        tags=place.tags,
        opts=place.data,
    )
    index = aws.s3.VectorsIndex(
        f"{place.name}-vectors",
        vector_bucket_name=bucket.vector_bucket_name,
        index_name=INDEX,
        data_type="float32",
        dimension=dimensions,
        distance_metric="cosine",
        # Texts are too long to filter by.
        metadata_configuration={"non_filterable_metadata_keys": ["text", "title"]},
        region=place.region,
        tags=place.tags,
        opts=place.data,
    )
    reading: StatementArgs = {
        "sid": "SearchVectors",
        "actions": ["s3vectors:QueryVectors", "s3vectors:GetVectors", "s3vectors:ListVectors"],
        "resources": [index.index_arn],
    }
    writing: StatementArgs = {
        "sid": "WriteVectors",
        "actions": ["s3vectors:PutVectors", "s3vectors:DeleteVectors"],
        "resources": [index.index_arn],
    }
    settings = {"store_bucket": bucket.vector_bucket_name, "store_index": index.index_name}
    return VectorStore(settings, [reading], [writing])
