"""Container images of all components, with pinned versions and users. State of 2026-11-28.

Tags are pinned, but not digests yet: no registry was available when the table was written, and an unverified digest
would be worse than none. Two images of Firecrawl only have moving tags; their digests are those that several public
deployments pin. Renovate reads this table by the pattern in ``.github/renovate.json`` and adds the digests; each
reference has a line of its own, so that it may grow.
"""

from dataclasses import dataclass

import pulumi

from homelab.image_references import ImageReference, parse_image_reference
from homelab.kubernetes import Identity, PlacementArgs


@dataclass(frozen=True)
class Image:
    """A pinned image, and the user and group that it is built for."""

    pinned: str
    """``registry/repository:tag``, ``registry/repository:tag@digest``, or without tag where those of it move."""
    identity: Identity

    @property
    def parts(self) -> ImageReference:
        """Registry, repository, tag and digest."""
        return parse_image_reference(self.pinned)

    @property
    def tag(self) -> str:
        """The version by its name; empty where there is only a digest."""
        return self.parts.tag

    def reference(self, placement: PlacementArgs, override: pulumi.Input[str] | None = None) -> pulumi.Input[str]:
        """Reference to pull: ``override``, or this image from its own registry or the mirror of ``placement``."""
        registry, _, rest = self.pinned.partition("/")
        return override or f"{placement.get('image_registry', registry)}/{rest}"


VALKEY = Image(
    "docker.io/valkey/valkey:9.1.1-alpine",
    Identity(999, 1000),
)
MEILISEARCH = Image(
    "docker.io/getmeili/meilisearch:v1.35.1",
    Identity(1000, 1000),
)
PGVECTOR = Image(
    "docker.io/pgvector/pgvector:0.8.6-pg17-bookworm",
    Identity(999, 999),
)
POSTGRES_DOCUMENTDB = Image(
    "ghcr.io/ferretdb/postgres-documentdb:17-0.107.0-ferretdb-2.7.0",
    Identity(999, 999),
)
FERRETDB = Image(
    "ghcr.io/ferretdb/ferretdb:2.7.0",
    Identity(1000, 1000),
)
# With TCMalloc's caches per CPU, mongod 8 does not work on Linux 6.19.0 to 7.0.13. There, versions up to 8.0.20 crash,
# and newer ones refuse to start; 8.0.28 refuses all later kernels, too. `DocumentDB` runs it without such caches, which
# starts on every kernel (SERVER-121912, SERVER-125742, and startup_check_rseq.cpp of 8.0.32).
MONGODB = Image(
    "docker.io/library/mongo:8.0.32",
    Identity(999, 999),
)
RAG_API_LITE = Image(
    "ghcr.io/danny-avila/librechat-rag-api-dev-lite:v0.9.0",
    Identity(10001, 10001),
)
RAG_API_FULL = Image(
    "ghcr.io/danny-avila/librechat-rag-api-dev:v0.9.0",
    Identity(10001, 10001),
)
LIBRECHAT = Image(
    "ghcr.io/librechat-ai/librechat:v0.8.8",
    Identity(1000, 1000),
)
# Upstream publishes hardly any tags: this one is pinned by two public deployments, and was seen beside v0.8.7.
ADMIN_PANEL = Image(
    "ghcr.io/clickhouse/librechat-admin-panel:1.0.0",
    Identity(1000, 1000),
)
OLLAMA = Image(
    "docker.io/ollama/ollama:0.32.15",
    Identity(1000, 1000),
)
SPEACHES_CPU = Image(
    "ghcr.io/speaches-ai/speaches:0.9.0-rc.3-cpu",
    Identity(1000, 1000),
)
SPEACHES_CUDA = Image(
    "ghcr.io/speaches-ai/speaches:0.9.0-rc.3-cuda",
    Identity(1000, 1000),
)
PYTHON = Image(
    "docker.io/library/python:3.14.4-alpine3.23",
    Identity(10001, 10001),
)
SEARXNG = Image(
    "docker.io/searxng/searxng:2026.9.25-12f8b6515",
    Identity(977, 977),
)
FIRECRAWL = Image(
    "ghcr.io/firecrawl/firecrawl:2.11.408",
    Identity(1000, 1000),
)
FIRECRAWL_PLAYWRIGHT = Image(
    "ghcr.io/firecrawl/playwright-service@sha256:df1a393ce8bfc3801570a826a9b0dcc400ae48789adb4a0ad9d6cbf0229b059b",
    Identity(1000, 1000),
)
FIRECRAWL_POSTGRES = Image(
    "ghcr.io/firecrawl/nuq-postgres@sha256:aed86f62858f29bd971abddcdeb301c12888098d2cf5d33c1ba42b053bc460f6",
    Identity(999, 999),
)
# Exporters are programs of one file, which run as any user: in a pod they have that of the server beside them.
POSTGRES_EXPORTER = Image(
    "quay.io/prometheuscommunity/postgres-exporter:v0.19.1",
    Identity(65534, 65534),
)
VALKEY_EXPORTER = Image(
    "ghcr.io/oliver006/redis_exporter:v1.79.0",
    Identity(59000, 59000),
)
MONGODB_EXPORTER = Image(
    "docker.io/percona/mongodb_exporter:0.47.1",
    Identity(65535, 65535),
)
RABBITMQ = Image(
    "docker.io/library/rabbitmq:3.13.7",
    Identity(999, 999),
)
# Programs of a backup. They run as LibreChat's user, whose files they read, and as any other.
RESTIC = Image(
    "docker.io/restic/restic:0.18.1",
    Identity(1000, 1000),
)
SOPS = Image(
    "ghcr.io/getsops/sops:v3.13.3-alpine",
    Identity(1000, 1000),
)
