"""The workflow for pull requests that `homelab init` writes, run in a repository, without GitHub around it."""

from pathlib import Path

import pytest

from homelab.init.answers import Answers
from homelab.init.command import create
from tests.gitops.test_workflow import Repository

STEPS = ("Check the stack", "Render before and after", "Compare")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "chat"
    create(folder, "chat", "dev", Answers())
    found = Repository(folder, folder / ".github" / "workflows" / "preview.yml")
    found.commit(render=False)
    return found


def comment(repository: Repository) -> str:
    for name in STEPS:
        run = repository.bash(repository.scripts[name])
        assert run.returncode == 0, run.stdout + run.stderr
    return (repository.folder / "comment.md").read_text()


def change(repository: Repository, old: str, new: str) -> None:
    file = repository.folder / "Pulumi.dev.yaml"
    file.write_text(file.read_text().replace(old, new))
    repository.commit(render=False)


def test_a_change_becomes_a_table(repository: Repository):
    change(repository, "enabled: true", "enabled: false")
    text = comment(repository)
    assert text.startswith("<!-- rendered manifests -->\n#### dev: 2 changed\n")
    assert "data.ALLOW&#95;REGISTRATION | true | false |" in text
    assert repository.summary.read_text() == text


def test_a_stack_with_encrypted_values_is_checked_and_not_compared(repository: Repository):
    change(
        repository,
        "    anthropic:\n      user_provided: true\n",
        "    anthropic:\n      api_key:\n        secure: AAAB\n",
    )
    assert "#### dev is new or has encrypted values" in comment(repository)


def test_what_does_not_render_fails(repository: Repository):
    change(repository, "anthropic:", "antropic:")
    run = repository.bash(repository.scripts["Check the stack"])
    assert run.returncode == 1
    assert "unknown argument antropic (did you mean anthropic?)" in run.stderr
