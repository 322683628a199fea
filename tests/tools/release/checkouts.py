"""Checkouts of a small project that can be released."""

import subprocess
from pathlib import Path

from tools.release.repository import Repository

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "small"
version = "0.2.0"
description = "For tests"
readme = "README.md"
requires-python = ">=3.11"

[tool.hatch.build.targets.wheel]
packages = ["small"]
"""
CHANGELOG = "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n- All.\n"


def checkout(folder: Path) -> Repository:
    """A checkout of main with one commit, which is on origin."""
    (folder / "small").mkdir(parents=True)
    (folder / "small" / "__init__.py").write_text("")
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    (folder / "README.md").write_text("# Small\n")
    git(folder, "init", "--initial-branch=main")
    commit(folder)
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    return Repository(folder)


def commit(folder: Path) -> None:
    """Commit all that the folder has."""
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "x", "--allow-empty")


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody without settings."""
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)
