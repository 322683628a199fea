import json
import shutil
import subprocess
from pathlib import Path

import pytest

from homelab import ArgumentError
from homelab.components.librechat.migrations import SCRIPT
from tests.components.librechat.chat import librechat, recorded
from tests.components.recorded import environment

COMMANDS = {
    "migrate:agent-permissions": "echo agents; test -z $FAIL",
    "migrate:agent-permissions:dry-run": "echo trial of agents",
    "migrate:agent-permissions:batch": "echo never",
    "migrate:terms-timestamp": "read answer; echo terms $answer",
}


def run(folder: Path, names: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    (folder / "package.json").write_text(json.dumps({"scripts": COMMANDS}))
    node = shutil.which("node")
    assert node, "the script needs node 20 or newer on PATH"
    variables = {"MIGRATIONS": names, "PATH": "/usr/bin:/bin", **variables}
    return subprocess.run(
        [node, "-e", SCRIPT], cwd=folder, env=variables, capture_output=True, text=True, timeout=30, check=False
    )


def test_each_is_tried_before_it_is_run_and_one_follows_the_other(tmp_path: Path):
    done = run(tmp_path, "agent-permissions,terms-timestamp")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line for line in done.stdout.splitlines() if not line.startswith("migrations: migrate")]
    assert lines == ["trial of agents", "agents", "terms y", "migrations: done"]


def test_after_one_that_fails_none_is_run(tmp_path: Path):
    done = run(tmp_path, "agent-permissions,terms-timestamp", FAIL="yes")
    assert done.returncode == 1
    assert done.stderr == "migrations: migrate:agent-permissions failed, and nothing after it was run\n"
    assert "terms" not in done.stdout


def test_one_that_this_librechat_does_not_have_stops_all(tmp_path: Path):
    done = run(tmp_path, "agent-permissions,tenant-indexes")
    assert done.returncode == 1
    assert "this LibreChat has no tenant-indexes, but agent-permissions, terms-timestamp" in done.stderr
    assert done.stdout == ""


def test_one_job_runs_them_with_the_new_image_before_the_pods():
    args = {"image": "a/librechat:v0.9.0", "migrations": ["agent-permissions", "shared-link-permissions"]}
    made = librechat(**args)
    variables = environment(made, "Job", "chat-migrations")
    assert variables["MIGRATIONS"] == "agent-permissions,shared-link-permissions"
    assert variables["MONGO_AUTO_INDEX"] == "false"
    job = made["Job", "chat-migrations"]["spec"]["template"]["spec"]["containers"][0]
    assert job["image"] == "a/librechat:v0.9.0"
    (deployment,) = [each for each in recorded(**args).resources if each.type.endswith(":Deployment")]
    assert any(urn.endswith("::chat-migrations") for urn in deployment.dependencies)


def test_none_is_run_unasked():
    assert ("Job", "chat-migrations") not in librechat()


def test_an_unknown_one_is_refused():
    with pytest.raises(ArgumentError, match="migrations"):
        librechat(migrations=["agent-permission"])
