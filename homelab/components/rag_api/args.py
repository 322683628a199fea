"""Arguments of `homelab.components.rag_api.component.RagApi`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import IMAGE, POSTGRES_NAME, whole_number
from homelab.components.base import ServerArgs
from homelab.components.minimum_memory import memory_violations
from homelab.components.proxy import ProxiedArgs
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import PROVIDERS, EmbeddingsProvider
from homelab.connections import HttpConnection, PostgresConnection
from homelab.kubernetes import AutoscalingArgs, ResourcesArgs, SecretReference
from homelab.kubernetes.autoscaling import ONE_BY_ONE, AutoscalingDefaults, autoscaling_rule
from homelab.kubernetes.service_account import ServiceAccountArgs
from homelab.kubernetes.variables import VariablesArgs, variable_paths

CONNECTIONS_OF_REPLICA = 25
"""Connections to Postgres that a server may open: ten of asyncpg, and fifteen of SQLAlchemy."""
CHUNK_SIZE, CHUNK_OVERLAP = 1500, 100
"""Default characters of a chunk, and overlap of neighbouring chunks."""


def _overlap_is_below_chunk_size(group: Mapping[str, Any]) -> Iterable[str]:
    size, overlap = group.get("chunk_size", CHUNK_SIZE), group.get("chunk_overlap", CHUNK_OVERLAP)
    if isinstance(size, int) and isinstance(overlap, int) and overlap >= size:
        yield f"chunk_overlap {overlap} is not below chunk_size {size}: the RAG API could not split any file"


AUTOSCALING = AutoscalingDefaults(min_replicas=1, max_replicas=3, behavior=ONE_BY_ONE)


@rules(Rule(("chunk_size", "chunk_overlap"), _overlap_is_below_chunk_size), autoscaling_rule(AUTOSCALING))
@constrain(
    collection=POSTGRES_NAME,
    chunk_size=whole_number(100, 100_000),
    chunk_overlap=whole_number(0, 50_000),
    replicas=whole_number(1, 20),
    image=IMAGE,
)
class RagApiServerArgs(VariablesArgs):
    """A server of the RAG API."""

    collection: NotRequired[str]
    """Name of the collection, whose vectors are all of one model. Default: librechat."""
    chunk_size: NotRequired[pulumi.Input[int]]
    """Characters per chunk. Default: 1500."""
    chunk_overlap: NotRequired[pulumi.Input[int]]
    """Characters that neighbouring chunks share. Default: 100."""
    service_account: NotRequired[ServiceAccountArgs]
    """ServiceAccount whose role grants access to embeddings, for bedrock and vertexai. Default: none."""
    replicas: NotRequired[pulumi.Input[int]]
    """Number of pods; each uses up to 25 of Postgres' 100 connections. Default: 1."""
    autoscaling: NotRequired[AutoscalingArgs]
    """Number of pods that follows their load, instead of ``replicas``; for embeddings in the process, as the RAG API
    otherwise waits for those of others. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with the RAG API. Default: the one in `homelab.images`: lite, or full for providers of Hugging Face."""


def _embeddings_server_is_used(group: Mapping[str, Any]) -> Iterable[str]:
    if "embeddings_server" not in group:
        return
    provider = group["embeddings"]["provider"]
    variable = PROVIDERS[provider].url
    if variable is None:
        yield f"embeddings_server has no effect with embeddings.provider {provider}: remove it"
    for path, name in variable_paths(group):
        if name == variable:
            yield f"embeddings_server and {path} are mutually exclusive: remove one"


def _enough_memory(group: Mapping[str, Any]) -> Iterable[str]:
    return embeddings_memory_violations(group["embeddings"], group.get("resources", {}), "resources")


def embeddings_memory_violations(
    embeddings: Mapping[str, Any], resources: Mapping[str, Any], path: str
) -> Iterable[str]:
    """Refuse a memory limit with which the RAG API could not start, which a model in its process raises.

    :param path: Path of ``resources`` in the message.
    """
    in_process = embeddings["provider"] == EmbeddingsProvider.HUGGINGFACE
    return memory_violations("RAG API with huggingface" if in_process else "RAG API", resources, path)


@rules(
    Rule(("embeddings", "resources"), _enough_memory),
    Rule(
        ("embeddings", "embeddings_server", "env", "secret_env", "env_from", "secret_files"),
        _embeddings_server_is_used,
    ),
)
class RagApiArgs(ServerArgs, ProxiedArgs, RagApiServerArgs):
    """Arguments of `RagApi`."""

    database: PostgresConnection
    """Database of the vectors, which the role owns and which has the extension ``vector``."""
    jwt_secret: SecretReference
    """LibreChat's JWT_SECRET, to verify its tokens; without it the RAG API would need no authentication."""
    embeddings: EmbeddingsArgs
    """Embedding model."""
    embeddings_server: NotRequired[HttpConnection]
    """Server of the provider in the same namespace. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 384Mi memory, with a limit of 1Gi; for huggingface 250m and 1Gi, with a limit of 4Gi."""
