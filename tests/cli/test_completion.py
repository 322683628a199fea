"""What a shell completes, and what the command imports to do so."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homelab.cli import app

ROOT = Path(__file__).parents[2]


def completed(line: str) -> list[str]:
    """What bash is offered for the last word of a line."""
    words = line.split(" ")
    variables = {"_HOMELAB_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    result = CliRunner().invoke(app, [], prog_name="homelab", env=variables)
    assert result.exit_code == 0, result.output
    return result.stdout.split()


@pytest.mark.parametrize(
    "command", ["render", "diff rendered/dev", "doctor", "promote", "load", "backup list", "user erase a@b.c"]
)
def test_stacks_are_those_of_the_folder(command: str):
    assert completed(f"homelab {command} --cwd {ROOT} --stack prod") == ["production"]


def test_paths_are_completed_one_name_at_a_time():
    assert completed("homelab explain librechat.ing") == ["librechat.ingress"]
    assert completed("homelab explain ALLOW_REG") == ["ALLOW_REGISTRATION"]


def test_help_and_completion_import_nothing_that_takes_time():
    heavy = "{'pulumi', 'pydantic', 'jsonschema', 'rich.console', 'homelab.explain.find'}"
    program = (
        f"import homelab.cli, sys; sys.exit(str({heavy} & sys.modules.keys()) if {heavy} & sys.modules.keys() else 0)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
