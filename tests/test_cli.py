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
