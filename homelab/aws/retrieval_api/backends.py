"""What both functions work with: documents, chunks, answers and models."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from homelab.aws.bedrock.models import EMBEDDINGS
from homelab.aws.bedrock.statements import chat_statements, embedding_statements
from homelab.aws.policies import StatementArgs
from homelab.aws.retrieval_api.answer_cache import create_answer_cache
from homelab.aws.retrieval_api.args import RetrievalApiArgs, answer_model
from homelab.aws.retrieval_api.client_counters import create_client_counters
from homelab.aws.retrieval_api.documents import PREFIX, Documents, create_documents
from homelab.aws.retrieval_api.expiring_table import ExpiringTable
from homelab.aws.retrieval_api.function.metric_names import NAMESPACE
from homelab.aws.retrieval_api.function.settings import StoreKind
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.retrieval_api.roles import Roles
from homelab.aws.retrieval_api.vector_store.base import VectorStore
from homelab.aws.retrieval_api.vector_store.factory import create_vector_store

DIMENSIONS = 1024
_PASSED_ON = ("dimensions", "chunk_characters", "chunk_overlap", "min_score")
"""Arguments that are settings of the functions under the same names."""


@dataclass(frozen=True)
class Backends:
    """Documents, chunks, and what the API's function keeps for a while."""

    documents: Documents
    store: VectorStore
    tables: Sequence[ExpiringTable]


def create_backends(place: Placement, args: RetrievalApiArgs, roles: Roles) -> Backends:
    """Create the bucket with its queue, the vector store, and the tables that there are to be.

    :param roles: Roles of the functions, to which alone the store answers.
    """
    return Backends(
        create_documents(place, bucket=args.get("bucket"), retain=args.get("retain", True)),
        create_vector_store(args.get("store", {}), place, dimensions=args.get("dimensions", DIMENSIONS), roles=roles),
        [*_tables(place, args)],
    )


def _tables(place: Placement, args: RetrievalApiArgs) -> Iterator[ExpiringTable]:
    if "cache" in args:
        yield create_answer_cache(place, args["cache"])
    if per_client := args.get("throttling", {}).get("per_client"):
        yield create_client_counters(place, per_client)


def settings(args: RetrievalApiArgs, backends: Backends) -> dict[str, pulumi.Input[str]]:
    """Values of `function.settings.Settings`; what is not there has its default in the function."""
    return {
        "store": str(args.get("store", {}).get("kind", StoreKind.S3_VECTORS)),
        **backends.store.settings,
        "documents_bucket": backends.documents.private.bucket.bucket,
        "documents_prefix": PREFIX,
        "answer_model": answer_model(args),
        "metrics_namespace": NAMESPACE,
        **{name: str(value) for name, value in args.items() if name in _PASSED_ON},
        **{name: value for table in backends.tables for name, value in table.settings.items()},
    }


def api_statements(place: Placement, args: RetrievalApiArgs, backends: Backends) -> list[StatementArgs]:
    """What the API's function may do."""
    models: Mapping[str, Sequence[StatementArgs]] = {
        "Embed": embedding_statements(place.account, EMBEDDINGS),
        "Answer": chat_statements(place.account, [answer_model(args)], {}, None, {}),
    }
    return [
        *(_renamed(each, purpose) for purpose, statements in models.items() for each in statements),
        *backends.store.reading,
        *backends.documents.writing,
        *(statement for table in backends.tables for statement in table.statements),
        *_key_statements(place),
    ]


def ingestion_statements(place: Placement, backends: Backends) -> list[StatementArgs]:
    """What the ingestion may do."""
    return [
        *embedding_statements(place.account, EMBEDDINGS),
        *backends.store.reading,
        *backends.store.writing,
        *backends.documents.reading,
        *backends.documents.receiving,
        *_key_statements(place),
    ]


def _key_statements(place: Placement) -> list[StatementArgs]:
    if place.kms_key_arn is None:
        return []
    return [{"sid": "Key", "actions": ["kms:Decrypt", "kms:GenerateDataKey"], "resources": [place.kms_key_arn]}]


def _renamed(statement: StatementArgs, purpose: str) -> StatementArgs:
    """A statement with an id of its own: each is unique in a policy."""
    return {**statement, "sid": f"{purpose}{statement.get('sid', '')}"}
