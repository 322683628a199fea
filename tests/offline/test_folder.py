import errno
import json
import os
import re
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from homelab.offline.folder import PROGRESS_FOLDER, FolderError, OutputFolder
from homelab.offline.generated import GeneratedValues
from homelab.offline.manifests import render
from homelab.offline.report_data import GENERATOR

REPORT = {"generator": GENERATOR}
PASSWORD = "random:index/randomPassword:RandomPassword"


def write(path: Path, *names: str, secrets: str | None = "hush") -> None:
    OutputFolder(path).write(dict.fromkeys(names, "content"), secrets, REPORT)


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.iterdir())


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.iterdir()}


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
    assert modes[2] == 0


def test_what_is_no_longer_rendered_goes_and_what_is_not_ours_stays(out: Path):
    write(out, "a.yaml", "b.yaml")
    (out / "notes.txt").touch()
    write(out, "b.yaml")
    assert names(out) == [".gitignore", "b.yaml", "notes.txt", "report.json", "secrets.yaml"]


def test_secrets_that_are_left_out_stay(out: Path):
    write(out, "a.yaml")
    write(out, "a.yaml", secrets=None)
    assert (out / "secrets.yaml").read_text() == "hush"


def test_secrets_that_were_always_left_out_are_not_there(out: Path):
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


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "<<<<<<< HEAD",
        "[" * 100_000,
        "[]",
        json.dumps(REPORT),
        json.dumps({**REPORT, "files": {"a": 1}}),
        json.dumps({**REPORT, "files": [1]}),
        json.dumps({**REPORT, "files": [], "generatedValues": 3}),
        json.dumps({**REPORT, "files": [], "objects": [1]}),
        b"\xff\xfe",
    ],
    ids=range(10),
)
def test_a_damaged_report_is_one_line(out: Path, damage: str | bytes):
    write(out, "a.yaml")
    (out / "report.json").write_bytes(damage.encode() if isinstance(damage, str) else damage)
    before = contents(out)
    with pytest.raises(FolderError, match=r"report\.json was not written by this command, or is damaged: restore it"):
        OutputFolder(out)
    assert contents(out) == before


def test_what_cannot_be_a_folder_is_one_line(tmp_path: Path):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "reports" / "report.json").mkdir(parents=True)
    for path, reason in (
        (tmp_path / "file" / "out", "Not a directory"),
        (tmp_path / ("x" * 300), "File name too long"),
        (tmp_path / "loop", "is not a folder"),
        (tmp_path / "reports", "report.json: Is a directory"),
        (Path("/proc/nothing"), "No such file or directory"),
    ):
        with pytest.raises(FolderError, match=reason) as caught:
            write(path, "a.yaml")
        assert "\n" not in str(caught.value)


def test_a_folder_in_the_place_of_a_file_is_left_alone(out: Path):
    write(out, "a.yaml", "b.yaml")
    (out / "b.yaml").unlink()
    (out / "b.yaml").mkdir()
    before = (out / "a.yaml").stat().st_ino
    with pytest.raises(FolderError, match=r"contains b\.yaml, which this command did not write"):
        write(out, "a.yaml", "b.yaml")
    assert (out / "a.yaml").stat().st_ino == before


@contextmanager
def limited(most_bytes: int) -> Generator[None]:
    """No file can grow larger, as on a full disk."""
    old_limit, old_handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, old_limit[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old_limit)
        signal.signal(signal.SIGXFSZ, old_handler)


def test_a_full_disk_leaves_everything_as_it_was(out: Path):
    write(out, "a.yaml", "b.yaml")
    before = contents(out)
    with limited(5000), pytest.raises(FolderError, match="File too large"):
        OutputFolder(out).write({"a.yaml": "new", "z.yaml": "x" * 6000}, "new", REPORT)
    assert contents(out) == before


