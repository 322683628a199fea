"""What a run does where there is no engine."""

import os
import subprocess
import sys
from pathlib import Path

import pulumi_kubernetes
import pulumi_random
import pytest

from tests.engine.engine import ROOT


@pytest.fixture(scope="module")
def run_without_pulumi(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    empty: Path = tmp_path_factory.mktemp("path")
    command = [sys.executable, "-m", "pytest", "-o", "addopts=--import-mode=importlib", "tests/engine"]
    environment = {**os.environ, "PATH": str(empty)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_the_run_fails_instead_of_skipping(run_without_pulumi: subprocess.CompletedProcess[str]):
    assert run_without_pulumi.returncode == 1
    assert "skipped" not in run_without_pulumi.stdout + run_without_pulumi.stderr


def test_it_says_which_pulumi_and_which_plugins(run_without_pulumi: subprocess.CompletedProcess[str]):
    text = run_without_pulumi.stdout + run_without_pulumi.stderr
    assert "`pulumi` >=3." in text
    for name, package in (("kubernetes", pulumi_kubernetes), ("random", pulumi_random)):
        version = package._utilities.get_version()
        assert f"pulumi plugin install resource {name} {version}" in text
