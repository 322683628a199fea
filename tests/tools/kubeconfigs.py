"""Kubeconfigs for tests."""

from pathlib import Path

import yaml


def kubeconfig(file: Path, current: str = "", **servers: str) -> Path:
    """A kubeconfig with a context and a cluster ``NAME-cluster`` for each server."""
    content = {
        "current-context": current,
        "contexts": [{"name": name, "context": {"cluster": f"{name}-cluster"}} for name in servers],
        "clusters": [{"name": f"{name}-cluster", "cluster": {"server": server}} for name, server in servers.items()],
    }
    file.write_text(yaml.safe_dump(content))
    return file
