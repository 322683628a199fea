"""The volume's folders, by the rendered script and a stand-in for Meilisearch that only tells its version."""

import os
import subprocess
from pathlib import Path

import pytest

from homelab import Meilisearch, MeilisearchArgs
from homelab.components.meilisearch.versions import DATA
from tests.components.recorded import container, environment, objects


class Volume:
    """A volume, and starts of servers of different versions on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data"
        self.folder.mkdir()
        self._programs = folder / "bin"
        self._programs.mkdir()

    def start(self, version: str, **args: bool) -> int:
        program = self._programs / "meilisearch"
        program.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo "meilisearch {version}" || mkdir -p "$MEILI_DB_PATH"\n'
        )
        program.chmod(0o755)
        made = objects(lambda: Meilisearch("search", {"namespace": "ai", **args}))["StatefulSet", "search"]  # type: ignore[typeddict-item]
        prepare, serve = container(made, init=True), container(made)
        path = f"{self._programs}:{os.environ['PATH']}"
        variables = {each["name"]: each["value"].replace(DATA, str(self.folder)) for each in prepare["env"]}
        prepared = subprocess.run(prepare["command"], env={**variables, "PATH": path}, check=False)
        if prepared.returncode:
            return prepared.returncode
        command = [part.replace(DATA, str(self.folder)) for part in serve["args"]]
        return subprocess.run(command, env={"PATH": path}, check=False).returncode

    @property
    def versions(self) -> set[str]:
        return {path.name for path in (self.folder / "versions").iterdir()}

    def used(self, version: str, when: int) -> None:
        os.utime(self.folder / "versions" / version, (when, when))


@pytest.fixture
def volume(tmp_path: Path) -> Volume:
    return Volume(tmp_path)


def test_each_version_has_a_folder_of_its_own(volume: Volume):
    assert volume.start("1.35.1") == 0
    assert volume.start("1.35.2") == 0
    assert volume.versions == {"1.35.1", "1.35.2"}


def test_only_the_version_that_ran_last_is_kept_beside_the_current_one(volume: Volume):
    for when, version in enumerate(["1.34.0", "1.35.1", "1.36.0"], start=1000):
        volume.start(version)
        volume.used(version, when)
    assert volume.versions == {"1.35.1", "1.36.0"}
    assert volume.start("1.35.1") == 0
    assert volume.versions == {"1.35.1", "1.36.0"}


def test_former_indexes_go_at_once_where_they_are_not_to_be_kept(volume: Volume):
    volume.start("1.35.1")
    volume.start("1.36.0", keep_previous_indexes=False)
    assert volume.versions == {"1.36.0"}


def test_indexes_of_before_there_were_folders_are_taken_along(volume: Volume):
    former = volume.folder / "data.ms"
    former.mkdir()
    (former / "VERSION").write_text("1.35.1")
    (former / "documents").write_text("all of them")
    assert volume.start("1.35.1") == 0
    assert (volume.folder / "versions/1.35.1/documents").read_text() == "all of them"
    assert not former.exists()


def test_without_a_version_nothing_is_touched(volume: Volume):
    volume.start("1.35.1")
    assert volume.start("") == 1
    assert volume.versions == {"1.35.1"}


def test_no_version_upgrades_another_one_s_database():
    args: MeilisearchArgs = {"namespace": "ai"}
    variables = environment(objects(lambda: Meilisearch("search", args)), "StatefulSet", "search")
    assert not {"MEILI_UPGRADE_DB", "MEILI_EXPERIMENTAL_DUMPLESS_UPGRADE", "MEILI_DB_PATH"} & variables.keys()
