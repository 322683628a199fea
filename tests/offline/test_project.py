from pathlib import Path

import pytest

from homelab.offline.project import ProjectError, load_project

PROJECT = "name: p\nruntime: python\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "__main__.py").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("entry", "message"),
    [("{default: x}", "'aws:region' is not namespaced"), ("{value: }", "must provide an attribute 'value'")],
)
def test_another_packages_key_takes_a_value_alone(folder: Path, entry: str, message: str):
    (folder / "Pulumi.yaml").write_text(f"{PROJECT}config: {{aws:region: {entry}}}")
    with pytest.raises(ProjectError, match=message):
        load_project(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("runtime: python", "missing a non-empty string 'name'"),
        ("{name: p, runtime: nodejs}", "runtime 'nodejs': only python"),
        ("{name: p, runtime: {name: go}}", "runtime 'go': only python"),
        ("{name: p, runtime: python, main: src}", "src is not a Python program"),
        ("[]", "must be a mapping, not a list"),
        ("{", "is not valid YAML: line 1, column 2"),
        ("{name: p, name: q, runtime: python}", "duplicate key 'name': first in line 1"),
        ("{name: true, runtime: python}", "missing a non-empty string 'name'"),
        ("{name: p, runtime: python, main: 3}", "main must be the path of a folder or file"),
        ('{name: p, runtime: python, main: "a\\0"}', "main must be the path of a folder or file"),
        ("{name: p, runtime: python, stackConfigDir: [a]}", "stackConfigDir must be the path"),
        ("{name: p, runtime: python, config: 3}", "config must be a mapping, not a int"),
        ("{name: p, runtime: python, config: {a: {type: [b]}}}", "'a': its type must be a string"),
        ("{name: p, runtime: python, config: {a: {type: array, items: 3}}}", "'a': its type must be a string"),
    ],
)
def test_what_is_no_project_is_refused(folder: Path, content: str, message: str):
    (folder / "Pulumi.yaml").write_text(content)
    if content == "[]":
        (folder / "Pulumi.yaml").write_text("[1]")
    with pytest.raises(ProjectError, match=message):
        load_project(folder)


def test_a_missing_project_is_named(tmp_path: Path):
    with pytest.raises(ProjectError, match=r"which has no Pulumi\.yaml: name another folder by --cwd, or write"):
        load_project(tmp_path)


def test_a_program_may_be_a_folder_or_a_file(folder: Path):
    (folder / "src").mkdir()
    (folder / "src" / "__main__.py").touch()
    (folder / "run.py").touch()
    for main in ("src", "run.py"):
        (folder / "Pulumi.yaml").write_text(f"{PROJECT}main: {main}")
        assert load_project(folder).main == folder / main
