"""A client of the local or the deployed API."""

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from homelab.aws.retrieval_api.function.models import NewDocument, Query
from homelab.aws.retrieval_api.local.application import create_application
from homelab.aws.retrieval_api.local.client import Client
from homelab.aws.retrieval_api.local.errors import RetrievalError, UsageError
from tests.aws.retrieval_api.local.serving import serving

QUESTION = Query(question="How much may a hotel cost?")


INVALID = {"error": "invalid_request", "message": "No", "details": [{"path": "a", "problem": "b"}], "request_id": "1"}


class Scripted:
    """Answers in turn, and keeps what was asked."""

    def __init__(self, *answers: tuple[int, Any], **headers: str) -> None:
        self.answers, self.events, self.headers = [*answers], list[Mapping[str, Any]](), headers

    def __call__(self, event: Mapping[str, Any], _: Any) -> dict[str, Any]:
        self.events.append(event)
        status, body = self.answers.pop(0)
        return {
            "statusCode": status,
            "headers": self.headers,
            "body": body if isinstance(body, str) else json.dumps(body),
        }


def failure(handle: Scripted) -> RetrievalError:
    with serving(handle) as url, pytest.raises(RetrievalError) as caught:
        Client(url).query(QUESTION)
    assert "\n" not in str(caught.value)
    return caught.value


def test_documents_are_stored_asked_and_deleted(tmp_path: Path) -> None:
    application = create_application(tmp_path)
    assert [*application.index()] == ["0 documents; 0 chunks"]
    with serving(application.handle) as url:
        client = Client(url)
        assert client.add(NewDocument(id="trips/hotels.md", text="A hotel may cost 150 euros.")).id == "trips/hotels.md"
        answer = client.query(QUESTION)
        assert answer.answer == "A hotel may cost 150 euros. [1]"
        assert [each.document_id for each in answer.citations] == ["trips/hotels.md"]
        assert client.health().components["store"].details["chunks"] == 1
        assert client.delete("trips/hotels.md").id == "trips/hotels.md"
        assert client.query(QUESTION).confident is False
        with pytest.raises(RetrievalError, match=r"^404 not_found: There is no such document$"):
            client.delete("trips/hotels.md")


def test_a_hundred_questions_at_once_are_answered(tmp_path: Path) -> None:
    (tmp_path / "hotels.md").write_text("A hotel may cost 150 euros.")
    application = create_application(tmp_path)
    assert [*application.index()] == ["1 documents; 1 chunks"]
    with serving(application.handle) as url, ThreadPoolExecutor(100) as pool:
        client = Client(url)
        answers = [*pool.map(client.query, [QUESTION] * 100)]
    assert {answer.answer for answer in answers} == {"A hotel may cost 150 euros. [1]"}
    assert len({answer.request_id for answer in answers}) == 100


def test_the_token_is_sent_and_not_shown() -> None:
    handle = Scripted((200, {"answer": "Yes.", "confident": True, "citations": [], "request_id": "1"}))
    with serving(handle) as url:
        client = Client(url + "/", "a.b.c")
        client.query(QUESTION)
    assert handle.events[0]["headers"]["authorization"] == "Bearer a.b.c"
    assert handle.events[0]["rawPath"] == "/query"
    assert "a.b.c" not in repr(client)


def test_a_signature_takes_the_place_of_a_token() -> None:
    def sign(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, str]:
        return {**headers, "x-signed": f"{method} {url} {len(body)}"}

    handle = Scripted((200, {"answer": "Yes.", "confident": True, "citations": [], "request_id": "1"}))
    with serving(handle) as url:
        Client(url, sign=sign).query(QUESTION)
    sent = handle.events[0]
    assert sent["headers"]["x-signed"] == f"POST http://{sent['headers']['host']}/query {len(sent['body'].encode())}"


def test_an_api_that_is_busy_is_asked_again() -> None:
    busy = {"error": "store_unavailable", "message": "It sleeps", "request_id": "1"}
    handle = Scripted((503, busy), (200, {"answer": "Yes.", "confident": True, "citations": [], "request_id": "2"}))
    with serving(handle) as url:
        assert Client(url).query(QUESTION).request_id == "2"


@pytest.mark.parametrize("status", [429, 503])
def test_the_next_attempt_waits_as_long_as_the_api_says(status: int) -> None:
    busy = {"error": "busy", "message": "Wait", "request_id": "1"}
    answer = {"answer": "Yes.", "confident": True, "citations": [], "request_id": "2"}
    handle = Scripted((status, busy), (200, answer), **{"Retry-After": "1"})
    started = time.monotonic()
    with serving(handle) as url:
        assert Client(url).query(QUESTION).request_id == "2"
    # Its own back-off begins with no time at all.
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize(
    ("status", "body", "text"),
    [
        (
            400,
            {
                "error": "invalid_request",
                "message": "No",
                "details": [{"path": "a", "problem": "b"}],
                "request_id": "1",
            },
            "400 invalid_request: No (a: b)",
        ),
        (401, {"message": "Unauthorized"}, "401 Unauthorized: the API needs a token"),
        (403, {"message": "Forbidden"}, "403 Forbidden: the API refuses"),
        (418, "<html>", "418 I'm a Teapot"),
        (599, "", "599 Error"),
        (200, {"status": "ok"}, "is no retrieval API"),
    ],
)
def test_each_failure_is_one_line(status: int, body: Any, text: str) -> None:
    error = failure(Scripted((status, body)))
    assert text in str(error)
    assert error.status == status


def test_nothing_that_listens_is_one_line_at_once() -> None:
    started = time.monotonic()
    with serving(Scripted()) as url:
        pass
    with pytest.raises(RetrievalError, match=f"^nothing answers at {url}$"):
        Client(url).query(QUESTION)
    assert time.monotonic() - started < 2


def test_a_redirection_does_not_carry_the_question_elsewhere() -> None:
    assert failure(Scripted((307, ""))).status == 307


@pytest.mark.parametrize("endpoint", ["docs.example.com", "ftp://docs.example.com", "https://", ""])
def test_a_wrong_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(UsageError, match=r"endpoint: expected a URL such as https://docs\.example\.com, got"):
        Client(endpoint)


def test_a_token_is_not_sent_without_encryption() -> None:
    with pytest.raises(UsageError, match="expected https:// for a token"):
        Client("http://docs.example.com", "a.b.c")
    assert Client("http://127.0.0.1:8000", "a.b.c").token == "a.b.c"
