"""Dashboards for Grafana: generated JSON (see ``tools.dashboards``), with a workspace's name and namespace put in."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "dashboards"
NAMES = ("workspace", "stores")
LABELS = {"grafana_dashboard": "1"}


def dashboard(name: str, *, workspace: str, namespace: str) -> str:
    """JSON of a dashboard for one workspace; Grafana tells dashboards apart by their ``uid``."""
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    identity = hashlib.sha256(f"{namespace}/{workspace}".encode()).hexdigest()[:12]
    values: Mapping[str, str] = {"namespace": namespace, "workspace": workspace}
    for variable in document["templating"]["list"]:
        if variable["name"] in values:
            variable["query"] = values[variable["name"]]
    document["uid"] = f"homelab-{name}-{identity}"
    document["title"] = f"{workspace}: {document['title']}"
    return json.dumps(document, indent=1) + "\n"
