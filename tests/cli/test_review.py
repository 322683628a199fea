import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app

PROGRAM = Path(__file__).parents[1] / "offline" / "programs" / "store"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def render(out: Path, greeting: str, secrets: str = "placeholder") -> Path:
    options = ("--out", out, "--config", f"greeting={greeting}", "--secrets", secrets)
    assert run("render", "--cwd", PROGRAM, *options).exit_code == 0
    return out


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("renders")
    return render(folder / "old", "hi"), render(folder / "new", "hello")


def test_two_renders_become_markdown_and_json(folders: tuple[Path, Path]):
    result = run("review", *folders)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("### store, stack dev: 1 changed\n")
    data = json.loads(run("review", *folders, "--json").stdout)
    assert (data["refused"], len(data["review"]["changes"]), data["review"]["losses"]) == (False, 1, [])


def test_why_all_passwords_differ_is_said(folders: tuple[Path, Path], tmp_path: Path):
    other = render(tmp_path / "plain", "hello", "plain")
    assert "\n\nAttention: the folders were rendered apart" in run("review", folders[0], other).stdout
    assert "Attention" not in run("review", *folders).stdout


def test_policies_are_checked_at_the_levels_that_are_given(folders: tuple[Path, Path], tmp_path: Path):
    assert "- policies: " in run("review", *folders).stdout
    config = tmp_path / "levels.json"
    config.write_text('{"all": "disabled"}')
    assert "- policies: follows all rules" in run("review", *folders, "--policy-config", config).stdout
    config.write_text('{"image-digets": "disabled"}')
    result = run("review", *folders, "--policy-config", config)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "unknown rule image-digets (did you mean image-digest?)" in result.stderr


def test_projects_are_rendered_for_it(folders: tuple[Path, Path], tmp_path: Path):
    project = tmp_path / "store"
    shutil.copytree(PROGRAM, project, ignore=shutil.ignore_patterns("__pycache__", "rendered"))
    again = run("review", folders[0], project, "--config", "greeting=hello")
    assert (again.exit_code, again.stdout.splitlines()[0]) == (0, "### store, stack dev: 1 changed")
    new = run("review", tmp_path, project)
    assert "Rendered for the first time" in new.stdout
    (project / "__main__.py").write_text("raise ValueError('no')")
    broken = run("review", PROGRAM, project)
    assert (broken.exit_code, broken.stdout.splitlines()[0]) == (1, "### store, stack dev: does not render")
    assert "- ValueError: no" in broken.stdout
    before = run("review", project, PROGRAM)
    assert before.exit_code == 0
    assert before.stdout.splitlines()[2].startswith("Not compared: what was there before does not render")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([".", "missing"], "missing is not a folder: give one that `homelab render` wrote"),
        (["missing", "."], "tests/diff has no report.json: give a folder that `homelab render` wrote"),
    ],
)
def test_what_cannot_be_compared_is_one_line(arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    result = run("review", *(each.replace(".", "tests/diff") for each in arguments))
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error: {message}\n")
