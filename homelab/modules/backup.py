"""Backups of a workspace: which of its parts hold data, and where they are."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import pulumi

from homelab.components.backup.args import BackupArgs, BackupStore, FilesVolumeArgs, WorkspaceBackupArgs
from homelab.components.backup.component import DATABASE_CLIENTS, REHEARSAL, Backup, is_rehearsed
from homelab.components.documentdb import DocumentDBEngine
from homelab.components.librechat.storage.args import StorageType, is_shared, strategies
from homelab.components.postgres_upgrade import FIRST, VolumeNames
from homelab.librechat_config.configuration import Configuration
from homelab.modules.embeddings import workspace_embeddings
from homelab.modules.groups import component_args, enabled_group, is_enabled, proxied_args, runs_here, subset
from homelab.privacy.ledger import name_of_ledger

if TYPE_CHECKING:
    from homelab.modules.ai_workspace import AIWorkspace
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs

GROUP = "backup"


def violations(args: Mapping[str, Any], configuration: Configuration) -> Iterator[str]:
    """Reasons why the backup would contain less than its arguments say.

    :param configuration: LibreChat's final configuration.
    """
    group: WorkspaceBackupArgs | None = enabled_group(args, GROUP)
    if group is None:
        return
    present = {
        BackupStore.DOCUMENTS: "",
        BackupStore.FILES: ""
        if _has_files(args, configuration)
        else "LibreChat has no volume for files: a bucket keeps its own versions, see docs/backup.md",
        BackupStore.VECTORS: "" if workspace_embeddings(args) is not None else "the workspace has no RAG API",
    }
    for store in map(BackupStore, group.get("stores", [])):
        if present[store]:
            yield f"backup.stores: {store}: {present[store]}"
    claim = group.get("repository", {}).get("volume", {}).get("claim")
    if claim is not None and claim == _files_claim("", args):
        yield f"backup.repository.volume.claim {claim} is the volume for files itself: use another one"


def database_clients(name: str, args: Mapping[str, Any], store: BackupStore) -> list[str]:
    """Names of the CronJobs that connect to the database of a store."""
    group = enabled_group(args, GROUP)
    if group is None or store not in group.get("stores", list(BackupStore)):
        return []
    suffixes = [each for each in DATABASE_CLIENTS[store] if each != REHEARSAL or is_rehearsed(group)]
    return [f"{name}-{suffix}" for suffix in suffixes]


def create_workspace_backup(workspace: "AIWorkspace", name: str, args: "AIWorkspaceArgs", final: Configuration) -> None:
    """Create the backup of a workspace's parts, if it has one.

    :param final: LibreChat's final configuration.
    """
    group: WorkspaceBackupArgs | None = enabled_group(args, GROUP)
    if group is None:
        return
    backup: dict[str, Any] = {
        **subset(WorkspaceBackupArgs, group),
        **component_args(args, GROUP),
        **proxied_args(args),
        "workspace": name,
        "documentdb": workspace.documentdb.connection,
        "engine": args.get("documentdb", {}).get("engine", DocumentDBEngine.FERRETDB),
        "credentials": workspace.credentials.connection,
        "erasures": name_of_ledger(f"{name}-librechat"),
        "claims": _claims(name, args, final),
    }
    backup.pop("enabled", None)
    own_image = args.get("pgvector", {}).get("image")
    if own_image is not None:
        backup["images"] = {"vectors": own_image, **group.get("images", {})}
    if workspace_embeddings(args) is not None:
        backup["pgvector"] = workspace.pgvector.connection
    if _has_files(args, final):
        backup["files"] = _files(name, args, final)
    Backup(f"{name}-{GROUP}", cast(BackupArgs, backup), workspace.child_options())


def _has_files(args: Mapping[str, Any], final: Configuration) -> bool:
    return is_enabled(args["librechat"]) and StorageType.LOCAL in strategies(final.config)


def _files(name: str, args: Mapping[str, Any], final: Configuration) -> FilesVolumeArgs:
    return {
        "claim": _files_claim(name, args),
        "shared": is_shared(args["librechat"].get("storage", {}), strategies(final.config)),
        "workload": f"{name}-librechat",
    }


def _files_claim(name: str, args: Mapping[str, Any]) -> pulumi.Input[str]:
    local = args["librechat"].get("storage", {}).get("local", {})
    return local.get("existing_claim", f"{name}-librechat-files")


def _claims(name: str, args: Mapping[str, Any], final: Configuration) -> dict[str, pulumi.Input[str]]:
    """Claims with data that nothing else has, by what they hold."""
    documents, vectors = args.get("documentdb", {}), args.get("pgvector", {})
    found: dict[str, pulumi.Input[str]] = {}
    if runs_here(documents):
        is_ferretdb = documents.get("engine", DocumentDBEngine.FERRETDB) == DocumentDBEngine.FERRETDB
        server = f"{name}-documentdb-postgres" if is_ferretdb else f"{name}-documentdb"
        found |= _database_claims(BackupStore.DOCUMENTS, server, documents)
    if _has_files(args, final):
        found[BackupStore.FILES] = _files_claim(name, args)
    if workspace_embeddings(args) is not None and runs_here(vectors):
        found |= _database_claims(BackupStore.VECTORS, f"{name}-pgvector", vectors)
    return found


def _database_claims(store: BackupStore, server: str, group: Mapping[str, Any]) -> dict[str, pulumi.Input[str]]:
    """The claim of a server's data, and the one from before an upgrade while it is kept: so are its snapshots."""
    storage, upgrade = group.get("storage", {}), group.get("upgrade")
    if "existing_claim" in storage:
        return {store: storage["existing_claim"]}
    names = VolumeNames.of(upgrade)
    # A version's claim goes on holding the same data when a later version has one of its own.
    return {f"{store}{name.removeprefix(FIRST)}": f"{server}-{name}" for name in (names.old, names.current) if name}
