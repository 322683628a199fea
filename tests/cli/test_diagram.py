from pathlib import Path

from typer.testing import CliRunner, Result

from homelab.cli import app

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["diagram", *arguments])


def test_the_diagram_of_a_stack_is_printed_as_text_of_mermaid():
    result = run("--cwd", str(ROOT), "--stack", "dev")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (ROOT / "docs" / "pictures" / "stack-dev.mmd").read_text()


def test_the_stack_may_be_changed_and_the_language_chosen():
    result = run("--cwd", str(ROOT), "--as", "d2", "--config", "workspace.meilisearch.enabled=false")
    assert result.stdout.startswith("direction: right\n")
    assert "LibreChat" in result.stdout
    assert "Meilisearch" not in result.stdout


def test_an_error_is_one_line():
    result = run("--cwd", str(ROOT), "--stack", "nosuch")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"error: no stack 'nosuch' in {ROOT}: its stacks are dev, production\n"


def test_a_program_without_workloads_has_no_diagram(tmp_path: Path):
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python")
    (tmp_path / "Pulumi.dev.yaml").touch()
    (tmp_path / "__main__.py").touch()
    result = run("--cwd", str(tmp_path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error: stack 'dev' declares no workload and nothing on AWS: there is nothing to draw\n"
