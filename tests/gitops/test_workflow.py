"""The workflow for repositories that Argo CD or Flux applies, run in such a repository, without GitHub around it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "examples" / "argocd" / ".github" / "workflows" / "preview.yml"
STORE = ROOT / "tests" / "offline" / "programs" / "store"


class Repository:
    """A repository with the program that is in a folder, and a workflow for it."""

    def __init__(self, folder: Path, workflow_file: Path = WORKFLOW, *, job: str = "render") -> None:
        self.folder = folder
        self.summary = folder.parent / "summary.md"
        programs = folder.parent / "bin"
        programs.mkdir()
        (programs / "homelab").write_text(f'#!/bin/sh\nexec {sys.executable} -m homelab "$@"\n')
        (programs / "homelab").chmod(0o755)
        workflow = yaml.safe_load(workflow_file.read_text())
        self.scripts = {step.get("name"): step.get("run") for step in workflow["jobs"][job]["steps"]}
        self.environment = {
            **os.environ,
            **workflow["env"],
            "STACK": "dev",
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            **{f"GIT_{who}_{what}": "x@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        self.bash("git init --quiet --initial-branch main .")

    def bash(self, script: str) -> subprocess.CompletedProcess[str]:
        # As GitHub runs it.
        command = ["bash", "--noprofile", "--norc", "-e", "-c", script]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def commit(self, *, render: bool = True) -> None:
        if render:
            run = self.bash('homelab render --stack "$STACK" --for "$TOOL" --without-secrets')
            assert run.returncode == 0, run.stderr
        assert self.bash("git add --all && git commit --quiet --message change").returncode == 0

    def greet(self, text: str) -> None:
        file = self.folder / "Pulumi.yaml"
        file.write_text(file.read_text().replace("welcome", text))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "repository"
    shutil.copytree(STORE, folder, ignore=shutil.ignore_patterns("__pycache__", "rendered"))
    found = Repository(folder)
    found.commit()
    return found


def test_a_change_that_is_rendered_becomes_a_table(repository: Repository):
    repository.greet("hello")
    repository.commit()
    for name in ("Render again", "Compare"):
        run = repository.bash(repository.scripts[name])
        assert run.returncode == 0, run.stdout + run.stderr
    comment = (repository.folder / "comment.md").read_text()
    assert comment.startswith("<!-- rendered manifests -->\n#### dev: 1 changed\n")
    assert "`data.greeting` | `welcome` | `hello` |" in comment
    assert repository.summary.read_text() == comment


def test_a_change_that_is_not_rendered_is_an_error(repository: Repository):
    repository.greet("hello")
    repository.commit(render=False)
    run = repository.bash(repository.scripts["Render again"])
    assert run.returncode == 1
    assert "::error::rendered/dev is not what the program renders" in run.stdout
