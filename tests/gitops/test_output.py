"""Renders for tools of GitOps, one after the other into the same folder."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from homelab.gitops.tool import Tool
from homelab.offline.command import RenderError, RenderOptions, render_stack
from homelab.offline.secrets import SecretsOptions
from homelab.offline.secrets_format import SecretsFormat

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tests" / "offline" / "programs" / "store"
GITOPS = [Tool.ARGOCD, Tool.FLUX]


def run(out: Path, tool: Tool, greeting: str = "hi", *, with_secrets: bool = False) -> str:
    text = StringIO()
    render_stack(
        RenderOptions(
            folder=PROGRAM,
            stack="dev",
            out=out,
            tool=tool,
            config=[f"greeting={greeting}"],
            secrets=SecretsOptions(format=SecretsFormat.PLAIN if with_secrets else SecretsFormat.NONE),
        ),
        Console(file=text, width=200),
    )
    return text.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def applied(folder: Path) -> list[dict[str, Any]]:
    """What a kustomization applies."""
    found: list[dict[str, Any]] = []
    for name in yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]:
        path = folder / name
        found += applied(path) if path.is_dir() else [*yaml.safe_load_all(path.read_text())]
    return found


def greetings(folder: Path) -> list[str]:
    return sorted(each["data"]["greeting"] for each in applied(folder) if each["kind"] == "ConfigMap")


@pytest.mark.parametrize("tool", GITOPS)
def test_the_config_map_of_before_stays_for_one_generation(tmp_path: Path, tool: Tool):
    found: list[list[str]] = []
    for greeting in ("a", "b", "b", "c"):
        run(tmp_path, tool, greeting)
        found.append(greetings(tmp_path))
    assert found == [["a"], ["a", "b"], ["a", "b"], ["b", "c"]]


def test_kubectl_removes_nothing_and_needs_none_of_before(tmp_path: Path):
    run(tmp_path, Tool.KUBECTL, "a")
    run(tmp_path, Tool.KUBECTL, "b")
    assert greetings(tmp_path) == ["b"]


@pytest.mark.parametrize("tool", GITOPS)
def test_the_same_again_is_the_same_to_the_byte_also_beside_an_earlier_generation(tmp_path: Path, tool: Tool):
    run(tmp_path, tool, "a")
    run(tmp_path, tool, "b")
    before = contents(tmp_path)
    run(tmp_path, tool, "b")
    assert contents(tmp_path) == before


def test_another_tool_takes_the_folder_over(tmp_path: Path):
    run(tmp_path, Tool.ARGOCD, "a")
    flat = contents(tmp_path)
    run(tmp_path, Tool.FLUX, "b")
    assert greetings(tmp_path) == ["a", "b"]
    run(tmp_path, Tool.ARGOCD, "b")
    assert not [each for each in tmp_path.iterdir() if each.is_dir()]
    assert greetings(tmp_path) == ["a", "b"]
    assert flat.keys() <= contents(tmp_path).keys()


@pytest.mark.parametrize("tool", GITOPS)
def test_plain_secrets_are_refused(tmp_path: Path, tool: Tool):
    with pytest.raises(RenderError, match=rf"--for {tool}: secrets\.yaml is plain text.*--secrets none"):
        run(tmp_path / "out", tool, with_secrets=True)
    assert not (tmp_path / "out").exists()


def test_what_to_do_next_is_to_commit(tmp_path: Path):
    assert f"commit it; flux applies {tmp_path / 'flux'}" in run(tmp_path, Tool.FLUX)
    assert "kubectl apply" not in run(tmp_path / "argo", Tool.ARGOCD)
    assert json.loads((tmp_path / "report.json").read_text())["tool"] == "flux"


@pytest.mark.parametrize("tool", GITOPS)
def test_a_workspace_is_the_same_to_the_byte_in_another_folder_and_process(tmp_path: Path, tool: Tool):
    found: list[dict[str, bytes]] = []
    for seed in ("1", "2"):
        repository = tmp_path / f"clone-{seed}"
        (repository / ".git").mkdir(parents=True)
        command = [sys.executable, "-m", "homelab", "render", "--cwd", str(ROOT), "--stack", "dev", "--without-secrets"]
        command += ["--for", tool.value, "--out", str(repository / "rendered" / "dev")]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": ("UTC", "Asia/Tokyo")[int(seed) - 1]}
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
        found.append(contents(repository / "rendered" / "dev"))
    assert found[0] == found[1]
    assert str(tmp_path).encode() not in b"".join(found[0].values())
