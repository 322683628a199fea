import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.tools.kubeconfigs import kubeconfig
from tools.engine import (
    app,
    local_environment,
    pulumi_command,
    stack_file,
    unchanged,
    with_encryption_salt,
)
from tools.errors import EngineError

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


@pytest.mark.parametrize(("when", "expected"), [(True, "before"), (False, "after")])
def test_a_file_is_put_back_when_asked_to(tmp_path: Path, when: bool, expected: str):
    file = tmp_path / "file"
    file.write_text("before")
    with unchanged(file, when=when):
        file.write_text("after")
    assert file.read_text() == expected


class TestLocalEnvironment:
    def test_keeps_its_passphrase_to_the_owner(self, tmp_path: Path):
        variables = local_environment(tmp_path / "local", {})
        passphrase = Path(variables["PULUMI_CONFIG_PASSPHRASE_FILE"])
        assert stat.S_IMODE(passphrase.stat().st_mode) == 0o600
        assert len(passphrase.read_text()) >= 32
        assert variables["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/local/state"
        assert (tmp_path / "local" / "state").is_dir()

    def test_makes_its_passphrase_once(self, tmp_path: Path):
        passphrase = Path(local_environment(tmp_path, {})["PULUMI_CONFIG_PASSPHRASE_FILE"])
        before = passphrase.read_text()
        assert Path(local_environment(tmp_path, {})["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text() == before
        assert Path(local_environment(tmp_path / "other", {})["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text() != before

    @pytest.mark.parametrize("name", ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])
    def test_takes_the_users_passphrase(self, tmp_path: Path, name: str):
        assert local_environment(tmp_path, {name: ""}).keys() == {"PULUMI_BACKEND_URL"}
        assert not (tmp_path / "passphrase").exists()


class TestEncryptionSalt:
    def test_of_the_saved_copy_is_added_and_nothing_else_changes(self, project: Path, tmp_path: Path):
        saved = tmp_path / "saved.yaml"
        saved.write_text("config: {}\nencryptionsalt: v1:c2FsdA==:v1:x\n")
        settings = project / "Pulumi.dev.yaml"
        assert with_encryption_salt(settings, saved) == settings.read_text() + "encryptionsalt: v1:c2FsdA==:v1:x\n"

    @pytest.mark.parametrize("key", ["encryptionsalt", "encryptedkey", "secretsprovider"])
    def test_of_the_stack_itself_is_kept(self, project: Path, tmp_path: Path, key: str):
        settings, saved = project / "Pulumi.dev.yaml", tmp_path / "saved.yaml"
        settings.write_text(f"{key}: mine\nconfig: {{}}\n")
        saved.write_text("encryptionsalt: other\n")
        assert with_encryption_salt(settings, saved) == settings.read_text()

    def test_is_left_to_pulumi_at_the_first_run(self, project: Path, tmp_path: Path):
        settings = project / "Pulumi.dev.yaml"
        assert with_encryption_salt(settings, tmp_path / "absent") == settings.read_text()

    def test_is_left_to_pulumi_after_a_first_run_that_failed(self, project: Path):
        settings = project / "Pulumi.dev.yaml"
        assert with_encryption_salt(settings, settings) == settings.read_text()


def test_a_mistyped_stack_is_an_error_that_lists_the_stacks(project: Path):
    (project / "Pulumi.production.yaml").touch()
    assert stack_file("dev", project) == project / "Pulumi.dev.yaml"
    with pytest.raises(EngineError, match=r"no stack 'prod' in .*: its stacks are dev, production$"):
        stack_file("prod", project)


@pytest.mark.parametrize("command", ["preview", "up", "down", "cancel"])
def test_a_mistyped_stack_is_one_line_and_status_1(project: Path, command: str):
    result = CliRunner().invoke(app, [command, "--stack", "prod", "--cwd", str(project)])
    assert result.exit_code == 1
    assert result.stderr == f"there is no stack 'prod' in {project}: its stacks are dev\n"


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


class TestPulumiCommand:
    @pytest.fixture(autouse=True)
    def offline(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        # Nothing listens on this port, so the installer's download fails at once, as it does without a network.
        monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)

    @staticmethod
    def executable(file: Path, version: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\necho {version}\n")
        file.chmod(0o755)

    def test_is_the_one_on_path(self, tmp_path: Path):
        self.executable(tmp_path / "pulumi", "v3.200.0")
        assert str(pulumi_command(tmp_path / "cli").version) == "3.200.0"

    @pytest.mark.parametrize("version", ["v2.25.2", "v4.0.0", "no version"])
    def test_is_never_one_that_the_sdk_cannot_drive(self, tmp_path: Path, version: str):
        self.executable(tmp_path / "pulumi", version)
        with pytest.raises(EngineError, match="make demo"):
            pulumi_command(tmp_path / "cli")

    def test_is_the_one_installed_before(self, tmp_path: Path):
        self.executable(tmp_path / "cli" / "bin" / "pulumi", "v3.999.0")
        assert str(pulumi_command(tmp_path / "cli").version) == "3.999.0"

    def test_that_cannot_be_had_is_one_line_and_status_1(self, project: Path):
        run = subprocess.run(
            [sys.executable, "-m", "tools.engine", "preview", "--cwd", project],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 1
        assert run.stdout == ""
        assert len(run.stderr.splitlines()) == 1
        assert "make demo" in run.stderr


class TestConfirmation:
    @pytest.mark.parametrize(("command", "action"), [("up", "deploy"), ("down", "remove")])
    def test_is_refused_without_a_terminal(
        self, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, action: str
    ):
        file = kubeconfig(tmp_path / "config", "kind", kind="https://127.0.0.1:6443")
        monkeypatch.setenv("KUBECONFIG", str(file))
        result = CliRunner().invoke(app, [command, "--cwd", str(project)], input="y\n")
        assert result.exit_code == 1
        assert f"add --yes to {action} stack dev in context kind (https://127.0.0.1:6443)" in result.stderr
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
