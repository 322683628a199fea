"""Starting a cluster by hand, and what is left of it afterwards."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tests.cluster"]


def processes_of(folder: Path) -> list[str]:
    """Command lines of the processes that were told of a folder."""
    found = [file for file in Path("/proc").glob("[0-9]*/cmdline") if file.exists()]
    lines = [file.read_bytes().replace(b"\0", b" ").decode() for file in found]
    return [line for line in lines if str(folder) in line]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_cluster_that_is_interrupted_leaves_nothing(number: signal.Signals):
    up = subprocess.Popen([*COMMAND, "up"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert up.stdout is not None
    kubeconfig = Path(up.stdout.readline().strip().removeprefix("export KUBECONFIG="))
    assert kubeconfig.is_file()
    assert len(processes_of(kubeconfig.parent)) == 5
    up.send_signal(number)
    up.communicate(timeout=30)
    assert processes_of(kubeconfig.parent) == []
    assert not kubeconfig.parent.exists()


def test_without_go_the_run_says_what_is_missing(tmp_path: Path):
    run = subprocess.run(
        [*COMMAND, "build"],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "Go 1.26 or newer" in run.stderr
