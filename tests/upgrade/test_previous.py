import subprocess
from pathlib import Path

import pytest

from tests.upgrade.previous import GitError, NoHistoryError, extract, previous_state


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--initial-branch=main")
    commit(folder, "first")
    return folder


def commit(folder: Path, content: str, *tags: str) -> None:
    (folder / "file").write_text(content)
    git(folder, "add", "file")
    git(folder, "commit", "--message", content)
    for tag in tags:
        git(folder, "tag", tag)


def test_without_a_tag_it_is_the_named_commit(repository: Path):
    assert previous_state(repository, first="HEAD") == "HEAD"


def test_it_is_the_newest_version_before_head(repository: Path):
    commit(repository, "second", "v0.9.0")
    commit(repository, "third", "v0.10.0-rc1", "v0.10.0", "week-1")
    assert previous_state(repository) == "v0.9.0"
    commit(repository, "fourth")
    assert previous_state(repository) == "v0.10.0"


def test_a_tag_beside_the_history_of_head_does_not_count(repository: Path):
    git(repository, "switch", "--create", "other")
    commit(repository, "second", "v9.0.0")
    git(repository, "switch", "main")
    commit(repository, "third")
    assert previous_state(repository, first="none") == "none"


def test_the_files_of_a_revision_are_extracted(repository: Path, tmp_path: Path):
    git(repository, "tag", "v0.1.0")
    commit(repository, "second")
    folder = extract(repository, previous_state(repository), tmp_path / "extracted" / "here")
    assert [(file.name, file.read_text()) for file in folder.iterdir()] == [("file", "first")]
    assert [entry.name for entry in folder.parent.iterdir()] == ["here"]


def test_an_unknown_revision_is_an_error(repository: Path, tmp_path: Path):
    with pytest.raises(GitError, match=r"v0\.1\.0"):
        extract(repository, "v0.1.0", tmp_path / "extracted")


def test_a_shallow_clone_has_no_history(repository: Path, tmp_path: Path):
    commit(repository, "second")
    git(tmp_path, "clone", "--depth=1", f"file://{repository}", "shallow")
    with pytest.raises(NoHistoryError, match="is a shallow clone"):
        previous_state(tmp_path / "shallow")


def test_a_folder_outside_git_has_no_history(tmp_path: Path):
    with pytest.raises(NoHistoryError, match="not a git repository"):
        previous_state(tmp_path)


def test_files_inside_of_another_repository_have_no_history(repository: Path):
    (repository / "unpacked").mkdir()
    with pytest.raises(NoHistoryError, match="the git repository of"):
        previous_state(repository / "unpacked")
