from pathlib import Path

import pytest

from tests.tools.release.checkouts import PYPROJECT, checkout, commit
from tools.release.distribution import build
from tools.release.errors import ReleaseError
from tools.release.repository import Repository

HOOK = '\n[tool.hatch.build.hooks.custom]\npath = "hook.py"\n'
RANDOM = """
import uuid
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
class Hook(BuildHookInterface):
    def initialize(self, version, build_data):
        with open("small/random.py", "w") as file:
            file.write(f"# {uuid.uuid4()}")
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return checkout(tmp_path / "small")


def test_two_builds_give_the_same_bytes_of_what_is_committed(repository: Repository, tmp_path: Path):
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "small-0.1.0.tar.gz").write_text("of an earlier release")
    (repository.root / "small" / "uncommitted.py").write_text("")
    built = build(repository, folder)
    assert [*built] == ["small-0.2.0-py3-none-any.whl", "small-0.2.0.tar.gz"]
    assert {file.name for file in folder.iterdir()} == {*built}
    assert b"uncommitted" not in (folder / "small-0.2.0-py3-none-any.whl").read_bytes()


def test_a_build_that_differs_from_time_to_time_is_refused(repository: Repository, tmp_path: Path):
    (repository.root / "pyproject.toml").write_text(PYPROJECT + HOOK)
    (repository.root / "hook.py").write_text(RANDOM)
    commit(repository.root)
    with pytest.raises(ReleaseError, match=r"a second build gave other bytes for small-0\.2\.0-py3-none-any\.whl"):
        build(repository, tmp_path / "dist")


def test_a_build_that_fails_says_why(repository: Repository, tmp_path: Path):
    (repository.root / "README.md").unlink()
    commit(repository.root)
    with pytest.raises(ReleaseError, match="Readme file does not exist"):
        build(repository, tmp_path / "dist")
