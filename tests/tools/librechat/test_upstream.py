import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.tools.librechat.checkout import PACKAGES, checkout
from tools.errors import EngineError
from tools.librechat.upstream import clone, last_change, read_tree


def commit(folder: Path) -> None:
    """Make a folder a repository with one commit."""
    date = "2026-08-21T12:00:00Z"
    environment = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "x"], ["tag", "v1.0.0"]):
        subprocess.run(["git", "-C", str(folder), *command], env=environment, check=True)


def test_a_checkout_says_which_packages_belong_to_it(tmp_path: Path):
    tree = read_tree(checkout(tmp_path, "v0.8.9", ["ONE"], []))
    assert (tree.version, tree.folder) == ("v0.8.9", tmp_path)
    assert tree.packages == PACKAGES


def test_what_is_installed_counts_more_than_what_would_do(tmp_path: Path):
    lock = {"packages": {"node_modules/@librechat/agents": {"version": "3.10.0"}}}
    (checkout(tmp_path, "0.8.9", ["ONE"], []) / "package-lock.json").write_text(json.dumps(lock))
    tree = read_tree(tmp_path)
    assert (tree.version, tree.packages["@librechat/agents"]) == ("v0.8.9", "3.10.0")


def test_another_folder_is_refused(tmp_path: Path):
    with pytest.raises(EngineError, match="is no checkout of LibreChat: "):
        read_tree(tmp_path)


def test_the_last_change_is_the_last_commit_or_the_newest_file(tmp_path: Path):
    checkout(tmp_path, "v1", ["ONE"], [])
    for file in tmp_path.iterdir():
        os.utime(file, (1_780_000_000, 1_780_000_000))
    assert last_change(tmp_path) == "2026-05-28"
    commit(tmp_path)
    assert last_change(tmp_path) == "2026-08-21"


def test_a_tag_is_cloned(tmp_path: Path):
    commit(checkout(tmp_path / "origin", "v1.0.0", ["ONE"], []))
    assert read_tree(clone(f"file://{tmp_path}/origin", "v1.0.0", tmp_path)).version == "v1.0.0"
    with pytest.raises(EngineError, match=r"^cannot clone v2.0.0 of file://.*SOURCE, a folder with it\)$"):
        clone(f"file://{tmp_path}/origin", "v2.0.0", tmp_path / "other")
