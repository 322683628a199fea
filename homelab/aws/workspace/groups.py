"""Arguments of `homelab.AIWorkspace` that follow from the parts on AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from homelab.aws.bedrock.access import BedrockAccess
from homelab.aws.cache import Cache
from homelab.aws.document_database import DocumentDatabase
from homelab.aws.edge.component import Edge
from homelab.aws.file_bucket import FileBucket
from homelab.aws.postgres_database import PostgresDatabase
from homelab.aws.workspace.nodes import pods_on
from homelab.aws.workspace.plan import Plan
from homelab.components.documentdb import DocumentDBEngine
from homelab.kubernetes.service_account import ServiceAccountArgs
from homelab.merging import merge, without_removed
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.groups import ALL_PODS, COMPONENTS
from homelab.modules.preset_defaults import runs


@dataclass(frozen=True, kw_only=True)
class WorkspaceParts:
    """The parts that a workspace uses."""

    models: BedrockAccess | None
    files: FileBucket | None
    postgres: PostgresDatabase | None
    document_database: DocumentDatabase | None
    cache: Cache | None
    edge: Edge | None
    librechat_account: ServiceAccountArgs | None
    """ServiceAccount of LibreChat's pods; None if they need no role."""
    rag_account: ServiceAccountArgs | None
    """ServiceAccount of the RAG API's pods; None if they need no role."""


def workspace_args(plan: Plan, parts: WorkspaceParts) -> AIWorkspaceArgs:
    """Arguments of the workspace: those of its parts, and over them what the user says in ``workspace``."""
    base: dict[str, Any] = {
        "namespace": plan.namespace,
        # It exists before the workspace: databases are prepared in it.
        "create_namespace": False,
        "librechat": _librechat(plan, parts),
        **{name: value for name, value in plan.args.items() if name in ("preset", "retain")},
        **_servers(plan, parts),
    }
    if parts.models is not None:
        base["bedrock"] = parts.models.bedrock
    if parts.models is not None and plan.embeds_on_bedrock:
        base["rag"] = {"embeddings": parts.models.embeddings, "service_account": parts.rag_account}
    args = without_removed(merge(base, plan.args.get("workspace", {}), {}))
    if "nodes" in plan.args:
        running = [name for name in COMPONENTS if name != ALL_PODS and runs(name, args)]
        args["pods"] = merge(pods_on(plan.args["nodes"], running), args.get("pods", {}), {})
    return cast(AIWorkspaceArgs, args)


def _librechat(plan: Plan, parts: WorkspaceParts) -> Mapping[str, Any]:
    group: dict[str, Any] = {"domain": plan.args["domain"]}
    if parts.edge is not None:
        group.update(parts.edge.librechat)
    if parts.files is not None:
        group.update(storage=parts.files.storage, config=parts.files.librechat_config)
    elif "files" in plan.parts:
        group["storage"] = plan.parts["files"]["existing"]
    if parts.models is not None:
        group["config"] = merge(group.get("config", {}), parts.models.librechat_config, {})
        group["model_specs"] = parts.models.model_specs
    if parts.librechat_account is not None:
        group["service_account"] = parts.librechat_account
    return {name: value for name, value in group.items() if value != {}}


def _servers(plan: Plan, parts: WorkspaceParts) -> Mapping[str, Any]:
    """Groups of the servers that are not in the cluster."""
    existing = {name: part["existing"] for name, part in plan.parts.items() if "existing" in part}
    groups: dict[str, Any] = {}
    if parts.postgres is not None:
        groups["pgvector"] = parts.postgres.pgvector
    elif "postgres" in existing:
        groups["pgvector"] = {"external": existing["postgres"]}
    if parts.document_database is not None:
        groups["documentdb"] = parts.document_database.documentdb
    elif "document_database" in existing:
        groups["documentdb"] = {"engine": DocumentDBEngine.EXTERNAL, "external": existing["document_database"]}
    if parts.cache is not None:
        groups["valkey"] = parts.cache.valkey
    elif "cache" in existing:
        groups["valkey"] = {"external": existing["cache"]}
    return groups
