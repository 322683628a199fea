import json
import shutil
from pathlib import Path

import pytest

from homelab.librechat_config.schema import published
from tools.librechat_schema import packages
from tools.librechat_schema.generate import FILE
from tools.librechat_schema.packages import FOLDER, InstallError, install

PINNED = json.loads((FOLDER / "package.json").read_text())["dependencies"]
LOCKED = json.loads((FOLDER / "package-lock.json").read_text())["packages"]


def test_the_file_is_of_the_version_that_is_pinned():
    assert published.json_schema()["x-librechat"]["version"] == PINNED["librechat-data-provider"]
    assert list(FILE.parent.glob("*.schema.json")) == [FILE]


def test_packages_are_pinned_with_hashes_and_without_addresses():
    assert LOCKED[""]["dependencies"] == PINNED
    assert all(version[0].isdigit() for version in PINNED.values())
    locked = [package for path, package in LOCKED.items() if path]
    assert all(package["integrity"] and "resolved" not in package for package in locked)


def test_the_packages_agree_on_one_zod():
    assert [path for path in LOCKED if path.endswith("node_modules/zod")] == ["node_modules/zod"]


def no_program(name: str) -> None:
    """Nothing is on PATH."""


def any_program(name: str) -> str:
    return name


def test_without_node_the_error_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(shutil, "which", no_program)
    with pytest.raises(InstallError, match="node 20 or newer and npm"):
        install(tmp_path)


def test_what_is_installed_is_used_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(shutil, "which", any_program)
    monkeypatch.setenv("PATH", str(tmp_path))
    folder = tmp_path / packages._fingerprint()
    folder.mkdir()
    assert install(tmp_path) == folder


def test_a_failed_installation_leaves_nothing_and_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text("#!/bin/sh\necho 'no such package' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setattr(shutil, "which", any_program)
    monkeypatch.setenv("PATH", f"{npm.parent}:/usr/bin:/bin")
    with pytest.raises(InstallError, match="npm ci failed:\nno such package"):
        install(tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())
