"""The Model Context Protocol over streamable HTTP, without sessions: one request, one answer in JSON.

The protocol's official package is not in the runtime nor in the layer of Powertools, and depends on compiled ones: with
it, the function would have to be built. A server of tools alone that keeps nothing between requests needs little of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr, TypeAdapter, ValidationError

from homelab.aws.retrieval_api.function.errors import ApiError

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
"""Versions of the protocol, the newest first. Those of 2024 had another transport, and clients that use this one."""
VERSION_HEADER = "mcp-protocol-version"
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603

Arguments = TypeVar("Arguments", bound=BaseModel)
Result = TypeVar("Result", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Tool(Generic[Arguments, Result]):
    """Something that a model may call. It only reads."""

    name: str
    title: str
    description: str
    """For the model: what it does, and when to call it."""
    arguments: type[Arguments]
    result: type[Result]
    call: Callable[[Arguments], Result]
    """Raises `errors.ApiError`."""
    to_text: Callable[[Result], str]
    """What the model reads. The result itself is for programs."""

    def describe(self) -> dict[str, Any]:
        """Entry of the list of tools."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.arguments.model_json_schema(),
            "outputSchema": self.result.model_json_schema(mode="serialization"),
            "annotations": {"title": self.title, "readOnlyHint": True, "idempotentHint": True, "openWorldHint": False},
        }

    def run(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Result of a call; an error is a result too, so that the model reads it and can correct itself."""
        try:
            result = self.call(self.arguments.model_validate(arguments))
        except ValidationError as error:
            return _failed(f"invalid_request: {'; '.join(_problems(error))}")
        except ApiError as error:
            again = "" if error.retry_after is None else f"; try again in {error.retry_after} seconds"
            return _failed(f"{error.error}: {error.message}{again}")
        return {
            "content": [{"type": "text", "text": self.to_text(result)}],
            "structuredContent": result.model_dump(mode="json"),
            "isError": False,
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer to an HTTP request."""

    status: int
    message: Mapping[str, Any] | None = None
    """Message of JSON-RPC; None for an empty body."""


class _Message(BaseModel):
    """A request, or without an id a notification, of JSON-RPC."""

    model_config = ConfigDict(extra="ignore")

    jsonrpc: Literal["2.0"]
    method: str
    id: StrictInt | StrictStr | None = None
    params: dict[str, Any] = {}

    @property
    def is_notification(self) -> bool:
        return "id" not in self.model_fields_set


class _Initialize(BaseModel):
    protocolVersion: str  # noqa: N815 a word of the protocol


class _CallTool(BaseModel):
    name: str
    arguments: dict[str, Any] | None = None


class _UnknownToolError(Exception):
    """There is no such tool."""


_ANYTHING = TypeAdapter[Any](Any)


class McpServer:
    """Offers tools."""

    def __init__(self, name: str, version: str, instructions: str, tools: Sequence[Tool[Any, Any]]) -> None:
        """Offer some tools.

        :param instructions: For the model: what the tools are for.
        """
        self._information = {"name": name, "version": version}
        self._instructions = instructions
        self._tools = {tool.name: tool for tool in tools}
        self._methods: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "initialize": self._initialize,
            "ping": lambda _: {},
            "tools/list": lambda _: {"tools": [tool.describe() for tool in self._tools.values()]},
            "tools/call": self._call,
        }

    def post(self, body: str, version: str | None) -> Reply:
        """Answer a POST request.

        :param version: Value of the header `VERSION_HEADER`.
        :raises Exception: A tool fails in a way that it does not expect.
        """
        if version is not None and version not in VERSIONS:
            return _error(400, None, INVALID_REQUEST, f"expected a protocol version of {', '.join(VERSIONS)}")
        try:
            content = _ANYTHING.validate_json(body)
        except ValidationError:
            return _error(400, None, PARSE_ERROR, "expected JSON")
        if isinstance(content, dict) and "method" not in content and ("result" in content or "error" in content):
            # An answer to a request of the server, which sends none.
            return Reply(202)
        try:
            message = _Message.model_validate(content)
        except ValidationError:
            return _error(400, None, INVALID_REQUEST, "expected one request or notification of JSON-RPC 2.0")
        return Reply(202) if message.is_notification else self._answer(message)

    def _answer(self, message: _Message) -> Reply:
        method = self._methods.get(message.method)
        if method is None:
            return _error(200, message.id, METHOD_NOT_FOUND, f"there is no method {message.method[:64]!r}")
        try:
            return Reply(200, {"jsonrpc": "2.0", "id": message.id, "result": method(message.params)})
        except ValidationError as error:
            return _error(200, message.id, INVALID_PARAMS, "; ".join(_problems(error)))
        except _UnknownToolError as error:
            return _error(200, message.id, INVALID_PARAMS, str(error))

    def _initialize(self, params: Mapping[str, Any]) -> dict[str, Any]:
        asked = _Initialize.model_validate(params).protocolVersion
        return {
            "protocolVersion": asked if asked in VERSIONS else VERSIONS[0],
            "capabilities": {"tools": {"listChanged": False}},
            "serverInfo": self._information,
            "instructions": self._instructions,
        }

    def _call(self, params: Mapping[str, Any]) -> dict[str, Any]:
        call = _CallTool.model_validate(params)
        tool = self._tools.get(call.name)
        if tool is None:
            raise _UnknownToolError(f"there is no tool {call.name[:64]!r}, only {', '.join(self._tools)}")
        return tool.run(call.arguments or {})


def internal_error(body: str) -> Reply:
    """Answer to a request that failed for a reason that is in the log."""
    try:
        identifier = _Message.model_validate_json(body).id
    except ValidationError:
        identifier = None
    return _error(200, identifier, INTERNAL_ERROR, "The request could not be answered; the log says why")


def _error(status: int, identifier: int | str | None, code: int, message: str) -> Reply:
    return Reply(status, {"jsonrpc": "2.0", "id": identifier, "error": {"code": code, "message": message}})


def _failed(text: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": text}], "isError": True}


def _problems(error: ValidationError) -> list[str]:
    """Where and what, without what was sent."""
    return [f"{'.'.join(str(part)[:64] for part in each['loc'])}: {each['msg']}" for each in error.errors()]
