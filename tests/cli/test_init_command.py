"""``homelab init``, as people type it, and what it writes."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from rich.console import Console
from typer.testing import CliRunner, Result

from homelab.cli import app, output, questions
from homelab.init.answers import Answers
from homelab.offline import command

OPENID = ["--sign-in", "openid", "--openid-issuer", "https://id.example.com/realms/staff", "--openid-client-id", "chat"]


def run(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["init", *map(str, arguments)], input=typed)


def render(folder: Path, *, stack: str = "dev") -> None:
    """Render, with all checks of manifests."""
    options = command.RenderOptions(folder=folder, stack=stack, out=folder / "rendered" / stack)
    command.render_stack(options, Console(file=StringIO()))


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--domain", "chat.example.com", "--admin-email", "ada@example.com"],
        ["--domain", "chat.example.com", "--ingress-class", "nginx", "--cluster-issuer", "letsencrypt", *OPENID],
        ["--domain", "chat.example.com", "--ingress-class", "none", "--provider", "google", "--provider", "openrouter"],
        ["--provider", "ollama", "--ollama-model", "qwen3:8b", "--namespace", "team-a"],
        ["--provider", "bedrock", "--bedrock-region", "eu-central-1", "--stack", "dev", "--name", "team.chat", *OPENID],
    ],
    ids=" ".join,
)
def test_what_is_written_renders_at_once(tmp_path: Path, options: list[str]):
    folder = tmp_path / "chat"
    result = run(folder, "--yes", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    render(folder)
    assert (folder / "rendered" / "dev" / "kustomization.yaml").exists()


def test_an_existing_file_is_kept_unless_it_may_be_overwritten(tmp_path: Path):
    (tmp_path / "__main__.py").write_text("mine = True\n")
    refused = run(tmp_path, "--yes", "--name", "chat")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == f"error: __main__.py exists in {tmp_path}: nothing was written; --force overwrites\n"
    assert [file.name for file in tmp_path.iterdir()] == ["__main__.py"]
    assert run(tmp_path, "--yes", "--name", "chat", "--force").exit_code == 0
    assert "deploy()" in (tmp_path / "__main__.py").read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--domain", "https://chat.example.com"],
            "librechat.domain (--domain): expected a domain name without scheme, port and path such as "
            "'chat.example.com', or 'localhost', got 'https://chat.example.com'",
        ),
        (["--provider", "bedrock"], "missing argument bedrock.region (--bedrock-region)"),
        (
            ["--sign-in", "openid"],
            "missing argument librechat.auth.openid.issuer (--openid-issuer); "
            "missing argument librechat.auth.openid.client_id (--openid-client-id)",
        ),
        (["--cluster-issuer", "letsencrypt"], "--cluster-issuer has no effect without --ingress-class"),
        (
            ["--bedrock-region", "eu-central-1", "--ollama-model", "qwen3:8b"],
            "--bedrock-region has no effect without --provider bedrock; "
            "--ollama-model has no effect without --provider ollama",
        ),
        ([*OPENID, "--admin-email", "ada@example.com"], "--admin-email has no effect with --sign-in openid"),
        (["--openid-client-id", "chat"], "--openid-client-id has no effect without --sign-in openid"),
        (["--name", "my chat"], "--name: expected letters, digits, dashes and underscores, got 'my chat'"),
    ],
)
def test_an_answer_that_is_refused_is_one_line_and_nothing_is_written(tmp_path: Path, options: list[str], message: str):
    folder = tmp_path / "chat"
    result = run(folder, "--yes", *options)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"error: {message}\n")
    assert not folder.exists()


def test_what_is_left_to_do_is_said_in_commands(tmp_path: Path):
    output = run(tmp_path / "chat", "--yes", *OPENID).stdout
    assert "  kubectl create secret generic openid --namespace ai --from-file=client-secret=FILE\n" in output
    assert "  pulumi config set --secret --path 'workspace.librechat.auth.openid.client_secret'\n" in output
    assert "  pulumi config set --secret --path 'workspace.openai.api_key'\n" in output
    assert "npm run create-user" in run(tmp_path / "b", "--yes", "--domain", "chat.example.com").stdout


def test_without_a_terminal_the_defaults_that_are_taken_are_named(tmp_path: Path):
    result = run(tmp_path / "chat", "--domain", "chat.example.com", "--provider", "openai")
    assert result.exit_code == 0
    assert result.stderr == (
        "There is no terminal to ask on. By default: --namespace ai, no --ingress-class, --sign-in email, "
        "no --admin-email\n"
    )


@pytest.mark.parametrize(("provider", "is_told"), [("anthropic", True), ("openai", True), ("ollama", False)])
def test_whoever_has_no_embeddings_is_told_so(tmp_path: Path, provider: str, is_told: bool):
    printed = run(tmp_path / "chat", "--yes", "--provider", provider).stdout
    assert ("Uploaded files are not searched until `rag.embeddings` is set" in printed) == is_told


def test_a_wrong_choice_is_named_and_nothing_of_pydantic(tmp_path: Path):
    result = run(tmp_path / "chat", "--provider", "opnai")
    assert result.exit_code == 2
    assert "'opnai' is not one of 'openai'" in result.stderr
    assert "Value error" not in result.stderr


def test_the_schema_is_written_anew(tmp_path: Path):
    assert run(tmp_path, "--yes", "--name", "chat").exit_code == 0
    file = tmp_path / ".homelab" / "stack.schema.json"
    before = file.read_text()
    file.write_text("{}")
    result = CliRunner().invoke(app, ["schema", "--cwd", str(tmp_path)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert file.read_text() == before


def test_a_folder_without_a_project_has_no_schema(tmp_path: Path):
    result = CliRunner().invoke(app, ["schema", "--cwd", str(tmp_path)])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_a_folders_name_becomes_one_that_pulumi_admits(tmp_path: Path):
    assert run(tmp_path / "Our chat!", "--yes").exit_code == 0
    assert yaml.safe_load((tmp_path / "Our chat!" / "Pulumi.yaml").read_text())["name"] == "Our-chat"


def asked(monkeypatch: pytest.MonkeyPatch, folder: Path, *typed: str, options: tuple[str, ...] = ()) -> Result:
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    return run(folder, *options, typed="".join(f"{line}\n" for line in typed))


def test_on_a_terminal_what_no_option_says_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    typed = ("team-a", "nginx", "letsencrypt", "openai, ollama", "email", "ada@example.com")
    result = asked(monkeypatch, tmp_path / "chat", *typed, options=("--domain", "chat.example.com"))
    assert result.exit_code == 0, result.output
    args = yaml.safe_load((tmp_path / "chat" / "Pulumi.dev.yaml").read_text())["config"]["chat:workspace"]
    assert args == {
        "namespace": "team-a",
        "librechat": {
            "domain": "chat.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
            "first_admin": {"email": "ada@example.com"},
        },
        "openai": {"user_provided": True},
        "ollama": {"models": ["llama3.2:3b"]},
    }
    assert "Domain of LibreChat" not in result.stdout


def test_typing_nothing_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert asked(monkeypatch, tmp_path / "one", *[""] * 10).exit_code == 0
    assert run(tmp_path / "two", "--yes", "--name", "one").exit_code == 0
    assert (tmp_path / "one" / "Pulumi.dev.yaml").read_text() == (tmp_path / "two" / "Pulumi.dev.yaml").read_text()


def test_an_answer_that_is_none_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    result = asked(monkeypatch, tmp_path / "chat", "https://chat.example.com", "localhost", *[""] * 10)
    assert "Error: expected a domain name" in result.output
    assert result.exit_code == 0


def test_every_question_is_about_an_answer():
    assert {question.field for question in questions.QUESTIONS} < {*Answers.__dataclass_fields__}
