import json
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


def test_what_does_not_render_is_told_from_what_was_printed(folders: tuple[Path, Path], tmp_path: Path):
    log, missing = tmp_path / "log", tmp_path / "missing"
    log.write_text("Traceback: x\nerror: namespace: missing\n")
    after = run("review", folders[0], missing, "--after-log", log)
    assert (after.exit_code, "- error: namespace: missing" in after.stdout) == (1, True)
    before = run("review", missing, folders[1], "--before-log", log)
    assert (before.exit_code, before.stdout.splitlines()[2].endswith("error: namespace: missing")) == (0, True)
    log.write_text("")
    assert "Rendered for the first time" in run("review", missing, folders[1], "--before-log", log).stdout


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
