import base64
import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.retrieval_api.function.errors import (
    ModelFailedError,
    ModelThrottledError,
    StoreUnavailableError,
    TooManyRequestsError,
)
from homelab.aws.retrieval_api.function.models import Answer, Failure
from homelab.aws.retrieval_api.function.stores import Chunk
from tests.aws.retrieval_api.function.parts import Context, Failing, Parts, event

QUESTION = {"question": "How many days of holidays are there?"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(["question", "top_k", "mode", "document_prefix", "id", "text", "title", "other"])
PATHS = st.sampled_from(
    ["/query", "/documents", "/documents/", "/documents/a.md", "/health", "/health/detailed", "/openapi.json", "/"]
)


@pytest.fixture
def parts() -> Parts:
    parts = Parts()
    text = "There are thirty days of holidays a year."
    parts.store.index("rules.md", "1", [Chunk("rules.md", "1", 0, "Rules", text, parts.embedder.embed([text])[0])])
    return parts


def call(parts: Parts, method: str, path: str, body: Any = None, **changed: Any) -> tuple[int, Any]:
    answer = parts.api.handle(event(method, path, body, **changed), Context())
    return answer["statusCode"], json.loads(answer["body"])


def assert_answers_in_form(answer: dict[str, Any]) -> None:
    """Check that an answer is one of the API's own, or a failure in the one form that tells nothing of the inside."""
    assert answer["statusCode"] in {200, 400, 404, 413}
    content = json.loads(answer["body"])
    if answer["statusCode"] != 200:
        failure = Failure.model_validate(content)
        assert set(content) == {"error", "message", "details", "request_id"}
        assert failure.error in {"invalid_request", "not_found", "too_large"}
        assert "Traceback" not in answer["body"]
        assert "homelab" not in answer["body"]


def test_a_question_is_answered_with_what_the_answer_is_based_on(parts: Parts):
    status, answer = call(parts, "POST", "/query", QUESTION)
    assert status == 200
    assert answer == {
        "answer": "An answer [1].",
        "confident": True,
        "citations": [
            {
                "document_id": "rules.md",
                "title": "Rules",
                "text": "There are thirty days of holidays a year.",
                "score": pytest.approx(3**-0.5),
            }
        ],
        "cached": False,
        "request_id": "JKJaXmPLvHcESHA=",
    }


def test_what_the_documents_do_not_say_is_not_asked_of_a_model(parts: Parts):
    status, answer = call(parts, "POST", "/query", {"question": "Quantum chromodynamics?"})
    assert status == 200
    assert not answer["confident"]
    assert answer["citations"] == []
    assert parts.answerer.asked == []


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.question"),
        ({"question": ""}, "body.question"),
        ({"question": "  "}, "body.question"),
        ({"question": "x" * 4001}, "body.question"),
        ({"question": 7}, "body.question"),
        (QUESTION | {"top_k": 0}, "body.top_k"),
        (QUESTION | {"top_k": 51}, "body.top_k"),
        (QUESTION | {"top_k": "many"}, "body.top_k"),
        (QUESTION | {"mode": "words"}, "body.mode"),
        (QUESTION | {"topk": 5}, "body.topk"),
        ([], "body"),
        (QUESTION | {"document_prefix": "a\0"}, "body.document_prefix"),
        ({"question": "\ud800"}, "body.question"),
        ("{", "body.1"),
        ("[" * 5000, "body.0"),
        ('{"top_k": ' + "9" * 5000 + "}", "body.0"),
        (None, "body"),
    ],
)
def test_a_wrong_question_is_refused_and_the_error_says_where(parts: Parts, body: Any, where: str):
    status, failure = call(parts, "POST", "/query", body)
    assert status == 400
    assert failure["error"] == "invalid_request"
    assert failure["request_id"] == "JKJaXmPLvHcESHA="
    assert [each["path"] for each in failure["details"]] == [where]


def test_an_error_does_not_repeat_what_was_sent(parts: Parts):
    _, failure = call(parts, "POST", "/query", {"question": ["my-password"], "my-password": 1, "top_k": "my-password"})
    assert "my-password" not in json.dumps([each["problem"] for each in failure["details"]])


@pytest.mark.parametrize(("method", "path"), [("GET", "/query"), ("PUT", "/documents"), ("GET", "/"), ("GET", "/x/y")])
def test_a_route_that_is_none_is_not_found(parts: Parts, method: str, path: str):
    assert call(parts, method, path)[0] == 404


def test_a_document_is_stored_under_an_id_with_an_ending(parts: Parts):
    status, accepted = call(parts, "POST", "/documents", {"id": "a/b", "text": "Text.", "title": "Title"})
    assert status == 200
    assert accepted["id"] == "a/b.txt"
    assert parts.documents.contents == {"a/b.txt": b"Text."}


