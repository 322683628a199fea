"""Sizes of what a workspace has on AWS.

A preset says of each part whether there is one, and how large: what it does not mention is not created. What the user
says of a part wins over it, leaf by leaf. What each costs is computed in docs/aws.md.
"""

from collections.abc import Mapping
from typing import Any

from homelab.modules.presets import Preset

PARTS = (
    *("bedrock", "files", "postgres", "document_database", "cache", "edge"),
    *("monitoring", "costs", "backup", "audit"),
)
"""Groups of `homelab.aws.AWSWorkspaceArgs` that can be left out."""

PRESETS: Mapping[Preset, Mapping[str, Mapping[str, Any]]] = {
    # Everything is in the cluster but what costs by use alone.
    Preset.DEVELOPMENT: {"bedrock": {}, "files": {}},
    Preset.STAGING: {
        "bedrock": {},
        "files": {},
        "postgres": {"instance_class": "db.t4g.small", "backup_days": 7},
        "document_database": {"kind": "serverless", "max_capacity": 2, "backup_days": 7},
        "cache": {"node_type": "cache.t4g.micro", "replicas": 0},
        "edge": {},
        "monitoring": {},
    },
    Preset.PRODUCTION: {
        "bedrock": {},
        "files": {},
        "postgres": {"instance_class": "db.t4g.medium", "multi_az": True},
        "document_database": {"instance_class": "db.t4g.medium", "instances": 2},
        "cache": {"node_type": "cache.t4g.small", "replicas": 1},
        "edge": {},
        "monitoring": {},
        "backup": {},
    },
}
"""Arguments of the parts by preset."""


def parts_of(args: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Arguments of the parts that there are, completed by the preset."""
    defaults = PRESETS[args.get("preset", Preset.DEVELOPMENT)]
    found = {name: {**defaults.get(name, {}), **args.get(name, {})} for name in PARTS if name in {*defaults, *args}}
    there = {name: group for name, group in found.items() if not group.get("skip")}
    return {name: {key: value for key, value in group.items() if key != "skip"} for name, group in there.items()}
