"""docs/cli.md is correct: its commands work, and print what it says."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()
SHOWN = re.findall(r"^\$ homelab (.+)\n((?:(?!```|\$ ).*\n)+)", PAGE, re.MULTILINE)
PATHS = PAGE.partition("`homelab explain ...`")[2].partition("\n\n")[0]
FILES = PAGE.partition("| file |")[2].partition("\n\n")[0]
CELL = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def run(line: str) -> Result:
    return CliRunner().invoke(app, shlex.split(line))


@pytest.mark.parametrize(("line", "printed"), SHOWN, ids=[line for line, _ in SHOWN])
def test_a_command_prints_what_the_page_shows(line: str, printed: str):
    result = run(line)
    lines = [each.rstrip() for each in (result.stdout + result.stderr).rstrip().splitlines()]
    assert lines == printed.rstrip().splitlines()


def test_what_can_be_explained_can_be():
    paths = CODE.findall("".join(CELL.findall(PATHS)))
    assert len(paths) > 6
    assert {path: run(f"explain {path}").exit_code for path in paths} == dict.fromkeys(paths, 0)


def test_the_commands_that_start_a_project_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^homelab (init .+)$", PAGE, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        result = run(f"{line} --force")
        assert result.exit_code == 0
        assert not result.stderr or result.stderr.startswith("There is no terminal to ask on. By default: ")
    named = CODE.findall("".join(CELL.findall(FILES)))
    assert len(named) == 7
    assert [name for name in named if not (tmp_path / "chat" / name).exists()] == []


@pytest.mark.parametrize("command", ["render", "diff", "check", "explain", "doctor", "backup list"])
def test_data_is_printed_by_the_commands_that_the_page_names(command: str):
    assert f"`{command}`" in PAGE.replace("`homelab ", "`")
    assert "--json" in run(f"{command} --help").stdout
