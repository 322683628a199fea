"""Canaries that end, in stack files as people write them."""

import shutil
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app
from homelab.offline.program import record_program
from homelab.offline.project import load_project
from homelab.offline.stack_config import load_stack_config

ROOT = Path(__file__).parents[2]
OLD, NEW = "ghcr.io/librechat-ai/librechat:v0.8.8", "ghcr.io/librechat-ai/librechat:v0.8.9"
CANARY = f"""\
    # one in ten
    canary:
      image: {NEW}   # since Monday
      weight: 10
"""
STACK = (
    """\
# yaml-language-server: $schema=schema/stack.json
encryptionsalt: v1:not-a-salt
config:
  homelab:workspace:
    namespace:   ai
    librechat:
      domain: 'chat.example.com'
      storage: {type: s3, s3: {endpoint: "https://s3.example.com", bucket: librechat, access_key: librechat,
        secret_key: not-a-secret}}
      route:
          gateway: public
"""
    + CANARY
    + """\
    openai: {user_provided: true}   # keys of their own
    not_secret: [librechat.storage.s3.secret_key]
"""
)
WITH_IMAGE = STACK.replace("      domain:", f'      image: "{OLD}" # pinned\n      domain:')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    return tmp_path


def run(command: str, folder: Path, *more: str) -> Result:
    return CliRunner().invoke(app, [command, "--stack", "prod", "--cwd", str(folder), *more])


def ended(command: str, folder: Path, text: str, *more: str) -> tuple[Result, str]:
    file = folder / "Pulumi.prod.yaml"
    file.write_bytes(text.encode())
    return run(command, folder, *more), file.read_bytes().decode()


def images(folder: Path) -> dict[str, str]:
    """Images of LibreChat's Deployments."""
    project = load_project(folder)
    recording = record_program(project, "prod", load_stack_config(project, "prod"), preview=False)
    workloads = [each for each in recording.manifests if each["kind"] == "Deployment"]
    containers = {each["metadata"]["name"]: each["spec"]["template"]["spec"]["containers"][0] for each in workloads}
    return {name: each["image"] for name, each in containers.items() if "librechat" in name}


def without_canary(text: str) -> str:
    return text.replace(CANARY, "    # one in ten\n")


def test_a_promotion_changes_the_image_and_no_other_byte(folder: Path):
    result, after = ended("promote", folder, WITH_IMAGE)
    assert after == without_canary(WITH_IMAGE).replace(f'"{OLD}"', NEW)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"next: pulumi up --stack prod --cwd {folder}" in result.stdout
    assert f"+      image: {NEW} # pinned" in result.stdout
    assert "not-a-secret" not in result.stdout


def test_a_promotion_sets_the_image_where_there_was_none(folder: Path):
    _, after = ended("promote", folder, STACK)
    assert after == without_canary(STACK).replace("      domain:", f"      image: {NEW}\n      domain:")


@pytest.mark.parametrize("text", [STACK, WITH_IMAGE, STACK.replace("\n", "\r\n")])
def test_a_rollback_removes_the_canary_and_no_other_byte(folder: Path, text: str):
    result, after = ended("rollback", folder, text)
    assert result.exit_code == 0
    assert after.replace("\r\n", "\n") == without_canary(text.replace("\r\n", "\n"))
    assert after.count("\r") == (after.count("\n") if "\r" in text else 0)


def test_what_is_rendered_before_and_after(folder: Path):
    (folder / "Pulumi.prod.yaml").write_text(WITH_IMAGE)
    assert images(folder) == {"ai-workspace-librechat": OLD, "ai-workspace-librechat-canary": NEW}
    assert run("promote", folder).exit_code == 0
    assert images(folder) == {"ai-workspace-librechat": NEW}


def test_what_is_rendered_after_a_rollback(folder: Path):
    ended("rollback", folder, WITH_IMAGE)
    assert images(folder) == {"ai-workspace-librechat": OLD}


@pytest.mark.parametrize("command", ["promote", "rollback"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (without_canary(STACK), "has no homelab:workspace.canary. To go back"),
        ("config: {}\n", "In a program that calls AIWorkspace: remove canary"),
        (
            STACK.replace("canary:", "canary: &c").replace("openai:", "meilisearch: *c\n    openai:"),
            "change it by hand",
        ),
        (STACK.replace(f"image: {NEW}   # since Monday\n", ""), "canary runs no image"),
        ("config: [", "not valid YAML"),
    ],
)
def test_what_cannot_end_is_one_line_and_changes_nothing(folder: Path, command: str, text: str, message: str):
    result, after = ended(command, folder, text)
    assert (result.exit_code, result.stdout, after) == (1, "", text)
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert message in result.stderr


def test_a_canary_that_does_not_run_is_not_promoted(folder: Path):
    result, _ = ended("promote", folder, STACK.replace("weight: 10", "enabled: false"))
    assert (result.exit_code, "remove canary.enabled: false" in result.stderr) == (1, True)


def test_a_missing_stack_is_named(folder: Path):
    assert "no stack 'prod'" in run("promote", folder).stderr


def test_the_update_runs_if_it_is_asked_for(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pulumi = tmp_path / "bin" / "pulumi"
    pulumi.parent.mkdir()
    pulumi.write_text(
        '#!/bin/sh\necho "$@" > "$0.arguments"\ngrep -c canary: Pulumi.prod.yaml >> "$0.arguments"\nexit 3\n'
    )
    pulumi.chmod(pulumi.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{pulumi.parent}:/usr/bin:/bin")
    monkeypatch.chdir(folder)
    result, after = ended("promote", folder, STACK, "--apply", "--yes")
    arguments = pulumi.with_suffix(".arguments").read_text().splitlines()
    assert arguments == [f"up --stack prod --cwd {folder} --yes", "0"]
    assert (result.exit_code, "failed with 3; the file stays changed" in result.stderr) == (1, True)
    assert "canary:" not in after
