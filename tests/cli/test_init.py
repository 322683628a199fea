import os
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app

PROGRAM = Path(__file__).parents[1] / "offline" / "programs" / "store"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_a_stack_is_rendered(tmp_path: Path):
    result = run("render", "--cwd", str(PROGRAM), "--out", str(tmp_path), "--config", "greeting=hi")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "stack dev" in result.stdout
    assert f"kubectl apply -k {tmp_path}" in result.stdout
    assert (tmp_path / "kustomization.yaml").exists()


def test_no_secret_is_printed(tmp_path: Path):
    result = run("render", "--cwd", str(PROGRAM), "--out", str(tmp_path))
    (line,) = [line for line in (tmp_path / "secrets.yaml").read_text().splitlines() if line.startswith("  password: ")]
    assert line.removeprefix("  password: ") not in result.output + (tmp_path / "report.json").read_text()


def test_an_error_is_one_line_and_an_exit_status(tmp_path: Path):
    result = run("render", "--cwd", str(PROGRAM), "--stack", "prod", "--out", str(tmp_path / "out"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"error: no stack 'prod' in {PROGRAM}: its stacks are dev\n"


def test_an_unhandled_exception_shows_where_it_was_raised(tmp_path: Path):
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python")
    (tmp_path / "Pulumi.dev.yaml").touch()
    (tmp_path / "__main__.py").write_text("1 / 0")
    result = run("render", "--cwd", str(tmp_path))
    assert result.exit_code == 1
    assert f'File "{tmp_path}/__main__.py", line 1' in result.stderr
    assert result.stderr.splitlines()[-1].startswith("error: the program failed with an unhandled exception")


def test_the_version_is_that_of_the_package(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(metadata, "version", {"pulumi-homelab": "1.2.3"}.__getitem__)
    assert run("--version").stdout == "homelab 1.2.3\n"


def test_a_checkout_has_no_version(monkeypatch: pytest.MonkeyPatch):
    def version(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", version)
    assert run("--version").stdout == "homelab, run from its source without being installed\n"


def test_files_are_checked(tmp_path: Path):
    right, wrong = tmp_path / "right.yaml", tmp_path / "wrong.yaml"
    right.write_text("version: 1.3.17\n")
    wrong.write_text("version: 1.3.17\ncash: true\n")
    result = run("check", str(wrong), str(right))
    assert (result.exit_code, result.stderr) == (1, f"{wrong}:2: cash: unknown key; LibreChat exits\n")
    assert result.stdout.splitlines() == [
        f"{wrong}: 1 error",
        f"{right}: valid",
        "Variables were not looked up: list those of the environment with --env or --env-file.",
    ]


def test_warnings_do_not_fail_a_check(tmp_path: Path):
    file = tmp_path / "librechat.yaml"
    file.write_text("version: 1.3.17\ncash: true\n")
    result = run("check", "--lenient", str(file))
    assert (result.exit_code, result.stderr) == (0, f"{file}:2: warning: cash: unknown key\n")


def test_a_check_looks_up_variables(tmp_path: Path):
    file, environment = tmp_path / "librechat.yaml", tmp_path / ".env"
    file.write_text("version: 1.3.17\nlangfuse: {headers: {X: 'a ${ONE}', Y: 'a ${TWO}', Z: 'a ${THREE}'}}\n")
    environment.write_text("TWO=2\n")
    result = run("check", "--env", "ONE", "--env-file", str(environment), str(file))
    assert (result.exit_code, result.stderr) == (1, f"{file}:2: langfuse.headers.Z: nothing sets THREE\n")
    assert result.stdout == f"{file}: 1 error\n"


def test_a_check_of_a_missing_file_is_one_line(tmp_path: Path):
    result = run("check", str(tmp_path / "none.yaml"))
    assert (result.exit_code, result.stderr) == (1, f"error: {tmp_path / 'none.yaml'}: No such file or directory\n")


def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "homelab", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


def test_new_passwords_are_generated_when_they_are_asked_for(tmp_path: Path):
    arguments = ("render", "--cwd", str(PROGRAM), "--out", str(tmp_path))
    assert run(*arguments).exit_code == 0
    (tmp_path / "secrets.yaml").unlink()
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.endswith("by --new-secrets\n")
    assert run(*arguments, "--new-secrets").exit_code == 0


@pytest.mark.parametrize("arguments", [("check", "/dev/null"), ("--version",), ("render", "--help")])
def test_an_output_that_cannot_be_written_is_one_line(arguments: tuple[str, ...]):
    with Path("/dev/full").open("w") as full:
        process = start(*arguments, stdout=full)
        _, errors = process.communicate()
    assert process.returncode == 1
    assert errors.splitlines()[-1] == "error: the output: No space left on device"
    assert "Traceback" not in errors


def test_a_file_whose_name_is_no_text_is_checked(tmp_path: Path):
    file = os.fsencode(tmp_path) + b"/\xff.yaml"
    with open(file, "w") as opened:  # noqa: PTH123 (the name is no text)
        opened.write("version: 1.3.17\n")
    process = start("check", os.fsdecode(file), stdout=subprocess.PIPE)
    assert "\\udcff.yaml: valid" in process.communicate()[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_render_that_is_interrupted_ends_without_a_traceback(tmp_path: Path, number: signal.Signals):
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python")
    (tmp_path / "Pulumi.dev.yaml").touch()
    (tmp_path / "__main__.py").write_text("import time, pathlib\npathlib.Path('started').touch()\ntime.sleep(60)")
    process = start("render", "--cwd", str(tmp_path), preexec_fn=default_signals)
    while not (tmp_path / "started").exists():
        time.sleep(0.05)
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert errors.strip() in ("", "Aborted.", "Aborted!")
    assert not (tmp_path / "rendered").exists()


def default_signals() -> None:
    """A process that is started in the background ignores Ctrl-C otherwise, and by nohup the end of its terminal."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
