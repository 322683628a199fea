"""Monitoring of a workspace: what of it there is to watch, and what its components have to offer."""

from collections.abc import Mapping
from typing import Any

import pulumi

from homelab.components.base import application
from homelab.components.documentdb import DocumentDBEngine
from homelab.components.monitoring import traces
from homelab.components.monitoring.args import MonitoringArgs
from homelab.components.monitoring.component import create_monitoring
from homelab.components.monitoring.component_args import ComponentMonitoringArgs, MonitoredArgs
from homelab.components.monitoring.rules import Parts
from homelab.librechat_config.configuration import Configuration
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.existing_secrets import meilisearch_reference
from homelab.modules.groups import component_args, enabled_group, is_enabled, runs_here

MONITORED = ("librechat", "documentdb", "pgvector", "valkey", "meilisearch", "searxng")
"""Groups whose components have metrics; what comes with LibreChat's image or has none is left out."""


def component_monitoring(args: Mapping[str, Any], group: str) -> MonitoredArgs:
    """Argument ``monitoring`` of a group's component, if there is any."""
    monitoring: MonitoringArgs | None = enabled_group(args, "monitoring")
    if monitoring is None or group not in MONITORED:
        return {}
    found: ComponentMonitoringArgs = {}
    if "prometheus" in monitoring:
        found["prometheus"] = monitoring["prometheus"]
    if "service_monitors" in monitoring:
        found["service_monitors"] = monitoring["service_monitors"]
    if "level" in (logs := monitoring.get("logs", {})):
        found["log_level"] = logs["level"]
    return {"monitoring": found}


def monitoring_configuration(args: Mapping[str, Any]) -> Configuration:
    """LibreChat's settings for traces and logs."""
    monitoring: MonitoringArgs | None = enabled_group(args, "monitoring")
    return Configuration.of() if monitoring is None else traces.configuration(monitoring)


def create_workspace_monitoring(
    parent: pulumi.Resource, name: str, args: AIWorkspaceArgs, *, has_rag_api: bool
) -> None:
    """Create alerts and dashboards, if the workspace is monitored."""
    monitoring: MonitoringArgs | None = enabled_group(args, "monitoring")
    if monitoring is None:
        return
    app = application(parent, f"{name}-monitoring", component_args(args), app="homelab", role="monitoring")
    create_monitoring(app, monitoring, workspace=name, parts=monitored_parts(name, args, has_rag_api=has_rag_api))


def monitored_parts(name: str, args: Mapping[str, Any], *, has_rag_api: bool) -> Parts:
    """Parts of the workspace that have metrics here."""
    documents, vectors = args.get("documentdb", {}), args.get("pgvector", {})
    is_ferretdb = documents.get("engine", DocumentDBEngine.FERRETDB) == DocumentDBEngine.FERRETDB
    has = {
        "librechat": is_enabled(args["librechat"]),
        "documentdb": runs_here(documents),
        "pgvector": has_rag_api and runs_here(vectors),
        "valkey": runs_here(args.get("valkey", {})),
        "meilisearch": runs_here(args.get("meilisearch", {})) and not _has_unread_master_key(args),
        "searxng": "searxng" in args and runs_here(args["searxng"]),
    }
    jobs = {part: [f"{name}-{part}"] if is_there else [] for part, is_there in has.items()}
    engine = jobs.pop("documentdb")
    storage = [f"{job}-postgres" for job in engine] if is_ferretdb else []
    return {
        **jobs,
        "cache": ["any"] if is_enabled(args.get("valkey", {})) else [],
        "ferretdb": engine if is_ferretdb else [],
        "mongodb": [] if is_ferretdb else engine,
        "documentdb_postgres": storage,
        "postgres": [*storage, *jobs["pgvector"]],
    }


def _has_unread_master_key(args: Mapping[str, Any]) -> bool:
    """Whether the master key is in a Secret that is not read, so that there is no key for the metrics."""
    return "master_key_secret" in args.get("meilisearch", {}) or meilisearch_reference(args) is not None
