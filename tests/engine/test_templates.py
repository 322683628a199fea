"""A project that the real `pulumi new` makes of the template, without a cluster."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.engine.engine import ROOT

TEMPLATE = ROOT / "templates" / "workspace-python"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    project = folder / "chat"
    project.mkdir()
    pulumi(project, "new", str(TEMPLATE), "--generate-only", "--offline", "--yes", "--name", "chat")
    (project / ".venv").symlink_to(sys.prefix)
    return project


def pulumi(project: Path, *arguments: str) -> str:
    variables = {
        "PULUMI_BACKEND_URL": project.parent.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "for this test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PYTHONPATH": str(ROOT),
    }
    run = subprocess.run(
        ["pulumi", *arguments], cwd=project, env=os.environ | variables, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def homelab(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "homelab", *arguments], cwd=project, capture_output=True, text=True, check=False
    )


def test_it_has_the_name_that_was_chosen_and_the_files_of_the_template(project: Path):
    assert yaml.safe_load((project / "Pulumi.yaml").read_text())["name"] == "chat"
    expected = {str(file.relative_to(TEMPLATE)) for file in TEMPLATE.rglob("*") if file.is_file()}
    assert {str(file) for name in expected if not (file := project / name).is_file()} == set()
    workflow = Path(".github", "workflows", "review.yml")
    assert (project / workflow).read_text() == (TEMPLATE / workflow).read_text()


def test_it_renders_at_once(project: Path):
    run = homelab(project, "render")
    assert run.returncode == 0, run.stderr


def test_pulumi_finds_its_config_in_a_stack_that_is_made_of_it(project: Path):
    pulumi(project, "stack", "init", "dev")
    assert pulumi(project, "config", "get", "--path", "workspace.librechat.domain").strip() == "localhost"
    assert homelab(project, "render", "--preview").returncode == 0
