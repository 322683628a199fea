"""Whether what the function needs is there; never a secret, an address or the text of an error."""

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from homelab.aws.retrieval_api.function.documents import Documents
from homelab.aws.retrieval_api.function.errors import ApiError
from homelab.aws.retrieval_api.function.models import ComponentHealth, DetailedHealth
from homelab.aws.retrieval_api.function.retrieval import Retrieval

_STARTED = time.monotonic()


def detailed_health(retrieval: Retrieval, documents: Documents) -> DetailedHealth:
    """Ask the store, the bucket and the embedding model."""
    settings = retrieval.settings

    def store() -> dict[str, Any]:
        return {"kind": settings.store.value, "chunks": retrieval.store.count()}

    def bucket() -> dict[str, Any]:
        documents.check()
        return {}

    def models() -> dict[str, Any]:
        # A word costs a fraction of a cent in a million calls; an answer of the other model does not.
        (vector,) = retrieval.embedder.embed(["health"])
        return {"embedding": settings.embedding_model, "dimensions": len(vector), "answer": settings.answer_model}

    components = {name: _look(look) for name, look in (("store", store), ("bucket", bucket), ("models", models))}
    return DetailedHealth(
        status="ok" if all(each.status == "ok" for each in components.values()) else "failed",
        components=components,
        memory_megabytes=round(_memory_megabytes(), 1),
        uptime_seconds=round(time.monotonic() - _STARTED, 1),
    )


def _look(look: Callable[[], dict[str, Any]]) -> ComponentHealth:
    started = time.perf_counter()
    try:
        details, status = look(), "ok"
    except Exception as error:
        details, status = {"error": error.error if isinstance(error, ApiError) else ApiError.error}, "failed"
    return ComponentHealth(
        status=status, details={**details, "milliseconds": round(1000 * (time.perf_counter() - started), 1)}
    )


def _memory_megabytes() -> float:
    """The most that the process has held; Linux counts in KiB, macOS in bytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024**2 if sys.platform == "darwin" else 1024)
