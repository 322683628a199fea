from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app

PROGRAM = Path(__file__).parent / "offline" / "programs" / "store"


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
    monkeypatch.setattr(metadata, "version", {"homelab": "1.2.3"}.__getitem__)
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