def test_an_error_of_any_file_operation_is_one_line(out: Path, monkeypatch: pytest.MonkeyPatch):
    write(out, "a.yaml", "b.yaml")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    for place, function in ((os, "open"), (os, "fsync"), (Path, "mkdir"), (Path, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(place, function, fail)
            with pytest.raises(FolderError, match="Read-only file system"):
                write(out, "a.yaml", "c.yaml")
    write(out, "a.yaml")


class KilledError(BaseException):
    """Stands for the end of the process: nothing is cleaned up."""


def interrupted(monkeypatch: pytest.MonkeyPatch, number: int, work: Callable[[], object]) -> bool:
    """Do ``work`` until its file operation ``number``; whether it has got that far."""
    count = 0

    def counting(function: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                raise KilledError
            return function(*args, **options)

        return call

    with monkeypatch.context() as patch:
        for place, name in ((os, "open"), (os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "write_text")):
            patch.setattr(place, name, counting(getattr(place, name)))
        patch.setattr(shutil, "rmtree", keep)
        try:
            work()
        except KilledError:
            return True
    return False


def keep(*_: object, **__: object) -> None:
    """Remove nothing."""


@pytest.mark.parametrize("has_earlier_render", [False, True])
def test_a_render_that_is_killed_anywhere_leaves_nothing_for_git_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_earlier_render: bool
):
    def to_take() -> set[str]:
        git = ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
        lines = subprocess.run(git, capture_output=True, text=True, check=True).stdout.splitlines()
        return {line.rpartition("/")[2] for line in lines}

    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    number, goes_on = 0, True
    while goes_on:
        number += 1
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        if has_earlier_render:
            write(out, "a.yaml", "b.yaml")
        goes_on = interrupted(monkeypatch, number, lambda out=out: write(out, "b.yaml", "c.yaml", secrets="new"))
        assert to_take() <= {".gitignore", "a.yaml", "b.yaml", "c.yaml", "report.json"}
        if (out / "secrets.yaml").exists():
            assert (out / "secrets.yaml").read_text() in ("hush", "new")
        write(out, "b.yaml", "c.yaml", secrets="new")
        assert names(out) == [".gitignore", "b.yaml", "c.yaml", "report.json", "secrets.yaml"]
    assert number > 10


def test_ctrl_c_leaves_no_unfinished_files(out: Path, monkeypatch: pytest.MonkeyPatch):
    write(out, "a.yaml")
    before = contents(out)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(out, "b.yaml")
    assert contents(out) == before
    assert not (out / PROGRESS_FOLDER).exists()


class TestGeneratedValues:
    def test_are_those_of_the_earlier_render(self, out: Path):
        values = rendered_values(out)
        assert OutputFolder(out).read_values().get("t::x", PASSWORD, {"length": 20}) == values

    def test_are_none_before_it(self, out: Path):
        assert not OutputFolder(out).read_values().resources

    @pytest.mark.parametrize(
        ("pattern", "replacement", "state"),
        [
            (r"[\s\S]+", "", "is empty"),
            (r"[\s\S]+", "# nothing", "is damaged"),
            (r"(?<=List)[\s\S]+", "", "is damaged"),
            ('"length": 20', '"length": 21', "was edited"),
            (r"\Z", "---\nkind: Secret\n", "was edited"),
            ("values.json:", "values.yaml:", "is damaged"),
        ],
        ids=["emptied", "a comment", "cut off", "a value", "a Secret", "without values"],
    )
    def test_of_a_file_that_is_not_as_it_was_written_are_refused_in_one_line(
        self, out: Path, pattern: str, replacement: str, state: str
    ):
        rendered_values(out)
        file = out / "secrets.yaml"
        file.write_text(re.sub(pattern, replacement, file.read_text(), count=1))
        edited = file.read_text()
        with pytest.raises(FolderError, match=f"secrets.yaml {state}") as caught:
            OutputFolder(out).read_values()
        assert "\n" not in str(caught.value)
        assert file.read_text() == edited

    def test_survive_another_format_of_the_file(self, out: Path):
        values = rendered_values(out)
        file = out / "secrets.yaml"
        file.write_text(yaml.safe_dump_all(yaml.safe_load_all(file.read_text()), indent=6, default_style='"'))
        assert OutputFolder(out).read_values().get("t::x", PASSWORD, {"length": 20}) == values

    def test_that_an_earlier_render_had_are_not_replaced(self, out: Path):
        rendered_values(out)
        (out / "secrets.yaml").unlink()
        folder = OutputFolder(out)
        values = folder.read_values()
        values.get("t::x", PASSWORD, {"length": 20})
        with pytest.raises(
            FolderError, match=r"secrets\.yaml is missing, with the earlier values of x: .* by --new-secrets"
        ):
            folder.check_values(values)

    def test_of_an_earlier_version_are_not_replaced(self, out: Path):
        rendered_values(out)
        report = json.loads((out / "report.json").read_text())
        del report["generatedValues"]
        (out / "report.json").write_text(json.dumps({**report, "objects": [{"kind": "Secret"}]}))
        values = GeneratedValues()
        OutputFolder(out).check_values(values)
        values.get("t::x", PASSWORD, {"length": 20})
        OutputFolder(out).check_values(values)
        (out / "secrets.yaml").unlink()
        with pytest.raises(FolderError, match="by --new-secrets"):
            OutputFolder(out).check_values(values)

    def test_of_what_is_new_in_the_program_are_no_replacement(self, out: Path):
        rendered_values(out)
        folder = OutputFolder(out)
        values = folder.read_values()
        values.get("t::y", PASSWORD, {"length": 20})
        folder.check_values(values)

    def test_are_replaced_by_other_keepers_but_not_by_other_arguments(self, out: Path):
        rendered_values(out)
        folder = OutputFolder(out)
        values = folder.read_values()
        values.get("t::x", PASSWORD, {"length": 20, "keepers": {"rotation": "1"}})
        folder.check_values(values)
        assert list(values.rotated) == ["t::x"]
        values = folder.read_values()
        values.get("t::x", PASSWORD, {"length": 32})
        with pytest.raises(FolderError, match=r"secrets\.yaml has no values for the arguments that x now have: "):
            folder.check_values(values)


def rendered_values(out: Path) -> object:
    """Render a program that has one password, and return it."""
    values = GeneratedValues()
    value = values.get("t::x", PASSWORD, {"length": 20})
    secrets = render([], values, with_secrets=True).secrets
    OutputFolder(out).write({}, secrets, {**REPORT, "generatedValues": list(values.resources)})
    return value


def test_files_may_stand_in_folders_which_go_with_the_last_of_them(out: Path):
    write(out, "a/x.yaml", "a/y.yaml", "b/x.yaml", "c/x.yaml")
    (out / "c" / "notes.txt").touch()
    write(out, "a/x.yaml")
    found = sorted(str(each.relative_to(out)) for each in out.rglob("*") if each.suffix in (".yaml", ".txt"))
    assert found == ["a/x.yaml", "c/notes.txt", "secrets.yaml"]
    assert not (out / "b").exists()


@pytest.mark.parametrize("there", ["link", "file"])
def test_a_folder_that_is_a_link_or_a_file_is_refused(out: Path, tmp_path: Path, there: str):
    write(out, "a/x.yaml")
    shutil.rmtree(out / "a")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x.yaml").write_text("mine")
    if there == "link":
        (out / "a").symlink_to(elsewhere)
    else:
        (out / "a").touch()
    for name in ("a/x.yaml", "b.yaml"):
        with pytest.raises(FolderError, match=r"contains a(, a/x\.yaml)?, which this command did not write"):
            write(out, name)
    assert (elsewhere / "x.yaml").read_text() == "mine"
