"""Who connects to a workspace's servers: names of workloads, which the servers' network policies admit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homelab.components.backup.args import BackupStore
from homelab.components.librechat.first_admin import SUFFIX as ADMIN
from homelab.components.librechat.indexes import SUFFIX as INDEXES
from homelab.components.librechat.migrations import SUFFIX as MIGRATIONS
from homelab.components.librechat.search_index import SUFFIX as SEARCH
from homelab.modules.backup import database_clients
from homelab.modules.canary import canary_jobs, librechat_clients
from homelab.modules.privacy import cleanup_clients


@dataclass(frozen=True)
class Clients:
    """Clients by what they connect to."""

    of_librechats_servers: list[str]
    """LibreChat, with its canary and their tests."""
    of_documentdb: list[str]
    """LibreChat, and the Jobs that read or write its database."""
    of_meilisearch: list[str]
    """LibreChat, and the Jobs that compare the index with the database."""
    of_pgvector: list[str]
    """The RAG API, and backups."""


def workspace_clients(name: str, args: Mapping[str, Any]) -> Clients:
    """Clients in a workspace.

    :param name: The workspace's.
    """
    chat = f"{name}-librechat"
    chats = librechat_clients(chat, args)
    cleanup = cleanup_clients(name, args)
    jobs = [f"{chat}-{suffix}" for suffix in (INDEXES, MIGRATIONS, SEARCH, ADMIN)]
    return Clients(
        of_librechats_servers=chats,
        of_documentdb=[
            *chats,
            *jobs,
            *canary_jobs(chat, args),
            *cleanup,
            *database_clients(name, args, BackupStore.DOCUMENTS),
        ],
        of_meilisearch=[*chats, f"{chat}-{SEARCH}", *cleanup],
        of_pgvector=[f"{name}-rag-api", *database_clients(name, args, BackupStore.VECTORS)],
    )
