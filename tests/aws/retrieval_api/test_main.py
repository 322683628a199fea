"""``python -m homelab.aws.retrieval_api``."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import urllib3
from typer.testing import CliRunner, Result

from homelab.aws.retrieval_api.__main__ import TOKEN, app
from homelab.aws.retrieval_api.local.application import create_application
from tests.aws.retrieval_api.local.serving import command, serving


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    (tmp_path / "travel.md").write_text("A hotel may cost 150 euros a night.")
    (tmp_path / "plan.png").write_bytes(b"no text")
    return tmp_path


def run(*arguments: object, **variables: str) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], env={TOKEN: None, **variables})


def failure(*arguments: object, **variables: str) -> str:
    result = run(*arguments, **variables)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("error: ").rstrip()


def test_a_folder_is_served_and_asked_until_it_is_stopped(documents: Path) -> None:
    with command("serve", documents, "--port", 0) as (server, url):
        answer = run("ask", "How much may a hotel cost?", "--endpoint", url)
        assert answer.stdout.startswith("A hotel may cost 150 euros a night. [1]\n  [1] travel.md (0.")
        data = json.loads(run("ask", "How much may a hotel cost?", "--endpoint", url, "--json").stdout)
        assert data["citations"][0]["document_id"] == "travel.md"
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=10)
    assert server.returncode == 0
    left_out, indexed = errors.splitlines()
    assert left_out.startswith("left out plan.png: ")
    assert indexed == "1 documents; 1 chunks"


def test_one_client_is_limited_by_an_option(documents: Path) -> None:
    with command("serve", documents, "--port", 0, "--per-client", 2) as (_, url):
        answers = [urllib3.request("DELETE", f"{url}/documents/none.md", retries=False) for _ in range(3)]
    assert [each.status for each in answers] == [404, 404, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 61


def test_a_token_comes_from_the_environment(documents: Path) -> None:
    application = create_application(documents)
    seen: list[Any] = []

    def handle(event: Any, context: Any) -> dict[str, Any]:
        seen.append(event["headers"].get("authorization"))
        return application.handle(event, context)

    with serving(handle) as url:
        run("ask", "hotel", "--endpoint", url)
        run("ask", "hotel", "--endpoint", url, **{TOKEN: "a.b.c"})
    assert seen == [None, "Bearer a.b.c"]


def test_a_signature_of_aws_takes_the_token_s_place(documents: Path) -> None:
    seen: list[Any] = []

    def handle(event: Any, _: Any) -> dict[str, Any]:
        seen.append(event["headers"])
        return {"statusCode": 403, "headers": {}, "body": '{"message":"Forbidden"}'}

    keys = {
        "AWS_ACCESS_KEY_ID": "EXAMPLE-ID",
        "AWS_SECRET_ACCESS_KEY": "example-secret",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    with serving(handle) as url:
        text = failure("ask", "hotel", "--endpoint", url, "--iam", **keys, **{TOKEN: "a.b.c"})
    assert text.startswith("403 Forbidden: the API refuses this token's scopes, or this role")
    assert seen[0]["authorization"].startswith("AWS4-HMAC-SHA256 Credential=EXAMPLE-ID/")


def test_each_failure_is_one_line(documents: Path) -> None:
    with serving(create_application(documents).handle) as url:
        port = url.rpartition(":")[2]
        assert failure("serve", documents, "--port", port).startswith(f"127.0.0.1:{port}: Address already in use; ")
        closed = url
    assert failure("ask", "hotel", "--endpoint", closed) == f"nothing answers at {closed}"
    assert failure("ask", "hotel", "--endpoint", "docs").startswith("endpoint: expected a URL such as https://")


@pytest.mark.parametrize(
    ("database", "text"),
    [
        ("host=/nonexistent dbname=docs", "vector store does not answer: connection to server on socket"),
        ("hunter2", "database: expected words such as 'host=localhost dbname=docs'"),
        ("postgresql://me:hunter2@localhost/docs", "database: set PGPASSWORD instead of a password"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line_without_its_password(
    documents: Path, database: str, text: str
) -> None:
    said = failure("serve", documents, "--port", 0, "--database", database)
    assert text in said
    assert "hunter2" not in said


@pytest.mark.parametrize("question", ["", "  ", "x" * 4001])
def test_a_question_of_a_wrong_length_is_not_sent(question: str) -> None:
    result = run("ask", question)
    assert result.exit_code == 2
    assert "expected 1 to 4000 characters" in result.stderr


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run("serve", tmp_path / "missing")
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("psycopg2", ["--database", "dbname=docs"]),
        ("boto3", ["--bedrock", "eu.example"]),
        ("aws_lambda_powertools", []),
    ],
)
def test_a_package_that_is_missing_is_named(documents: Path, tmp_path: Path, module: str, arguments: list[str]) -> None:
    # As on a machine without it.
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / f"{module}.py").write_text(f"raise ModuleNotFoundError('not here', name={module!r})")
    library = Path(str(importlib.util.find_spec("homelab").origin)).parent.parent  # pyright: ignore[reportOptionalMemberAccess]
    result = subprocess.run(
        [sys.executable, "-m", "homelab.aws.retrieval_api", "serve", str(documents), *arguments],
        env={**os.environ, "PYTHONPATH": f"{hidden}:{library}"},
        capture_output=True,
        text=True,
        check=False,
    )
    expected = f"error: {module} is not installed: pip install 'pulumi-homelab[aws]'\n"
    assert (result.returncode, result.stderr) == (1, expected)


def test_the_description_is_that_of_the_endpoint() -> None:
    description = json.loads(run("openapi", "--endpoint", "https://docs.example.com").stdout)
    assert description["servers"] == [{"url": "https://docs.example.com"}]
