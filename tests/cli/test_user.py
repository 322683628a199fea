"""``homelab user``: its options, and its errors in one line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["user", *arguments])


@pytest.fixture(autouse=True)
def _no_kubectl(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize("arguments", [("erase", "ann@example.com"), ("export", "ann@example.com", "--out", "x")])
def test_a_workspace_has_to_be_named(arguments: tuple[str, ...]):
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (1, "error: name the workspace: --stack NAME or --namespace NAME\n")


def test_without_kubectl_nothing_is_erased():
    result = run("erase", "ann@example.com", "--namespace", "ai", "--yes")
    assert (result.exit_code, result.stderr) == (1, "error: kubectl is not on PATH\n")


def test_an_export_needs_a_place_to_go():
    assert run("export", "ann@example.com", "--namespace", "ai").exit_code == 2
