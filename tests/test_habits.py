"""What a newcomer is told to run, and the configuration of tools that no schema checks: `make lint` checks the rest."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
TARGETS = {
    name
    for line in re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for name in line.split()
}
DEVCONTAINER: dict[str, Any] = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
HOOKS: list[dict[str, Any]] = [
    hook
    for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in repository["hooks"]
]
TOLD = ("CONTRIBUTING.md", ".github/pull_request_template.md", ".devcontainer/devcontainer.json")


def test_make_alone_lists_every_command_within_120_columns():
    # Without the variables of a make that runs the tests.
    shown = subprocess.run(
        ["make", "--no-print-directory"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = shown.stdout.splitlines()
    assert {line.split()[1] for line in lines if line.startswith("  make ")} == TARGETS
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("file", TOLD)
def test_the_commands_that_newcomers_are_told_exist(file: str):
    commands = re.findall(r"^make ([a-z- ]+)|[`\"]make ([a-z- ]+)", (ROOT / file).read_text(), re.MULTILINE)
    told = {target for pair in commands for target in "".join(pair).split()}
    assert told
    assert told <= TARGETS


@pytest.mark.parametrize("file", ["CONTRIBUTING.md", "SECURITY.md"])
def test_files_that_newcomers_are_pointed_to_exist(file: str):
    text = (ROOT / file).read_text()
    named = {name for pair in re.findall(r"`([\w./-]+/[\w./-]*)`|\]\(([\w./-]+)\)", text) for name in pair if name}
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hooks_run_pinned_tools_of_the_environment_or_git(hook: dict[str, Any]):
    assert hook["language"] == "system"
    tool = hook["entry"].split()[0]
    pinned = (ROOT / "requirements" / "develop.txt").read_text()
    assert tool == "git" or re.search(rf"^{Path(tool).name}(-bin)?==", pinned, re.MULTILINE)
    assert tool == "git" or tool.startswith(".venv/bin/")


def test_the_devcontainer_has_the_versions_that_are_needed():
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    assert f"python:{oldest}-" in DEVCONTAINER["image"]
    (needed,) = re.findall(r"^go (\d+\.\d+)", (ROOT / "tests" / "workflows" / "go.mod").read_text(), re.MULTILINE)
    versions = {
        name.split("/")[-1].split(":")[0]: feature["version"] for name, feature in DEVCONTAINER["features"].items()
    }
    assert versions["go"] == needed
    assert int(versions["node"]) >= 20


def test_renovate_pins_the_devcontainer():
    renovate: dict[str, Any] = json.loads((ROOT / ".github" / "renovate.json").read_text())
    assert "devcontainer" in renovate["enabledManagers"]
    (pinning,) = [rule for rule in renovate["packageRules"] if rule.get("pinDigests")]
    assert ".devcontainer/**" in pinning["matchFileNames"]