def test_a_document_of_a_kind_that_is_no_text_is_refused(parts: Parts):
    status, failure = call(parts, "POST", "/documents", {"id": "a.pdf", "text": "Text."})
    assert (status, failure["details"][0]["path"]) == (400, "body.id")
    assert parts.documents.contents == {}
    assert call(parts, "POST", "/documents", {"id": "a.MD", "text": "Text."})[0] == 200


@pytest.mark.parametrize("document_id", ["", "/a", "../a", "a b", "a\nb", ".hidden", "a" * 513, "ä"])
def test_an_id_that_is_none_is_refused(parts: Parts, document_id: str):
    assert call(parts, "POST", "/documents", {"id": document_id, "text": "Text."})[0] == 400
    assert parts.documents.contents == {}


@pytest.mark.parametrize("path", ["/documents/a/b%2Fc.md", "/documents/a%2Fb%2Fc.md", "/documents/a/b/c.md"])
def test_a_document_is_deleted_by_its_id_encoded_or_not(parts: Parts, path: str):
    parts.documents.contents["a/b/c.md"] = b"Text."
    assert call(parts, "DELETE", path) == (200, {"id": "a/b/c.md", "request_id": "JKJaXmPLvHcESHA="})
    assert parts.documents.contents == {}
    assert call(parts, "DELETE", path)[0] == 404


def test_a_body_in_base64_is_read(parts: Parts):
    body = base64.b64encode(json.dumps(QUESTION).encode()).decode()
    assert call(parts, "POST", "/query", body, isBase64Encoded=True)[0] == 200


@pytest.mark.parametrize("body", ["no base64!", base64.b64encode(b"\xff\xfe").decode(), "abc"])
def test_a_body_that_is_no_text_is_refused(parts: Parts, body: str):
    status, failure = call(parts, "POST", "/query", body, isBase64Encoded=True)
    assert (status, failure["error"]) == (400, "invalid_request")


def test_a_body_that_is_too_large_is_refused(parts: Parts):
    status, failure = call(parts, "POST", "/documents", {"id": "a", "text": "x" * 6_000_000})
    assert (status, failure["error"]) == (413, "too_large")
    assert call(parts, "POST", "/documents", {"id": "a", "text": "x" * 5_000_001})[0] == 400
    assert call(parts, "POST", "/documents", {"id": "a", "text": "x" * 5_000_000})[0] == 200


@pytest.mark.parametrize(
    ("part", "error", "status", "word"),
    [
        ("store", StoreUnavailableError("The vector store does not answer"), 503, "store_unavailable"),
        ("embedder", ModelThrottledError("Amazon Bedrock has no capacity"), 503, "model_throttled"),
        ("answerer", ModelFailedError("Amazon Bedrock did not answer"), 502, "model_failed"),
        ("answerer", RuntimeError("password"), 500, "internal_error"),
    ],
)
def test_a_part_that_fails_gives_the_one_form_and_a_metric(
    parts: Parts, capsys: pytest.CaptureFixture[str], part: str, error: Exception, status: int, word: str
):
    setattr(parts, part, Failing(error))
    answer = parts.api.handle(event("POST", "/query", QUESTION), Context())
    assert answer["statusCode"] == status
    failure = Failure.model_validate_json(answer["body"])
    assert failure.error == word
    assert "password" not in answer["body"]
    retry_after = {**answer.get("headers", {}), **answer.get("multiValueHeaders", {})}.get("Retry-After")
    assert bool(retry_after) == (status == 503)
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each.get("ErrorType") for each in metrics if "QueryFailure" in each] == [None, word]


def test_the_log_tells_the_cause_and_neither_question_nor_answer(parts: Parts):
    cause = ConnectionRefusedError("connection to 10.0.0.1 refused")
    error = StoreUnavailableError("The vector store does not answer")
    error.__cause__ = cause
    parts.store = Failing(error)
    call(parts, "POST", "/query", {"question": "my-password?"})
    assert "my-password" not in parts.log.getvalue()
    assert [each.get("cause") for each in parts.log_lines()] == [f"ConnectionRefusedError: {cause}"]


def test_a_store_that_was_down_is_asked_again(parts: Parts):
    store = parts.store
    parts.store = Failing(StoreUnavailableError("The vector store does not answer"))
    api = parts.api
    assert api.handle(event("POST", "/query", QUESTION), Context())["statusCode"] == 503
    object.__setattr__(api._retrieval, "store", store)
    assert api.handle(event("POST", "/query", QUESTION), Context())["statusCode"] == 200


