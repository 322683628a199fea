import os
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.backend import is_alive, local_environment, refuse_unknown_keys, stack_file, unchanged, with_encryption_salt
from tools.errors import EngineError


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


class TestKeys:
    @staticmethod
    def refuse(folder: Path, project: str, key: str) -> None:
        (folder / "Pulumi.yaml").write_text(project)
        (folder / "Pulumi.dev.yaml").write_text(f"config:\n  kubernetes:context: kind\n  {key}: {{}}\n")
        refuse_unknown_keys(folder / "Pulumi.dev.yaml", folder / "Pulumi.yaml")

    def test_beside_the_workspace_or_in_its_place_are_refused(self, tmp_path: Path):
        ours = "name: homelab\nconfig: {workspace: {type: object}}\n"
        self.refuse(tmp_path, ours, "homelab:workspace")
        with pytest.raises(EngineError, match=r"^Pulumi.dev.yaml: unknown .* \(did you mean homelab:workspace\?\)$"):
            self.refuse(tmp_path, ours, "homelab:workspce")

    def test_of_another_program_are_its_own(self, tmp_path: Path):
        self.refuse(tmp_path, "name: other\n", "other:workspce")


class TestLock:
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
        """A process that is named as Pulumi is."""
        program = tmp_path / "pulumi"
        program.symlink_to("/bin/sleep")
        with subprocess.Popen([program, "60"]) as process:
            yield process
            process.kill()

    @staticmethod
    def lock(pid: int, hostname: str = socket.gethostname()) -> dict[str, str | int]:
        return {"pid": pid, "username": "me", "hostname": hostname}

    def test_of_a_running_engine_is_alive(self, engine: subprocess.Popen[bytes]):
        assert is_alive(self.lock(engine.pid))

    def test_of_a_killed_engine_is_not_even_while_nobody_has_waited_for_it(self, engine: subprocess.Popen[bytes]):
        engine.kill()
        os.waitid(os.P_PID, engine.pid, os.WEXITED | os.WNOWAIT)
        assert not is_alive(self.lock(engine.pid))
        engine.wait()
        assert not is_alive(self.lock(engine.pid))

    def test_whose_number_another_program_has_got_is_not(self):
        assert not is_alive(self.lock(os.getpid()))

    def test_of_another_machine_may_be(self):
        assert is_alive(self.lock(1, "elsewhere.example.com"))
