import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from homelab.librechat_config.variables import announced
from tests.tools.librechat.checkout import PACKAGES, checkout
from tools.errors import EngineError
from tools.librechat.files import Files
from tools.librechat.release import move_rag_api_to, move_to
from tools.librechat.upstream import SCHEMAS

HERE = Files()
TABLE = HERE.read(HERE.librechat_variables)
SOURCE = TABLE["source"]


def constantly(answer: Any) -> Callable[[Path], Any]:
    """A function that always answers the same."""

    def function(_folder: Path) -> Any:
        return answer

    return function


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """A checkout of homelab as far as it is generated, whose npm gives what is there already."""
    root = tmp_path / "homelab"
    shutil.copytree(HERE.root / "homelab", root / "homelab", ignore=shutil.ignore_patterns("__pycache__"))
    for file in HERE.releases():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE.root / file, root / file)
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    pinned: list[str] = []
    monkeypatch.setattr("tools.librechat.packages.install", constantly(root))
    monkeypatch.setattr("tools.librechat.packages.pin_provider", pinned.append)
    monkeypatch.setattr("tools.librechat.packages.unpack", unpacked)
    monkeypatch.setattr("tools.librechat.schema.generated", constantly(HERE.schema.read_text()))
    return Files(root)


def unpacked(name: str, version: str, folder: Path) -> Path:
    """A package that reads one of the variables that LibreChat reads, too."""
    package = folder / f"{name.replace('/', '-')}-{version}"
    package.mkdir()
    (package / "index.js").write_text(f"process.env.{TABLE['read'][0]}")
    return package


def source(folder: Path, version: str, **changed: Any) -> Path:
    return checkout(folder, version, **{"read": TABLE["read"], "mentioned": TABLE["only_mentioned"], **changed})


def changes(files: Files) -> list[str]:
    command = ["git", "-C", str(files.root), "diff", "--name-only"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_the_present_release_changes_nothing(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tools.librechat.upstream.last_change", constantly(SOURCE["date"]))
    # A package is recorded that is another one than the checkout's.
    packages = {**PACKAGES, **SOURCE["packages"], **({SCHEMAS: "0.0.1"} if SCHEMAS in SOURCE["packages"] else {})}
    tree = source(tmp_path / "tree", SOURCE["tree"], packages=packages)
    text = move_to(SOURCE["release"], files, source=tree, is_near=True)
    assert text.startswith("Nothing has changed.\n")
    assert changes(files) == []


def test_another_release_is_moved_to_in_one_go(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tools.librechat.upstream.last_change", constantly("2027-01-01"))
    tree = source(tmp_path / "tree", "v0.9.9", read=[*TABLE["read"], "NEW_SERVICE_URL"])
    text = move_to("v0.9.9", files, source=tree)
    assert "  + NEW_SERVICE_URL\n" in text
    assert "  variables/addresses.json: is NEW_SERVICE_URL called?" in text
    assert ("announced.json: empty it" in text) == bool(announced.ADDED)
    assert {release for found in files.releases().values() for release in found} == {"v0.9.9"}
    assert files.read(files.librechat_variables)["source"] == {
        "release": "v0.9.9",
        "tree": "v0.9.9",
        "date": "2027-01-01",
        "packages": {"@librechat/agents": "3.9.2", "librechat-data-provider": "0.8.524"},
    }
    assert move_to("v0.9.9", files, source=tree).startswith("Nothing has changed.\n")


def test_packages_that_are_given_count_more_than_the_checkouts(files: Files, tmp_path: Path):
    tree = source(tmp_path / "tree", "v0.9.9")
    move_to("v0.9.9", files, source=tree, given={"librechat-data-provider": "9.9.9"})
    assert files.read(files.librechat_variables)["source"]["packages"]["librechat-data-provider"] == "9.9.9"


def test_a_checkout_of_another_version_is_refused_unless_it_is_said_to_be_near(files: Files, tmp_path: Path):
    tree = source(tmp_path / "tree", "v0.9.9-rc1")
    with pytest.raises(EngineError, match=r"is v0.9.9-rc1, not v0.9.9: check out the tag, or give NEAR=1$"):
        move_to("v0.9.9", files, source=tree)
    assert changes(files) == []
    assert "the table is of v0.9.9-rc1" in move_to("v0.9.9", files, source=tree, is_near=True)


def test_the_rag_apis_variables_come_from_its_source(files: Files, tmp_path: Path):
    (tmp_path / "rag_api").mkdir()
    (tmp_path / "rag_api" / "config.py").write_text("import os\nos.getenv('DB_HOST'), os.getenv('NEW_NAME')")
    lines = move_rag_api_to("v9.9.9", files, source=tmp_path / "rag_api").splitlines()
    assert "+ NEW_NAME" in lines
    assert "- DB_PORT" in lines
    assert files.read(files.rag_api_variables)["read"] == ["DB_HOST", "NEW_NAME"]
