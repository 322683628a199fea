"""The function's settings, from environment variables that the component sets; none of them is a secret."""

import os
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PREFIX = "RETRIEVAL_"
"""Beginning of the variables' names: ``RETRIEVAL_STORE``."""


class StoreKind(StrEnum):
    """Kinds of vector stores."""

    DOMAIN = "domain"
    """An OpenSearch domain."""
    SERVERLESS = "serverless"
    """A collection of OpenSearch Serverless, of generation NEXTGEN."""
    S3_VECTORS = "s3_vectors"
    """Amazon S3 Vectors, which find by meaning alone."""
    PGVECTOR = "pgvector"
    """Postgres with pgvector, on this machine."""
    MEMORY = "memory"
    """The process's memory, for trying it out."""


class Settings(BaseModel):
    """Settings of both functions: the API's and the ingestion's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    store: StoreKind
    store_endpoint: str = ""
    """Domain's or collection's URL."""
    store_index: str = "chunks"
    """Index, or table."""
    store_bucket: str = ""
    """Vector bucket."""
    documents_bucket: str = ""
    documents_prefix: str = "documents/"
    embedding_model: str = "amazon.titan-embed-text-v2:0"
    dimensions: Annotated[int, Field(ge=256, le=1024)] = 1024
    answer_model: str = ""
    """Id or ARN of an inference profile."""
    max_answer_tokens: Annotated[int, Field(ge=1, le=8192)] = 800
    min_score: Annotated[float, Field(ge=0, le=1)] = 0.35
    """Similarity of the best chunk below which no model is asked."""
    chunk_characters: Annotated[int, Field(ge=200, le=8000)] = 1500
    chunk_overlap: Annotated[int, Field(ge=0, le=2000)] = 150
    cache_table: str = ""
    """DynamoDB table of answers; empty for none."""
    cache_ttl: Annotated[int, Field(ge=1)] = 3600
    """Seconds that an answer is kept."""
    counters_table: str = ""
    """DynamoDB table of requests by client; empty for no limit."""
    per_client: Annotated[int, Field(ge=1)] = 10_000
    """Requests a minute that one client may send, where they are counted."""
    metrics_namespace: str = "RetrievalApi"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment.

    :raises pydantic.ValidationError: A variable is missing or has a wrong value.
    """
    values = {
        name.removeprefix(PREFIX).lower(): value for name, value in environment.items() if name.startswith(PREFIX)
    }
    return Settings.model_validate(values)


def to_environment(settings: Settings) -> dict[str, str]:
    """Variables from which `read_settings` reads the same settings; defaults are left out."""
    values = settings.model_dump(mode="json", exclude_defaults=True) | {"store": settings.store.value}
    return {f"{PREFIX}{name.upper()}": str(value) for name, value in values.items()}
