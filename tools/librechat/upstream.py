"""Source code of upstream's: which version it is, and which npm packages belong to it."""

import datetime
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.errors import EngineError
from tools.librechat.packages import PROVIDER

LIBRECHAT = "https://github.com/LibreChat-AI/LibreChat"
RAG_API = "https://github.com/danny-avila/rag_api"
AGENTS = "@librechat/agents"
SCHEMAS = "@librechat/data-schemas"


@dataclass(frozen=True)
class Tree:
    """A checkout of LibreChat."""

    folder: Path
    version: str
    """That of its package.json, such as v0.8.8."""
    date: str
    packages: Mapping[str, str]
    """The versions of LibreChat's own npm packages that it has, or needs."""


def clone(repository: str, version: str, folder: Path) -> Path:
    """A checkout of one tag, below ``folder``.

    :raises EngineError: git cannot get it.
    """
    checkout = folder / "source"
    command = ["git", "clone", "--quiet", "--depth", "1", "--branch", version, repository, str(checkout)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise EngineError("git is not on PATH: install it, or give SOURCE, a folder with the source code") from error
    if run.returncode != 0:
        reason = run.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise EngineError(f"cannot clone {version} of {repository}: {reason[0]} (or give SOURCE, a folder with it)")
    return checkout


def read_tree(folder: Path) -> Tree:
    """What a checkout of LibreChat is.

    :raises EngineError: It is none.
    """
    try:
        version = _manifest(folder)["version"]
        packages = {
            AGENTS: _agents(folder),
            SCHEMAS: _manifest(folder / "packages" / "data-schemas")["version"],
            PROVIDER: _manifest(folder / "packages" / "data-provider")["version"],
        }
    except (OSError, KeyError, ValueError) as error:
        raise EngineError(f"{folder} is no checkout of LibreChat: {error}") from error
    return Tree(folder, version if version.startswith("v") else f"v{version}", last_change(folder), packages)


def last_change(folder: Path) -> str:
    """The day of the last commit, or, without git, of the newest file at the top, which archives keep."""
    if (folder / ".git").exists():
        command = ["git", "-C", str(folder), "log", "-1", "--format=%cs"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    newest = max((path.stat().st_mtime for path in folder.iterdir() if path.is_file()), default=0.0)
    return datetime.datetime.fromtimestamp(newest, datetime.UTC).date().isoformat()


def _agents(folder: Path) -> str:
    """The version of @librechat/agents that is installed; without a lock file the least one that will do."""
    lock = folder / "package-lock.json"
    if lock.is_file():
        return json.loads(lock.read_text(encoding="utf-8"))["packages"][f"node_modules/{AGENTS}"]["version"]
    return _manifest(folder / "api")["dependencies"][AGENTS].lstrip("^~")


def _manifest(folder: Path) -> Mapping[str, Any]:
    return json.loads((folder / "package.json").read_text(encoding="utf-8"))
