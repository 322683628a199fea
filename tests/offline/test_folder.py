import json
import os
from pathlib import Path

import pytest

from homelab.offline.folder import FolderError, OutputFolder
from homelab.offline.report import GENERATOR

REPORT = {"generator": GENERATOR}


def write(path: Path, *names: str, secrets: str | None = "hush") -> None:
    OutputFolder(path).write(dict.fromkeys(names, "content"), secrets, REPORT)


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.iterdir())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "out"


def test_everything_is_written(out: Path):
    write(out, "a.yaml")
    assert names(out) == [".gitignore", "a.yaml", "report.json", "secrets.yaml"]
    assert (out / "a.yaml").read_text() == "content"
    assert (out / ".gitignore").read_text() == "secrets.yaml\n"


def test_only_the_owner_reads_secrets(out: Path):
    mask = os.umask(0o000)
    try:
        write(out, "a.yaml")
        (out / "secrets.yaml").chmod(0o644)
        write(out, "a.yaml")
    finally:
        os.umask(mask)
    assert (out / "secrets.yaml").stat().st_mode & 0o777 == 0o600
    assert (out / "a.yaml").stat().st_mode & 0o777 == 0o666


def test_secrets_are_never_open_to_others_while_written(out: Path, monkeypatch: pytest.MonkeyPatch):
    modes: list[int] = []
    replace = Path.replace

    def watch(self: Path, target: Path) -> Path:
        modes.append(self.stat().st_mode & 0o077)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watch)
    write(out)
    assert modes[1] == 0


def test_what_is_no_longer_rendered_goes_and_what_is_not_ours_stays(out: Path):
    write(out, "a.yaml", "b.yaml")
    (out / "notes.txt").touch()
    write(out, "b.yaml")
    assert names(out) == [".gitignore", "b.yaml", "notes.txt", "report.json", "secrets.yaml"]


def test_secrets_that_are_left_out_stay(out: Path):
    write(out, "a.yaml")
    write(out, "a.yaml", secrets=None)
    assert OutputFolder(out).read_secrets() == "hush"


def test_there_are_no_secrets_before_the_first_render(out: Path):
    assert OutputFolder(out).read_secrets() is None
    write(out, "a.yaml", secrets=None)
    assert names(out) == [".gitignore", "a.yaml", "report.json"]


def test_a_folder_of_others_is_refused(tmp_path: Path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(FolderError, match="contains other files"):
        OutputFolder(tmp_path)
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(FolderError, match="was not written by this command"):
        OutputFolder(tmp_path)
    with pytest.raises(FolderError, match="is not a folder"):
        OutputFolder(tmp_path / "mine.txt")


def test_an_empty_folder_will_do(tmp_path: Path):
    write(tmp_path, "a.yaml")
    assert "a.yaml" in names(tmp_path)


def test_nothing_is_written_over_a_file_of_others(out: Path):
    write(out, "a.yaml")
    (out / "b.yaml").write_text("mine")
    with pytest.raises(FolderError, match=r"contains b\.yaml, which this command did not write"):
        write(out, "b.yaml")
    assert (out / "b.yaml").read_text() == "mine"
    assert (out / "a.yaml").exists()


def test_a_report_cannot_make_it_remove_files_elsewhere(out: Path):
    write(out, "a.yaml")
    outside = out.parent / "outside.txt"
    outside.touch()
    (out / "report.json").write_text(json.dumps({**REPORT, "files": ["../outside.txt", "a.yaml", "report.json"]}))
    (out / "secrets.yaml").unlink()
    (out / ".gitignore").unlink()
    write(out)
    assert outside.exists()
    assert "a.yaml" not in names(out)
