"""The one table of container images: where from, which version, which user they run as. State of 2026-11-21.

Tags are pinned, digests are not yet: no registry was within reach when the table was written, and a digest that nobody
pulled would be worse than none.
"""

from dataclasses import dataclass

import pulumi

from homelab.kubernetes import Identity, PlacementArgs


@dataclass(frozen=True)
class Image:
    """A pinned image, and the user and group that its files are made for."""

    registry: str
    repository: str
    tag: str
    identity: Identity

    def reference(self, placement: PlacementArgs, given: pulumi.Input[str] | None = None) -> pulumi.Input[str]:
        """What to pull: ``given``, else this image, from its own registry or from the mirror of ``placement``."""
        return given or f"{placement.get('image_registry', self.registry)}/{self.repository}:{self.tag}"


VALKEY = Image("docker.io", "valkey/valkey", "9.1.1-alpine", Identity(999, 1000))
MEILISEARCH = Image("docker.io", "getmeili/meilisearch", "v1.35.1", Identity(1000, 1000))
PGVECTOR = Image("docker.io", "pgvector/pgvector", "0.8.6-pg17-bookworm", Identity(999, 999))
POSTGRES_DOCUMENTDB = Image("ghcr.io", "ferretdb/postgres-documentdb", "17-0.107.0-ferretdb-2.7.0", Identity(999, 999))
FERRETDB = Image("ghcr.io", "ferretdb/ferretdb", "2.7.0", Identity(1000, 1000))
MONGODB = Image("docker.io", "library/mongo", "8.0.26", Identity(999, 999))
RAG_API_LITE = Image("ghcr.io", "danny-avila/librechat-rag-api-dev-lite", "v0.9.0", Identity(10001, 10001))
RAG_API_FULL = Image("ghcr.io", "danny-avila/librechat-rag-api-dev", "v0.9.0", Identity(10001, 10001))
LIBRECHAT = Image("ghcr.io", "librechat-ai/librechat", "v0.8.8", Identity(1000, 1000))