class Used:
    """A limit that one client has used up, and that knows who has asked."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.asked: list[str] = []

    def count(self, client: str) -> None:
        self.asked.append(client)
        if client == self.client:
            raise TooManyRequestsError(20, 12)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/query"), ("POST", "/mcp"), ("POST", "/documents"), ("DELETE", "/documents/a.md")]
)
def test_a_client_that_has_sent_too_much_is_refused_whatever_it_sends_and_others_are_not(
    capsys: pytest.CaptureFixture[str], method: str, path: str
):
    parts = Parts(limit=Used("jwt somebody"))
    answer = parts.api.handle(event(method, path, "no JSON"), Context())
    assert answer["statusCode"] == 429
    assert answer["headers"]["Retry-After"] == "12"
    assert json.loads(answer["body"]) == {
        "error": "too_many_requests",
        "message": "One client may send 20 requests a minute; the next one is answered in 12 s",
        "details": [],
        "request_id": "JKJaXmPLvHcESHA=",
    }
    # By error alone: the sum of all failures is what alarms watch.
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (line["QueryFailure"], line["ErrorType"]) == ([1], "too_many_requests")
    parts.limit = Used("jwt another")
    assert call(parts, method, path, "no JSON")[0] in {400, 404}


@pytest.mark.parametrize("path", ["/health", "/health/detailed", "/openapi.json"])
def test_what_costs_next_to_nothing_is_not_limited(path: str):
    limit = Used("jwt somebody")
    assert call(Parts(limit=limit), "GET", path)[0] == 200
    assert limit.asked == []


def test_the_description_names_all_routes_and_forms(parts: Parts):
    status, description = call(parts, "GET", "/openapi.json")
    assert status == 200
    assert description["openapi"].startswith("3.")
    assert {path: sorted(methods) for path, methods in description["paths"].items()} == {
        "/query": ["post"],
        "/documents": ["post"],
        "/documents/{document_id}": ["delete"],
        "/health": ["get"],
        "/health/detailed": ["get"],
    }
    schemas = description["components"]["schemas"]
    assert set(schemas["Answer"]["properties"]) == set(Answer.model_fields)
    assert {"Query", "NewDocument", "Failure"} <= set(schemas)
    responses = description["paths"]["/query"]["post"]["responses"]
    assert set(responses) == {"200", "400", "413", "429", "502", "503"}
    referenced = [each["content"]["application/json"]["schema"]["$ref"] for each in responses.values()]
    assert [each.rpartition("/")[2] for each in referenced] == ["Answer"] + ["Failure"] * 5
    limited = {
        (path, method)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if "429" in operation["responses"]
    }
    assert limited == {("/query", "post"), ("/documents", "post"), ("/documents/{document_id}", "delete")}


def test_a_question_needs_no_content_type(parts: Parts):
    for headers in ({}, {"Content-Type": "application/x-www-form-urlencoded"}, {"content-type": "text/plain"}):
        assert call(parts, "POST", "/query", QUESTION, headers=headers)[0] == 200


@given(st.sampled_from(["GET", "POST", "DELETE", "PUT", "PATCH"]), PATHS, JSON | st.dictionaries(NAMES, JSON))
def test_any_json_is_answered_in_form(method: str, path: str, body: Any):
    assert_answers_in_form(Parts().api.handle(event(method, path, body), Context()))


@given(st.sampled_from(["POST", "DELETE"]), PATHS, st.text(max_size=200), st.booleans(), st.text(max_size=20))
def test_any_text_is_answered_in_form(method: str, path: str, body: str, is_encoded: bool, content_type: str):
    asked = event(method, path, body, isBase64Encoded=is_encoded, headers={"content-type": content_type})
    assert_answers_in_form(Parts().api.handle(asked, Context()))


@given(
    st.sampled_from(["GET", "DELETE"]), st.text(max_size=80) | st.text(alphabet=string.printable + "%/.", max_size=80)
)
def test_any_path_is_answered_in_form(method: str, path: str):
    for each in (f"/{path}", f"/documents/{path}"):
        assert_answers_in_form(Parts().api.handle(event(method, each), Context()))


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=5), st.text(max_size=60))
def test_any_headers_and_query_are_answered_in_form(headers: dict[str, str], query: str):
    asked = event("POST", "/query", QUESTION, headers=headers, rawQueryString=query)
    asked["queryStringParameters"] = {query: query}
    assert_answers_in_form(Parts().api.handle(asked, Context()))


@given(
    st.dictionaries(
        st.sampled_from(["rawPath", "headers", "body", "isBase64Encoded", "requestContext", "version", "routeKey"]),
        JSON,
    )
)
def test_an_event_that_is_none_of_an_api_is_answered_and_raises_nothing(changed: dict[str, Any]):
    answer = Parts().api.handle(event("POST", "/query", QUESTION) | changed, Context())
    assert set(json.loads(answer["body"])) >= {"request_id"}
    assert answer["statusCode"] in {200, 400, 404, 413, 500}
