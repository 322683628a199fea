"""Memory without which a program does not start, so that a lower limit would be a crash loop."""

from collections.abc import Iterable, Mapping
from typing import Any

from homelab.arguments import Rule
from homelab.kubernetes.quantity import format_bytes, is_positive_quantity, parse_quantity

MINIMUM_MEMORY: Mapping[str, str] = {
    # Measured on 2026-08-21: 575 MB resident right after the start; a limit of 512Mi kills it.
    "LibreChat": "576Mi",
    # Measured on 2026-08-21, rag_api v0.9.0 lite: 188 MB resident after the start.
    "RAG API": "192Mi",
    # torch alone takes about a gigabyte, the model comes on top.
    "RAG API with huggingface": "1Gi",
    # Measured on 2026-11-28, Postgres 16 with pgvector 0.8: 13 MiB after initdb; a quarter of the limit is shared
    # buffers, and each of up to 25 connections of a client takes a few MiB.
    "Postgres": "64Mi",
    # Estimated: a Go program; nothing was measured.
    "FerretDB": "32Mi",
    # wiredTigerCacheSizeGB is at least 0.25 (MongoDB's manual, storage.wiredTiger.engineConfig.cacheSizeGB).
    "MongoDB": "320Mi",
    # Measured on 2026-11-28 on Redis 7: 6 MiB when empty; the component keeps 16 MiB for that and buffers.
    "Valkey": "24Mi",
    # meilisearch/meilisearch#2685: 512MB is tiny, but works with 192MB for indexing; estimated from there.
    "Meilisearch": "128Mi",
    # Measured on 2026-08-22 from source: 98 MB and 29 MB resident when ready.
    "SearXNG": "128Mi",
    # Estimated: the server without a model.
    "Ollama": "128Mi",
    # Estimated: Bun with a server that renders React; nothing was measured.
    "admin panel": "96Mi",
    # Estimated: Python with CTranslate2, without a model.
    "Speaches": "384Mi",
    # Estimated: one Chromium.
    "Firecrawl's browser": "256Mi",
    # Estimated: Erlang's virtual machine with RabbitMQ 3.13.
    "RabbitMQ": "128Mi",
    # Firecrawl 2.11 with five scraping processes was seen to be killed again and again at 1G (GetKlai/klai#1401).
    "a process of Firecrawl": "200Mi",
}
"""Minimum by program, with date and source."""


def memory_violations(program: str, resources: Mapping[str, Any], path: str, *, times: int = 1) -> Iterable[str]:
    """Refuse a memory limit below the program's minimum.

    :param path: Path of ``resources`` in the message.
    :param times: Number of processes.
    """
    limit, minimum = resources.get("limits", {}).get("memory"), parse_quantity(MINIMUM_MEMORY[program]) * times
    if isinstance(limit, str) and is_positive_quantity(limit) and parse_quantity(limit) < minimum:
        programs = program if times == 1 else f"{times} times {program}"
        needed = f"{format_bytes(minimum)}, which {programs} needs to start"
        yield f"{path}.limits.memory {limit} is below {needed}: raise it"


def enough_memory(program: str, field: str = "resources") -> Rule:
    """Rule that the memory limit in ``field`` lets ``program`` start."""
    return Rule((field,), lambda group: memory_violations(program, group.get(field, {}), field))
