import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi.automation import CommandError

from tools.command import InterruptibleCommand, pulumi_command
from tools.errors import EngineError

ROOT = Path(__file__).parents[2]


def executable(file: Path, script: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


class TestPulumiCommand:
    @pytest.fixture(autouse=True)
    def offline(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        # Nothing listens on this port, so the installer's download fails at once, as it does without a network.
        monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)

    def test_is_the_one_on_path(self, tmp_path: Path):
        executable(tmp_path / "pulumi", "echo v3.200.0")
        assert str(pulumi_command(tmp_path / "cli").version) == "3.200.0"

    @pytest.mark.parametrize("version", ["v2.25.2", "v4.0.0", "no version"])
    def test_is_never_one_that_the_sdk_cannot_drive(self, tmp_path: Path, version: str):
        executable(tmp_path / "pulumi", f"echo {version}")
        with pytest.raises(EngineError, match="make demo"):
            pulumi_command(tmp_path / "cli")

    def test_is_the_one_installed_before(self, tmp_path: Path):
        executable(tmp_path / "cli" / "bin" / "pulumi", "echo v3.999.0")
        assert str(pulumi_command(tmp_path / "cli").version) == "3.999.0"


class TestRun:
    """A CLI that cancels at its first SIGINT, and ends at once at its second one."""

    CLI = """\
[ "$1" = version ] && echo v3.200.0 && exit
trap 'trap "exit 2" INT; echo cancelling' INT
echo started
for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done
echo "error: cancelled in order" >&2
exit 1"""
    PROGRAM = """\
import signal
import sys
from pulumi.automation import CommandError
from tools.command import InterruptibleCommand

# A background job of a shell inherits that it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
command = InterruptibleCommand(root=sys.argv[1])
try:
    command.run(["up"], ".", {}, lambda line: print(line, flush=True))
except CommandError as error:
    print(type(error).__name__, *str(error).split())
"""

    def interrupted(self, folder: Path, times: int, *, whole_group: bool) -> list[str]:
        """What is printed by a run that is interrupted, as often as that, each time after another line."""
        executable(folder / "bin" / "pulumi", self.CLI)
        process = subprocess.Popen(
            [sys.executable, "-c", self.PROGRAM, folder],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        lines: list[str] = []
        with process:
            assert process.stdout is not None
            for _ in range(times):
                lines.append(process.stdout.readline())
                (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
            lines += process.stdout
        assert process.returncode == 0
        return [line.strip() for line in lines]

    @pytest.mark.parametrize("whole_group", [True, False], ids=["by a terminal", "by its number"])
    def test_passes_an_interruption_on_once_and_waits_for_the_end(self, tmp_path: Path, whole_group: bool):
        started, cancelling, error = self.interrupted(tmp_path, 1, whole_group=whole_group)
        assert (started, cancelling) == ("started", "cancelling")
        assert error.startswith("InterruptionError code: 1")
        assert "cancelled in order" in error

    def test_passes_a_second_interruption_on(self, tmp_path: Path):
        assert "code: 2" in self.interrupted(tmp_path, 2, whole_group=True)[-1]

    def test_hands_on_both_streams(self, tmp_path: Path):
        executable(tmp_path / "bin" / "pulumi", 'echo v3.200.0; [ "$1" = version ] || echo "$*" "$MORE" >&2')
        seen: list[str] = []
        command = InterruptibleCommand(root=str(tmp_path))
        result = command.run(["stack", "ls"], ".", {"MORE": "more"}, print, seen.append)
        assert result.stdout == "v3.200.0"
        assert seen == [result.stderr] == ["--non-interactive stack ls more"]

    def test_of_a_failure_is_an_error(self, tmp_path: Path):
        executable(tmp_path / "bin" / "pulumi", '[ "$1" != version ] || { echo v3.200.0; exit; }; exit 3')
        with pytest.raises(CommandError, match="code: 3"):
            InterruptibleCommand(root=str(tmp_path)).run(["up"], ".", {})
