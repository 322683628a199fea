import json
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app
from homelab.diff.notes import APART

PROGRAM = Path(__file__).parents[1] / "offline" / "programs" / "store"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def render(out: Path, greeting: str, *options: str) -> Path:
    assert run("render", "--cwd", PROGRAM, "--out", out, "--config", f"greeting={greeting}", *options).exit_code == 0
    return out


def against_stack(folder: Path, greeting: str) -> Result:
    return run("diff", folder, "--stack", "dev", "--cwd", PROGRAM, "--config", f"greeting={greeting}", "--json")


def greetings(result: Result) -> list[list[str]]:
    assert result.exit_code in (0, 1), result.stderr
    changes = json.loads(result.stdout)["changes"]
    return [[change["verb"], field["old"], field["new"]] for change in changes for field in change["fields"]]


def test_two_folders_are_compared(tmp_path: Path):
    old, new = render(tmp_path / "old", "hi"), render(tmp_path / "new", "hello")
    assert run("diff", old, old).exit_code == 0
    result = run("diff", old, new)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "changed" in result.stdout
    assert run("diff", old, new, "--markdown", "--title", "dev").stdout.startswith("#### dev: 2 changed\n")


def test_passwords_of_two_folders_differ_and_are_not_shown(tmp_path: Path):
    old, new = render(tmp_path / "old", "hi"), render(tmp_path / "new", "hi")
    result = run("diff", old, new, "--json")
    assert (greetings(result), json.loads(result.stdout)["notes"]) == ([["changed", "[secret]", "[secret]"]], [APART])
    assert f"Attention\n  {APART}\n" in run("diff", old, new).stdout
    assert f"- {APART}\n" in run("diff", old, new, "--markdown").stdout


def test_a_copy_of_a_folder_goes_on_with_its_passwords(tmp_path: Path):
    old = render(tmp_path / "old", "hi")
    new = render(copytree(old, tmp_path / "new"), "hello")
    assert json.loads(run("diff", old, new, "--json").stdout)["notes"] == []


@pytest.mark.parametrize(
    "tool", [[], ["--without-secrets"], *(["--without-secrets", "--for", each] for each in ("argocd", "flux"))]
)
def test_a_folder_is_compared_with_what_its_stack_renders_now(tmp_path: Path, tool: list[str]):
    folder = render(tmp_path / "out", "hi", *tool)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert against_stack(folder, "hi").exit_code == 0
    result = against_stack(folder, "hello")
    assert (result.exit_code, greetings(result)) == (1, [["changed", "hi", "hello"]])
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    # Its report names the stack.
    assert run("diff", folder, "--cwd", PROGRAM, "--config", "greeting=hi").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["."], ". has no report.json: give a folder that `homelab render` wrote"),
        ([".", ".", "--stack", "dev"], "give either a second folder or --stack NAME"),
        (["missing", "."], "missing is not a folder: give one that `homelab render` wrote"),
        (["tests/diff", "--stack", "dev"], "tests/diff has no report.json: give a folder that `homelab render` wrote"),
    ],
)
def test_what_cannot_be_compared_is_one_line(arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    result = run("diff", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error: {message}\n")


def test_a_stack_that_does_not_render_is_an_error_of_its_own(tmp_path: Path):
    folder = render(tmp_path / "out", "hi")
    result = run("diff", folder, "--stack", "prod", "--cwd", PROGRAM)
    assert (result.exit_code, result.stderr) == (2, f"error: no stack 'prod' in {PROGRAM}: its stacks are dev\n")
