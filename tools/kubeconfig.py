"""Which cluster a kubeconfig leads to."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from tools.errors import EngineError


def load_mapping(file: Path) -> dict[str, Any]:
    """Read a YAML or JSON file that holds a mapping; an empty file is an empty one.

    :raises EngineError: It holds anything else.
    """
    try:
        loaded: object = yaml.safe_load(file.read_text()) or {}
    except yaml.YAMLError as error:
        raise EngineError(f"{file} is no valid YAML{_where(error)}") from error
    if not isinstance(loaded, dict):
        raise EngineError(f"{file} holds no mapping")
    return cast("dict[str, Any]", loaded)


def _where(error: yaml.YAMLError) -> str:
    """Line, column and problem of a YAML error, as far as it has them; what stands there may be a secret."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return ""
    mark = error.problem_mark
    return f": line {mark.line + 1}, column {mark.column + 1}: {error.problem}"


def kubeconfig_files(environ: Mapping[str, str]) -> list[Path]:
    """The kubeconfig files in use: those of ``KUBECONFIG``, else ``~/.kube/config``."""
    named = [Path(name) for name in environ.get("KUBECONFIG", "").split(os.pathsep) if name]
    return named or [Path.home() / ".kube" / "config"]


def target_cluster(files: list[Path], context: str | None = None) -> str:
    """Name the context, by default the current one, and its API server's address: what the engine is about to change.

    As for ``kubectl``, a file that does not exist is skipped, and of several the first one that defines a name wins.

    :raises EngineError: There is no file or no current context, or the context or its cluster is not defined.
    """
    loaded = [load_mapping(file) for file in reversed(files) if file.is_file()]
    names = os.pathsep.join(map(str, files))
    if not loaded:
        raise EngineError(f"there is no kubeconfig at {names}; `make demo` needs no cluster")
    current = [config["current-context"] for config in loaded if config.get("current-context")]
    try:
        clusters = {
            item["name"]: item["context"]["cluster"] for config in loaded for item in config.get("contexts") or []
        }
        servers = {
            item["name"]: item["cluster"]["server"] for config in loaded for item in config.get("clusters") or []
        }
    except (KeyError, TypeError) as error:
        raise EngineError(f"{names} is no kubeconfig: a context or cluster lacks its name or address") from error
    if not (context or current):
        raise EngineError(f"{names} has no current context: set one with `kubectl config use-context NAME`")
    context = context or current[-1]
    if context not in clusters:
        raise EngineError(f"{names} has no context {context!r}, only {', '.join(sorted(clusters)) or 'none at all'}")
    if clusters[context] not in servers:
        raise EngineError(f"{names} has no cluster {clusters[context]!r}, which its context {context!r} names")
    return f"context {context} ({servers[clusters[context]]})"
