import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.tools.kubeconfigs import kubeconfig
from tools.engine import app

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: the user's kubeconfig and Pulumi login play no part."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in [name for name in os.environ if name.startswith("PULUMI_") or name == "KUBECONFIG"]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: example\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("# why\nconfig:\n  example:answer: yes\n")
    return folder


@pytest.mark.parametrize("command", ["preview", "up", "down", "cancel"])
def test_a_mistyped_stack_is_one_line_and_status_1(project: Path, command: str):
    result = CliRunner().invoke(app, [command, "--stack", "prod", "--cwd", str(project)])
    assert result.exit_code == 1
    assert result.stderr == f"there is no stack 'prod' in {project}: its stacks are dev\n"


@pytest.mark.parametrize("command", ["preview", "up", "down"])
def test_a_stack_file_that_is_no_yaml_is_an_error_with_line_and_column(project: Path, command: str):
    (project / "Pulumi.dev.yaml").write_text("config:\n  example:answer: [yes\n  other: 1\n")
    result = CliRunner().invoke(app, [command, "--cwd", str(project)])
    assert result.exit_code == 1
    assert "Pulumi.dev.yaml is no valid YAML: line 3, column 8: " in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (project / ".pulumi-local").exists()


class TestSecret:
    @staticmethod
    def run(project: Path, key: str, value: str = "", *options: str) -> Result:
        return CliRunner().invoke(app, ["secret", key, "--cwd", str(project), *options], input=value)

    @pytest.mark.parametrize(
        ("key", "value", "message"),
        [
            ("opnai.api_key", "hush", "(did you mean openai.api_key?)"),
            ("openai.api_key", "", "openai.api_key got an empty value"),
            ("openai.api_key", " \n", "openai.api_key got an empty value"),
        ],
    )
    def test_that_cannot_be_set_is_one_line_and_status_1(self, project: Path, key: str, value: str, message: str):
        result = self.run(project, key, value)
        assert (result.exit_code, result.stdout) == (1, "")
        assert message in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert not (project / ".pulumi-local").exists()

    def test_of_a_mistyped_stack_is_not_asked_for(self, project: Path):
        assert "no stack 'prod'" in self.run(project, "openai.api_key", "hush", "--stack", "prod").stderr


def test_a_pulumi_that_cannot_be_had_is_one_line_and_status_1(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    command = [sys.executable, "-m", "tools.engine", "preview", "--cwd", project]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    progress, error = run.stderr.splitlines()
    assert "downloading one into" in progress
    assert "make demo" in error


class TestConfirmation:
    @pytest.mark.parametrize("command", ["up", "down"])
    def test_is_refused_without_a_terminal(
        self, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ):
        file = kubeconfig(tmp_path / "config", "kind", kind="https://127.0.0.1:6443")
        monkeypatch.setenv("KUBECONFIG", str(file))
        result = CliRunner().invoke(app, [command, "--cwd", str(project)], input="y\n")
        assert result.exit_code == 1
        expected = f"`make {command} YES=1` does it in context kind (https://127.0.0.1:6443)"
        assert expected in result.stderr
        assert not (project / ".pulumi-local").exists()

    def test_names_the_context_that_the_stack_chooses(
        self, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        file = kubeconfig(tmp_path / "config", "kind", kind="https://127.0.0.1:6443", prod="https://prod:6443")
        monkeypatch.setenv("KUBECONFIG", str(file))
        (project / "Pulumi.dev.yaml").write_text("config:\n  kubernetes:context: prod\n")
        assert "context prod (https://prod:6443)" in CliRunner().invoke(app, ["up", "--cwd", str(project)]).stderr

    @pytest.mark.parametrize("key", ["kubernetes:kubeconfig", "kubernetes:cluster"])
    def test_is_impossible_where_the_stack_itself_sets_the_cluster(self, project: Path, key: str):
        (project / "Pulumi.dev.yaml").write_text(f"config:\n  {key}: {{secure: x}}\n")
        result = CliRunner().invoke(app, ["up", "--cwd", str(project), "--yes"])
        assert result.exit_code == 1
        assert f"sets {key}" in result.stderr

    @pytest.mark.parametrize("command", ["up", "down"])
    def test_needs_a_kubeconfig(self, project: Path, home: Path, command: str):
        result = CliRunner().invoke(app, [command, "--cwd", str(project), "--yes"])
        assert result.exit_code == 1
        assert result.stderr == f"there is no kubeconfig at {home}/.kube/config; `make demo` needs no cluster\n"
