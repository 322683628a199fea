import json
import shutil
from pathlib import Path

import pytest

from homelab.librechat_config.schema import published
from tools.librechat.packages import FOLDER, PackageError, _fingerprint, install, pin_provider, pinned_provider, unpack
from tools.librechat.schema import FILE

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


FAILS = "echo 'no such package' >&2; exit 1"


def no_program(name: str) -> None:
    """Nothing is on PATH."""


def any_program(name: str) -> str:
    return name


def test_without_node_the_error_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(shutil, "which", no_program)
    with pytest.raises(PackageError, match="node 20 or newer and npm"):
        install(tmp_path)


def test_what_is_installed_is_used_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(shutil, "which", any_program)
    monkeypatch.setenv("PATH", str(tmp_path))
    folder = tmp_path / _fingerprint(FOLDER)
    folder.mkdir()
    assert install(tmp_path) == folder


def npm_that(folder: Path, script: str) -> Path:
    """A folder with a program called npm."""
    npm = folder / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f"#!/bin/sh\n{script}\n")
    npm.chmod(0o755)
    return npm.parent


def test_a_failed_installation_leaves_nothing_and_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(shutil, "which", any_program)
    monkeypatch.setenv("PATH", f"{npm_that(tmp_path, FAILS)}:/usr/bin:/bin")
    with pytest.raises(PackageError, match="npm ci failed:\nno such package"):
        install(tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())


def test_a_version_that_npm_has_not_leaves_the_pin_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    before = [(FOLDER / name).read_bytes() for name in ("package.json", "package-lock.json")]
    monkeypatch.setattr(shutil, "which", any_program)
    monkeypatch.setenv("PATH", f"{npm_that(tmp_path, FAILS)}:/usr/bin:/bin")
    with pytest.raises(PackageError, match="npm install failed:\nno such package"):
        pin_provider("999.0.0")
    assert [(FOLDER / name).read_bytes() for name in ("package.json", "package-lock.json")] == before


def test_the_version_that_is_pinned_needs_no_npm(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", no_program)
    pin_provider(pinned_provider())


def test_a_package_is_unpacked_into_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "index.js").write_text("process.env.ONE")
    pack = "tar czf scope-name-1.0.0.tgz package; rm -r package; echo scope-name-1.0.0.tgz"
    monkeypatch.setattr(shutil, "which", any_program)
    monkeypatch.setenv("PATH", f"{npm_that(tmp_path, pack)}:/usr/bin:/bin")
    folder = unpack("@scope/name", "1.0.0", tmp_path)
    assert (folder / "package" / "index.js").read_text() == "process.env.ONE"
    assert folder.parent == tmp_path
