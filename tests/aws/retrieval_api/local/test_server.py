"""A server that passes requests on as an HTTP API does."""

import json
import socket
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import urllib3

from homelab.aws.retrieval_api.local.server import MAX_BODY
from tests.aws.retrieval_api.local.serving import serving

EVENTS: list[Mapping[str, Any]] = []


def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    EVENTS.append(event)
    body = json.dumps({"request_id": context.aws_request_id})
    return {"statusCode": 202, "headers": {"Content-Type": "application/json", "X-Mine": "1"}, "body": body}


@pytest.fixture
def url() -> Iterator[str]:
    EVENTS.clear()
    with serving(handle) as url:
        yield url


def test_a_request_is_an_event_of_an_http_api(url: str) -> None:
    answer = urllib3.request("POST", f"{url}/documents/a%2Fb?x=1&y=2", body="Grüße", headers={"X-Name": "value"})
    (event,) = EVENTS
    assert (answer.status, answer.headers["X-Mine"]) == (202, "1")
    assert answer.json() == {"request_id": event["requestContext"]["requestId"]}
    assert (event["rawPath"], event["rawQueryString"], event["body"]) == ("/documents/a%2Fb", "x=1&y=2", "Grüße")
    assert event["headers"]["x-name"] == "value"
    assert event["requestContext"]["domainName"] == url.removeprefix("http://")
    assert event["requestContext"]["http"]["method"] == "POST"
    assert event["requestContext"]["http"]["sourceIp"] == "127.0.0.1"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:8000"},
        {"Host": "[evil"},
    ],
)
def test_web_pages_of_others_do_not_reach_it(url: str, headers: Mapping[str, str]) -> None:
    answer = urllib3.request("POST", f"{url}/documents", body="{}", headers=headers)
    assert (answer.status, EVENTS) == (403, [])


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost:3080"}, {"Host": "localhost"}, {"Host": "[::1]:80"}])
def test_pages_and_names_of_this_machine_reach_it(url: str, headers: Mapping[str, str]) -> None:
    assert urllib3.request("POST", url, headers=headers).status == 202


def test_whoever_reaches_a_server_that_others_may_reach_may_use_any_of_its_names() -> None:
    with serving(handle, "0.0.0.0") as url:
        assert urllib3.request("GET", url, headers={"Host": "retrieval.internal"}).status == 202


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (f"Content-Length: {MAX_BODY + 1}", 413),
        ("Content-Length: -1", 400),
        ("Content-Length: ²", 400),
        ("Transfer-Encoding: chunked", 411),
    ],
)
def test_a_body_that_is_not_read_is_refused(url: str, headers: str, status: int) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"POST /query HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n".encode())
        answer = connection.makefile().read()
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert EVENTS == []
