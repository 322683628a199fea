"""The workflow for pull requests that `homelab init` writes, run in a repository, without GitHub around it."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from homelab.init.answers import Answers
from homelab.init.command import create
from tests.action.virtual_environments import write_python
from tests.gitops.test_workflow import Repository

INSTALL, REVIEW = "Install the packages of before and after", "Render, check and compare"


class Project(Repository):
    """The repository of a new project."""

    def __init__(self, folder: Path) -> None:
        create(folder, "chat", "dev", Answers())
        super().__init__(folder, folder / ".github" / "workflows" / "review.yml", job="review")
        write_python(folder.parent / "bin")
        self.environment |= {"RUNNER_TEMP": str(folder.parent), "GITHUB_WORKSPACE": str(folder), "IS_LABELLED": "false"}
        self.commit(render=False)

    def change(self, old: str, new: str) -> None:
        file = self.folder / "Pulumi.dev.yaml"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))
        self.commit(render=False)

    def review(self) -> CompletedProcess[str]:
        run = self.bash(self.scripts[INSTALL])
        assert run.returncode == 0, run.stdout + run.stderr
        return self.review_again()

    def review_again(self) -> CompletedProcess[str]:
        return self.bash(self.scripts[REVIEW])

    @property
    def comment(self) -> str:
        return (self.folder / "comment.md").read_text()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "chat")


def test_a_change_becomes_a_comment(project: Project):
    project.change("enabled: true", "enabled: false")
    run = project.review()
    assert run.returncode == 0, run.stderr
    assert project.comment.startswith("<!-- homelab review -->\n### chat, stack dev: 2 changed\n")
    assert "`data.ALLOW_REGISTRATION` | `true` | `false` |" in project.comment
    assert project.summary.read_text() == project.comment


def test_a_stack_with_encrypted_values_is_compared_without_them(project: Project):
    project.change("user_provided: true", "api_key:\n        secure: AAAB")
    assert project.review().returncode == 0
    assert "| `ANTHROPIC_API_KEY`, `OPENAI_API_KEY` |" in project.comment
    assert "AAAB" not in project.comment


def test_what_volumes_cannot_become_is_refused_with_the_label_too(project: Project):
    project.change("namespace: ai", "namespace: chat")
    project.environment["IS_LABELLED"] = "true"
    assert project.review().returncode == 1
    assert "pulumi preview refuses the change" in project.comment
    assert "namespace chat instead of ai would replace it with an empty one" in project.comment
    assert "#### Objects" in project.comment
    assert "permit" not in project.comment


def test_a_change_that_would_lose_data_is_refused_without_the_label(project: Project):
    project.change("namespace: ai\n", "namespace: ai\n    valkey: {enabled: false}\n")
    assert project.review().returncode == 1
    assert "the label homelab:replace-data permits that" in project.comment
    project.environment["IS_LABELLED"] = "true"
    assert project.review_again().returncode == 0


def test_what_does_not_render_fails_and_says_why(project: Project):
    project.change("anthropic:", "antropic:")
    assert project.review().returncode == 1
    assert "unknown argument antropic (did you mean anthropic?)" in project.comment


def test_a_new_stack_is_not_compared(project: Project):
    (project.folder / "Pulumi.dev.yaml").rename(project.folder / "Pulumi.test.yaml")
    project.environment["STACK"] = "test"
    project.commit(render=False)
    assert project.review().returncode == 0
    assert "Rendered for the first time" in project.comment
