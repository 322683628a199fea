"""The CLI is a script here; `tests/engine/test_secrets.py` asks the real one."""

import json
from pathlib import Path
from typing import Any

import pytest

from homelab.offline import decryption
from homelab.offline.decryption import DecryptionError, decrypted_config

PRINTED = {
    "p:token": {"value": "t", "secret": True},
    "p:workspace": {"value": '{"a": ["b"]}', "objectValue": {"a": ["b"]}, "secret": True},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project's folder; no user of this machine is logged in to a backend."""
    project = tmp_path / "project"
    project.mkdir()
    return project


def environment(tmp_path: Path, **variables: str) -> dict[str, str]:
    return {"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "PULUMI_HOME": str(tmp_path / "pulumi-home"), **variables}


def write_cli(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def prints(value: Any) -> str:
    return f"cat <<'END'\n{json.dumps(value)}\nEND"


def test_values_are_text_or_plain_data(folder: Path, tmp_path: Path):
    write_cli(tmp_path / "bin" / "pulumi", prints(PRINTED))
    assert decrypted_config(folder, "dev", environment(tmp_path)) == {"p:token": "t", "p:workspace": {"a": ["b"]}}


def test_the_stack_is_asked_for_in_its_project(folder: Path, tmp_path: Path):
    write_cli(tmp_path / "bin" / "pulumi", f'echo "$PWD $*" > {tmp_path}/asked; echo "{{}}"')
    decrypted_config(folder, "dev", environment(tmp_path))
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith(f"{folder} config --stack dev --show-secrets --json --non-interactive")


class TestBackend:
    SCRIPT = """printf '{"backend": {"value": "%s"}, "file": {"value": "%s"}}' \
        "$PULUMI_BACKEND_URL" "$PULUMI_CONFIG_PASSPHRASE_FILE" """

    @pytest.fixture(autouse=True)
    def cli(self, tmp_path: Path) -> None:
        write_cli(tmp_path / "bin" / "pulumi", self.SCRIPT)

    def test_is_the_projects_local_one_where_there_is_one(self, folder: Path, tmp_path: Path):
        (folder / ".pulumi-local" / "state").mkdir(parents=True)
        assert decrypted_config(folder, "dev", environment(tmp_path)) == {
            "backend": f"file://{folder}/.pulumi-local/state",
            "file": f"{folder}/.pulumi-local/passphrase",
        }

    def test_is_else_what_the_cli_finds(self, folder: Path, tmp_path: Path):
        assert decrypted_config(folder, "dev", environment(tmp_path)) == {"backend": "", "file": ""}

    def test_is_the_users_own_if_chosen(self, folder: Path, tmp_path: Path):
        (folder / ".pulumi-local" / "state").mkdir(parents=True)
        chosen = environment(tmp_path, PULUMI_BACKEND_URL="s3://state")
        assert decrypted_config(folder, "dev", chosen) == {"backend": "s3://state", "file": ""}


def refusal(folder: Path, environ: dict[str, str]) -> str:
    with pytest.raises(DecryptionError) as caught:
        decrypted_config(folder, "dev", environ)
    return str(caught.value)


def test_the_cli_that_make_has_installed_is_used_where_none_is_on_path(folder: Path, tmp_path: Path):
    write_cli(folder / ".pulumi-local" / "cli" / "bin" / "pulumi", prints(PRINTED))
    assert decrypted_config(folder, "dev", environment(tmp_path)).keys() == PRINTED.keys()


def test_no_cli_at_all_is_told(folder: Path, tmp_path: Path):
    assert refusal(folder, environment(tmp_path)) == "`pulumi` is not on PATH"


def test_what_the_cli_says_is_one_line(folder: Path, tmp_path: Path):
    write_cli(tmp_path / "bin" / "pulumi", "printf 'warning: x\\nerror: incorrect\\n passphrase\\n' >&2; exit 255")
    assert refusal(folder, environment(tmp_path)) == "`pulumi config` failed: incorrect passphrase"


@pytest.mark.parametrize(
    ("script", "message"),
    [("echo hush", "printed no JSON"), ("exec sleep 5", "did not finish within")],
)
def test_a_cli_that_misbehaves_is_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
):
    monkeypatch.setattr(decryption, "_SECONDS", 0.5)
    write_cli(tmp_path / "bin" / "pulumi", script)
    text = refusal(folder, environment(tmp_path))
    assert message in text
    assert "hush" not in text
