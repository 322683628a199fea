import io
import json
import runpy
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "action" / "comment.py"))
TOKEN = "not-a-token"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "comment.md").write_text("hello\n")
    return {
        "GITHUB_API_URL": "https://api.example.com",
        "GITHUB_REPOSITORY": "acme/ai",
        "GITHUB_TOKEN": TOKEN,
        "NUMBER": "7",
        "AUTHOR": "bot",
        "FOLDER": ".",
        "STACK": "dev",
        "COMMENT": str(tmp_path / "comment.md"),
    }


def answering(monkeypatch: pytest.MonkeyPatch, *answers: object) -> list[tuple[str, str]]:
    """Answer requests one after the other, and list them."""
    calls: list[tuple[str, str]] = []
    left = iter(answers)

    def urlopen(request: urllib.request.Request, timeout: float) -> Any:
        calls.append((request.get_method(), request.full_url))
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return io.BytesIO(json.dumps(answer).encode())

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    return calls


def test_a_marker_says_whose_comment_it_is_and_ends_nowhere_else():
    marker = SCRIPT["marker_of"]
    assert marker("a", "b") != marker("a", "c") != marker("d", "c")
    assert marker("x --> <b>", "dev").count(">") == 1


def test_the_first_page_that_has_the_comment_is_the_last_one_asked_for(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    ours = {"id": 3, "user": {"login": "bot"}, "body": f"{SCRIPT['marker_of']('.', 'dev')}\nold"}
    other = {"id": 2, "user": {"login": "bot"}, "body": f"quoting {ours['body']}"}
    calls = answering(monkeypatch, [other], [ours], {"html_url": "https://c"})
    SCRIPT["main"](environment)
    comments = "https://api.example.com/repos/acme/ai/issues/7/comments?per_page=100&page="
    assert calls == [
        ("GET", f"{comments}1"),
        ("GET", f"{comments}2"),
        ("PATCH", "https://api.example.com/repos/acme/ai/issues/comments/3"),
    ]
    assert capsys.readouterr().out == "https://c\n"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            urllib.error.HTTPError("https://x", 403, "Forbidden", Message(), None),
            "GitHub refuses the comment: HTTP Error 403: Forbidden: does the job have the permission "
            "pull-requests: write?",
        ),
        (urllib.error.URLError("no route"), "GitHub cannot be asked for the comment: <urlopen error no route>"),
    ],
)
def test_an_error_is_one_line_without_the_token(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
):
    answering(monkeypatch, error)
    with pytest.raises(SystemExit) as caught:
        SCRIPT["main"](environment)
    assert caught.value.code == f"::error::{message}"
