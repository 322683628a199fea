"""A server of tools by the Model Context Protocol, without sessions."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from homelab.aws.retrieval_api.function import mcp
from homelab.aws.retrieval_api.function.errors import ModelFailedError, StoreUnavailableError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
METHODS = st.sampled_from(["initialize", "ping", "tools/list", "tools/call", "resources/list"]) | st.text()


class Numbers(BaseModel):
    a: int = Field(ge=0)


class Doubled(BaseModel):
    value: int


def double(numbers: Numbers) -> Doubled:
    if numbers.a == 13:
        raise StoreUnavailableError("The store does not answer")
    if numbers.a == 14:
        raise ModelFailedError("The model failed")
    return Doubled(value=2 * numbers.a)


DOUBLE = mcp.Tool("double", "Double", "Doubles a number.", Numbers, Doubled, double, lambda each: f"is {each.value}")
SERVER = mcp.McpServer("numbers", "1.0.0", "Ask about numbers.", [DOUBLE])


def post(method: str, params: Any = None, **message: Any) -> mcp.Reply:
    content = {"jsonrpc": "2.0", "id": 1, "method": method, **({} if params is None else {"params": params}), **message}
    return SERVER.post(json.dumps(content), None)


def result(reply: mcp.Reply) -> Any:
    assert reply.message is not None
    assert reply.status == 200
    return reply.message["result"]


def error(reply: mcp.Reply) -> tuple[int, int]:
    assert reply.message is not None
    assert "result" not in reply.message
    return reply.status, reply.message["error"]["code"]


def call(**arguments: Any) -> Any:
    return result(post("tools/call", {"name": "double", "arguments": arguments}))


@pytest.mark.parametrize("version", mcp.VERSIONS)
def test_a_client_s_version_is_spoken(version: str) -> None:
    answer = result(post("initialize", {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "x"}}))
    assert answer == {
        "protocolVersion": version,
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "numbers", "version": "1.0.0"},
        "instructions": "Ask about numbers.",
    }


def test_a_client_of_an_unknown_version_is_offered_the_newest() -> None:
    assert result(post("initialize", {"protocolVersion": "2031-01-01"}))["protocolVersion"] == "2025-11-25"


def test_a_tool_is_described_with_the_schemas_of_its_models() -> None:
    (tool,) = result(post("tools/list"))["tools"]
    assert tool["inputSchema"]["properties"] == {"a": {"minimum": 0, "title": "A", "type": "integer"}}
    assert tool["outputSchema"]["required"] == ["value"]
    assert tool["annotations"]["readOnlyHint"] is True


def test_a_result_is_text_for_models_and_data_for_programs() -> None:
    assert call(a=4) == {
        "content": [{"type": "text", "text": "is 8"}],
        "structuredContent": {"value": 8},
        "isError": False,
    }


def test_wrong_arguments_are_an_error_that_the_model_reads_without_what_was_sent() -> None:
    answer = call(a="secret")
    assert answer["isError"] is True
    assert answer["content"][0]["text"].startswith("invalid_request: a: Input should be a valid integer")
    assert "secret" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (13, "store_unavailable: The store does not answer; try again in 5 seconds"),
        (14, "model_failed: The model failed"),
    ],
)
def test_a_failure_is_an_error_that_the_model_reads(number: int, text: str) -> None:
    assert call(a=number) == {"content": [{"type": "text", "text": text}], "isError": True}


def test_notifications_and_answers_are_accepted_without_an_answer() -> None:
    accepted = mcp.Reply(202)
    assert SERVER.post('{"jsonrpc":"2.0","method":"notifications/initialized"}', "2025-06-18") == accepted
    assert SERVER.post('{"jsonrpc":"2.0","id":1,"result":{}}', None) == accepted


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{", (400, mcp.PARSE_ERROR)),
        ("[]", (400, mcp.INVALID_REQUEST)),
        ('{"jsonrpc":"1.0","id":1,"method":"ping"}', (400, mcp.INVALID_REQUEST)),
        ('{"jsonrpc":"2.0","id":1,"method":"resources/list"}', (200, mcp.METHOD_NOT_FOUND)),
        ('{"jsonrpc":"2.0","id":1,"method":"initialize"}', (200, mcp.INVALID_PARAMS)),
        ('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"halve"}}', (200, mcp.INVALID_PARAMS)),
    ],
)
def test_what_is_no_request_of_the_protocol_is_an_error_of_json_rpc(body: str, expected: tuple[int, int]) -> None:
    assert error(SERVER.post(body, None)) == expected


def test_a_header_of_an_unknown_version_is_refused() -> None:
    assert error(SERVER.post('{"jsonrpc":"2.0","id":1,"method":"ping"}', "2031-01-01")) == (400, mcp.INVALID_REQUEST)


@given(st.fixed_dictionaries({"jsonrpc": st.just("2.0"), "id": JSON, "method": METHODS, "params": JSON}) | JSON)
def test_every_message_has_an_answer_in_the_protocol_s_form(content: Any) -> None:
    reply = SERVER.post(json.dumps(content), None)
    if reply.message is None:
        assert reply.status == 202
    else:
        assert reply.message["jsonrpc"] == "2.0"
        assert len({"result", "error"} & reply.message.keys()) == 1


def test_an_unexpected_failure_is_answered_to_the_request_without_its_cause() -> None:
    reply = mcp.internal_error('{"jsonrpc":"2.0","id":"seven","method":"tools/call"}')
    assert reply.message is not None
    assert reply.message["id"] == "seven"
    assert error(reply) == (200, mcp.INTERNAL_ERROR)
