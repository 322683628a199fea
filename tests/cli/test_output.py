"""What commands print for machines, and on a terminal while they work."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app
from homelab.cli.output import progress, working

PROGRAM = Path(__file__).parents[1] / "offline" / "programs" / "store"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_a_render_prints_the_data_of_its_report(tmp_path: Path):
    result = run("render", "--cwd", PROGRAM, "--out", tmp_path, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == json.loads((tmp_path / "report.json").read_text())


def test_a_preview_prints_data_and_writes_nothing(tmp_path: Path):
    result = run("render", "--cwd", PROGRAM, "--out", tmp_path / "out", "--json", "--preview")
    assert result.exit_code == 0
    objects = json.loads(result.stdout)["objects"]
    assert objects
    assert {each["file"] for each in objects} == {None}
    assert not (tmp_path / "out").exists()


def test_an_error_is_no_data(tmp_path: Path):
    result = run("render", "--cwd", PROGRAM, "--stack", "prod", "--out", tmp_path, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: no stack 'prod'")


def test_a_check_prints_its_findings(tmp_path: Path):
    wrong, variables = tmp_path / "wrong.yaml", tmp_path / ".env"
    wrong.write_text("version: 1.3.17\ncash: true\n")
    variables.write_text("ALOW_REGISTRATION=true\n")
    result = run("check", wrong, "--env-file", variables, "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout) == {
        "ok": False,
        "files": [
            {
                "file": str(wrong),
                "errors": 1,
                "warnings": 0,
                "findings": [
                    {"location": f"{wrong}:2", "message": "cash: unknown key; LibreChat exits", "is_error": True}
                ],
            }
        ],
        "variables": [
            {
                "location": f"{variables}:1",
                "message": "ALOW_REGISTRATION: LibreChat reads no such variable (did you mean ALLOW_REGISTRATION?)",
                "is_error": False,
            }
        ],
    }


def test_variables_that_were_not_looked_up_are_null(tmp_path: Path):
    right = tmp_path / "right.yaml"
    right.write_text("version: 1.3.17\n")
    assert json.loads(run("check", right, "--json").stdout)["variables"] is None


def test_nothing_is_said_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    # CI asks for colours where there is no terminal.
    monkeypatch.setenv("FORCE_COLOR", "1")
    with working("Working"):
        progress("Still working")
    assert capsys.readouterr() == ("", "")


def test_a_terminal_is_told_what_takes_a_while_and_the_output_is_not(tmp_path: Path):
    terminal, errors = pty.openpty()
    command = [sys.executable, "-m", "homelab", "render", "--cwd", str(PROGRAM), "--out", str(tmp_path), "--json"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=errors, env=environment, check=True)
    os.close(errors)
    said = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert "Rendering the stack dev" in said
    assert json.loads(run.stdout)["stack"] == "dev"
