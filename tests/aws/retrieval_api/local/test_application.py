"""The function on this machine, through the events of an HTTP API."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import urllib3

from homelab.aws.retrieval_api.local.application import Application, create_application
from homelab.aws.retrieval_api.local.server import Context, event_of
from tests.aws.retrieval_api.local.serving import serving


@pytest.fixture
def application(tmp_path: Path) -> Application:
    (tmp_path / "travel.md").write_text("A hotel may cost 150 euros a night.\n\nTrains are booked in second class.")
    (tmp_path / "leave.md").write_text("Parental leave is up to three years.")
    application = create_application(tmp_path)
    assert [*application.index()] == ["2 documents; 2 chunks"]
    return application


def request(
    application: Application, method: str, path: str, body: Any = None, headers: Mapping[str, str] = {}
) -> tuple[int, Any]:
    text = None if body is None else json.dumps(body)
    sent = {"Host": "127.0.0.1:8000", "Content-Type": "application/json", **headers}
    answer = application.handle(event_of(method, path, sent, text, "request-1"), Context("request-1"))
    return answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None


def call(application: Application, tool: str, **arguments: Any) -> Any:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    status, answer = request(application, "POST", "/mcp", message)
    assert status == 200
    return answer["result"]


def test_a_model_asks_and_reads_the_answer_with_its_documents(application: Application) -> None:
    answer = call(application, "ask_documents", question="How much may a hotel cost?")
    text = answer["content"][0]["text"]
    assert text.startswith("A hotel may cost 150 euros a night. [1]\n\nDocuments:\n[1] travel.md: travel.md")
    assert answer["structuredContent"]["request_id"] == "request-1"


def test_a_model_reads_parts_of_documents(application: Application) -> None:
    answer = call(application, "search_documents", question="parental leave", top_k=1)
    assert '<document number="1" title="leave.md: leave.md">\nParental leave is up' in answer["content"][0]["text"]
    assert [each["document_id"] for each in answer["structuredContent"]["citations"]] == ["leave.md"]


def test_a_failure_that_nobody_expects_is_an_answer_without_its_cause(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(type(application.ingestion.store), "search", fail)
    params = {"name": "ask_documents", "arguments": {"question": "hotel"}}
    message = {"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": params}
    status, answer = request(application, "POST", "/mcp", message)
    assert (status, answer["id"], answer["error"]["code"]) == (200, 5, -32603)
    assert "hunter2" not in json.dumps(answer)


def test_there_is_no_stream_of_messages(application: Application) -> None:
    answer = application.handle(event_of("GET", "/mcp", {}, None, "request-1"), Context("request-1"))
    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, "POST")


def test_the_description_names_the_url_that_the_client_has_called(application: Application) -> None:
    _, local = request(application, "GET", "/openapi.json")
    assert local["servers"] == [{"url": "http://127.0.0.1:8000"}]
    behind = {"Host": "docs.example.com", "X-Forwarded-Proto": "https"}
    _, deployed = request(application, "GET", "/openapi.json", headers=behind)
    assert deployed["servers"] == [{"url": "https://docs.example.com"}]


def test_the_description_has_names_for_functions_and_what_is_answered(application: Application) -> None:
    _, description = request(application, "GET", "/openapi.json")
    operations = [each for path in description["paths"].values() for each in path.values()]
    assert sorted(each["operationId"] for each in operations) == [
        "add_document",
        "ask_documents",
        "delete_document",
        "get_detailed_health",
        "get_health",
    ]
    assert all("200" in each["responses"] and "422" not in each["responses"] for each in operations)
    assert description["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_what_is_written_and_deleted_is_found_and_forgotten_at_once(application: Application) -> None:
    question = {"question": "Which pets may come to the office?"}
    _, before = request(application, "POST", "/query", question)
    stored = {"id": "office/pets", "text": "Dogs are pets that may come to the office."}
    status, accepted = request(application, "POST", "/documents", stored)
    assert (status, accepted["id"]) == (200, "office/pets.txt")
    _, answer = request(application, "POST", "/query", question)
    assert "Dogs" not in before["answer"]
    assert answer["answer"] == "Dogs are pets that may come to the office. [1]"
    assert request(application, "DELETE", "/documents/office%2Fpets.txt")[0] == 200
    assert "Dogs" not in request(application, "POST", "/query", question)[1]["answer"]


def test_one_address_is_refused_until_the_minute_is_over(tmp_path: Path) -> None:
    now = [1000.0]
    limited = create_application(tmp_path, per_client=3, now=lambda: now[0])
    with serving(limited.handle) as url:

        def ask() -> urllib3.BaseHTTPResponse:
            return urllib3.request("POST", f"{url}/query", json={"question": "hotel?"}, retries=False)

        assert [ask().status for _ in range(3)] == [200] * 3
        now[0] = 1020.5
        refused = ask()
        assert (refused.status, refused.json()["error"]) == (429, "too_many_requests")
        wait = int(refused.headers["Retry-After"])
        assert urllib3.request("GET", f"{url}/health").status == 200
        assert urllib3.request("POST", f"{url}/mcp", json={}).status == 429
        now[0] += wait - 1
        assert ask().status == 429
        now[0] += 1
        assert ask().status == 200


def test_sixteen_environments_count_together(tmp_path: Path) -> None:
    limited = create_application(tmp_path, per_client=20, now=lambda: 1000.0)
    with ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(request, limited, "POST", "/query", {"question": "hotel?"}) for _ in range(100)]
    statuses = [each.result()[0] for each in asked]
    assert (statuses.count(200), statuses.count(429)) == (20, 80)


@pytest.mark.parametrize("document_id", ["../outside.txt", "a/../../outside.txt", "/etc/outside.txt"])
def test_a_document_outside_of_the_folder_is_refused(
    application: Application, tmp_path: Path, document_id: str
) -> None:
    status, answer = request(application, "POST", "/documents", {"id": document_id, "text": "text"})
    assert (status, answer["error"]) == (400, "invalid_request")
    assert not (tmp_path.parent / "outside.txt").exists()
