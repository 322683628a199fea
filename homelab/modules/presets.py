"""Presets: what a workspace's arguments are where the user does not say otherwise.

A preset has the form of `homelab.modules.ai_workspace_args.AIWorkspaceArgs`. What it does not mention stays at the
components' defaults, of which the development preset consists. `homelab.modules.preset_defaults` applies a preset, and
leaves out what does not fit a workspace.

There is no limit of CPU, as throttling fails probes. LibreChat takes 575 MB when idle (measured), and a public
deployment of a few hundred users runs it with 2Gi to 4Gi; the other amounts are estimates.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from homelab.choices import Choice


class Preset(StrEnum):
    """Size of a workspace."""

    DEVELOPMENT = "development"
    """One pod of each server, for a node of two cores and 4 GB."""
    STAGING = "staging"
    """Two pods of LibreChat where they can share files, and room for a test of what production does."""
    PRODUCTION = "production"
    """Several pods of what serves users, spread over nodes and zones, and volumes for years."""


PresetChoice: TypeAlias = Choice[Preset, Literal["development", "staging", "production"]]


def _resources(cpu: str, memory: str, memory_limit: str) -> Mapping[str, Mapping[str, str]]:
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": memory_limit}}


PRESETS: Mapping[Preset, Mapping[str, Any]] = {
    Preset.DEVELOPMENT: {},
    Preset.STAGING: {
        "librechat": {
            "replicas": 2,
            "resources": {
                "api": _resources("500m", "1Gi", "2Gi"),
                "rag": _resources("250m", "512Mi", "1Gi"),
            },
        },
        "documentdb": {"storage": {"size": "20Gi"}, "resources": _resources("500m", "1Gi", "2Gi")},
        "pgvector": {"storage": {"size": "20Gi"}, "resources": _resources("250m", "512Mi", "1Gi")},
        "meilisearch": {"storage": {"size": "10Gi"}, "resources": _resources("250m", "512Mi", "1Gi")},
        "valkey": {"resources": _resources("100m", "128Mi", "1Gi")},
    },
    Preset.PRODUCTION: {
        "librechat": {
            "autoscaling": {"min_replicas": 2, "max_replicas": 10},
            "replicas": 2,
            "resources": {
                "api": _resources("500m", "1536Mi", "2Gi"),
                "rag": _resources("500m", "1Gi", "2Gi"),
            },
        },
        "rag": {"autoscaling": {"min_replicas": 1, "max_replicas": 3}, "replicas": 2},
        "documentdb": {
            "storage": {"size": "50Gi"},
            "resources": _resources("1", "2Gi", "4Gi"),
            "gateway": {"resources": _resources("250m", "256Mi", "512Mi")},
        },
        "pgvector": {"storage": {"size": "50Gi"}, "resources": _resources("500m", "1Gi", "2Gi")},
        "meilisearch": {"storage": {"size": "20Gi"}, "resources": _resources("500m", "1Gi", "2Gi")},
        # Two fifths of the limit are for data: 800 MB.
        "valkey": {"resources": _resources("250m", "256Mi", "2Gi")},
        "searxng": {"replicas": 2, "resources": _resources("250m", "256Mi", "512Mi")},
        # Without definitions of Prometheus' operator, which a cluster may not have.
        "monitoring": {"enabled": True},
        # Where there is a backup: no preset knows where snapshots could go.
        "backup": {"rehearsal": {"enabled": True}},
    },
}
"""Arguments by preset. Where one has both, ``replicas`` is for a workspace that switches ``autoscaling`` off."""
