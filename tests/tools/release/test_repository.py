from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.release.checkouts import CHANGELOG, PYPROJECT, checkout, commit, git
from tools.release.errors import ReleaseError
from tools.release.repository import Repository, problems

TAG = "v0.2.0"


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return checkout(tmp_path / "small")


def test_a_clean_main_with_its_notes_is_released(repository: Repository):
    assert [*problems(repository, "")] == []


def rewrite(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / file).write_text((folder / file).read_text().replace(old, new))
        commit(folder)

    return change


def run(*arguments: str) -> Callable[[Path], None]:
    return lambda folder: git(folder, *arguments)


def write_a_file(folder: Path) -> None:
    (folder / "new").write_text("")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (rewrite("CHANGELOG.md", CHANGELOG, "## Unreleased\n"), "the newest section of CHANGELOG.md is Unreleased"),
        (rewrite("pyproject.toml", "0.2.0", "0.3.0"), "has version 0.3.0, the newest section of CHANGELOG.md is 0.2.0"),
        (rewrite("CHANGELOG.md", "Unreleased\n", "Unreleased\n- More.\n"), "has entries under Unreleased"),
        (write_a_file, "changes that are not committed"),
        (run("switch", "--create", "other"), "made of main, not of other: git switch main"),
        (run("tag", TAG), "v0.2.0 is there already"),
        (run("tag", "v0.10.0"), "v0.10.0 is newer than 0.2.0"),
    ],
)
def test_what_is_not_ready_says_what_is_missing(repository: Repository, change: Callable[[Path], None], problem: str):
    change(repository.root)
    (found,) = problems(repository, "")
    assert problem in found


def test_a_tag_on_main_is_released_from_a_checkout_of_it(repository: Repository):
    git(repository.root, "tag", TAG)
    git(repository.root, "switch", "--detach", TAG)
    assert [*problems(repository, TAG)] == []


def test_a_tag_of_another_version_is_refused(repository: Repository):
    git(repository.root, "tag", "v0.1.0")
    assert [*problems(repository, "v0.1.0")] == ["the tag is v0.1.0, the version in pyproject.toml is 0.2.0"]


def test_a_tag_that_is_not_checked_out_is_refused(repository: Repository):
    git(repository.root, "tag", TAG)
    commit(repository.root)
    git(repository.root, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert [*problems(repository, TAG)] == ["v0.2.0 is another commit than the one that is checked out"]


def test_a_tag_beside_main_is_refused(repository: Repository):
    commit(repository.root)
    git(repository.root, "tag", TAG)
    assert [*problems(repository, TAG)] == ["the commit of v0.2.0 is not in origin/main"]


def test_only_what_is_committed_is_extracted(repository: Repository, tmp_path: Path):
    (repository.root / "secret").write_text("")
    folder = repository.extract(tmp_path / "extracted")
    assert (folder / "pyproject.toml").read_text() == PYPROJECT
    assert not (folder / "secret").exists()


def test_what_is_no_repository_is_an_error(tmp_path: Path):
    with pytest.raises(ReleaseError, match="git status --porcelain: "):
        Repository(tmp_path).git("status", "--porcelain")
