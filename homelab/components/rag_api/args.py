"""Arguments of `homelab.components.rag_api.component.RagApi`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import IMAGE, POSTGRES_NAME, whole_number
from homelab.components.base import ServerArgs
from homelab.components.rag_api import embeddings
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import PROVIDERS
from homelab.connections import HttpConnection, PostgresConnection
from homelab.kubernetes import ResourcesArgs, SecretReference
from homelab.kubernetes.service_account import ServiceAccountArgs


def _embeddings_can_be_made(group: Mapping[str, Any]) -> Iterable[str]:
    has_server = "embeddings_server" in group
    messages = embeddings.missing(group["embeddings"], server=has_server, role="service_account" in group)
    yield from (f"embeddings: {message}" for message in messages)
    if has_server and "base_url" in group["embeddings"]:
        yield "embeddings.base_url and embeddings_server are mutually exclusive: remove one"
    if has_server and "base_url" not in PROVIDERS[group["embeddings"]["provider"]].variables:
        yield f"embeddings_server has no effect with embeddings.provider {group['embeddings']['provider']}"


@constrain(
    collection=POSTGRES_NAME,
    chunk_size=whole_number(100, 100_000),
    chunk_overlap=whole_number(0, 50_000),
    embedding_batch_size=whole_number(1, 10_000),
    thread_pool_size=whole_number(1, 8),
    distance_threshold=Constraint("a number from 0 to 2", lambda value: 0 <= value <= 2, {"minimum": 0, "maximum": 2}),
    replicas=whole_number(1, 20),
    image=IMAGE,
)
class RagApiServerArgs(TypedDict):
    """A rag_api server."""

    collection: NotRequired[str]
    """Name of the set of vectors that belong together: those of one model. Default: librechat."""
    chunk_size: NotRequired[pulumi.Input[int]]
    """Characters of a passage. Default: 1500."""
    chunk_overlap: NotRequired[pulumi.Input[int]]
    """Characters that neighbouring passages share. Default: 100."""
    embedding_batch_size: NotRequired[pulumi.Input[int]]
    """Passages of a file that are in memory at once; 100 to 250 where memory is short. Default: rag_api's own, 500."""
    distance_threshold: NotRequired[pulumi.Input[float]]
    """Largest distance of a passage that is found, from 0 for the same to 2. Default: none, the nearest ones are."""
    pdf_extract_images: NotRequired[pulumi.Input[bool]]
    """Whether text in images of PDF files is read, which takes processor time. Default: false."""
    thread_pool_size: NotRequired[pulumi.Input[int]]
    """Threads that read files. Default: rag_api's own, the node's cores but at most 8."""
    service_account: NotRequired[ServiceAccountArgs]
    """ServiceAccount whose role makes embeddings, for bedrock and vertexai. Default: none."""
    replicas: NotRequired[pulumi.Input[int]]
    """Pods; each holds up to 25 of Postgres' 100 connections. Default: 1."""
    image: NotRequired[pulumi.Input[str]]
    """Image with rag_api. Default: the one of `homelab.images`, lite unless the embeddings are Hugging Face's."""


@rules(Rule(("embeddings", "embeddings_server", "service_account"), _embeddings_can_be_made))
class RagApiArgs(ServerArgs, RagApiServerArgs):
    """Arguments of `RagApi`."""

    database: PostgresConnection
    """Where the vectors go; its role owns the database, and the extension ``vector`` is in it."""
    jwt_secret: SecretReference
    """The same as LibreChat's: rag_api verifies LibreChat's tokens with it, and is open to all without one."""
    embeddings: EmbeddingsArgs
    """Which model makes the vectors."""
    embeddings_server: NotRequired[HttpConnection]
    """Server that makes them, where it is in the same namespace, instead of ``embeddings.base_url``. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 384Mi memory, at most 1Gi; for huggingface 250m and 1Gi, at most 4Gi."""
