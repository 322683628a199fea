"""The routes of the API, and the one form of its errors."""

import base64
import json
import time
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, unquote

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError as RouteNotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import TypeAdapter, ValidationError

from homelab.aws.retrieval_api.function import mcp
from homelab.aws.retrieval_api.function.client_limit import ClientLimit, NoClientLimit, client_of
from homelab.aws.retrieval_api.function.description import VERSION, describe, described
from homelab.aws.retrieval_api.function.documents import Documents
from homelab.aws.retrieval_api.function.errors import (
    ApiError,
    InvalidRequestError,
    NotFoundError,
    TooLargeError,
    TooManyRequestsError,
)
from homelab.aws.retrieval_api.function.health import detailed_health
from homelab.aws.retrieval_api.function.metrics import QueryMetrics
from homelab.aws.retrieval_api.function.models import (
    MAX_BODY_CHARACTERS,
    Accepted,
    Answer,
    Deleted,
    DetailedHealth,
    DocumentId,
    Failure,
    Found,
    Health,
    NewDocument,
    Query,
)
from homelab.aws.retrieval_api.function.retrieval import Retrieval
from homelab.aws.retrieval_api.function.texts import TEXT_ENDINGS
from homelab.aws.retrieval_api.function.tools import INSTRUCTIONS, create_tools

_NO_LIMIT = NoClientLimit()
_DOCUMENTS = "/documents/"
_NOT_AS_DESCRIBED = "The request is not as the API describes it"


class Api:
    """The API over a retrieval and documents; for one request at a time, as each environment of Lambda has it."""

    def __init__(
        self,
        retrieval: Retrieval,
        documents: Documents,
        metrics: QueryMetrics,
        logger: Logger,
        limit: ClientLimit = _NO_LIMIT,
    ) -> None:
        """Declare the routes.

        :param limit: Of requests that are not ``GET``: those that models, the store and the bucket work for.
        """
        self._retrieval, self._documents, self._metrics, self._logger = retrieval, documents, metrics, logger
        self._limit = limit
        self._request_id = ""
        self._mcp = mcp.McpServer("retrieval-api", VERSION, INSTRUCTIONS, create_tools(self._query, self._search))
        self.resolver = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=_parsed)
        self._add_routes()
        self._add_error_handlers()

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Answer an event of an HTTP API, payload format 2.0; whatever happens, by an answer and not an exception."""
        self._request_id = ""
        try:
            self._request_id = str(event["requestContext"]["requestId"])
            self._count(event)
            return self.resolver.resolve(_with_encoded_id(_with_json(event)), context)
        except ApiError as error:
            return self._failed(error)
        except Exception:
            self._logger.exception("unexpected failure")
            return self._failed(ApiError("The request could not be answered; the log says why"))

    def _count(self, event: Mapping[str, Any]) -> None:
        """Count a request that costs, or refuse it before its body is read.

        :raises TooManyRequestsError: The client has sent too many.
        """
        if event["requestContext"]["http"]["method"] == "GET":
            return
        try:
            self._limit.count(client_of(event))
        except TooManyRequestsError as error:
            self._metrics.refused(error.error)
            raise

    def openapi(self, url: str) -> str:
        """The API's description, as JSON.

        :param url: URL of the API.
        """
        return describe(self.resolver, url)

    def _add_routes(self) -> None:
        app = self.resolver
        query = described("ask_documents", "Answer a question from the documents", Answer, 400, 413, 429, 502, 503)
        app.post("/query", **query)(self._query)
        add = described("add_document", "Store a document", Accepted, 400, 413, 429, 503)
        app.post("/documents", **add)(self._add_document)
        delete = described("delete_document", "Delete a document", Deleted, 400, 404, 429, 503)
        app.delete("/documents/<document_id>", **delete)(self._delete_document)
        health = described("get_health", "Whether the function runs", Health)
        app.get("/health", **health)(self._health)
        detailed = described("get_detailed_health", "Whether what it needs is there", DetailedHealth)
        app.get("/health/detailed", **detailed)(self._detailed_health)
        app.get("/openapi.json", include_in_schema=False)(self._openapi)
        app.post("/mcp", include_in_schema=False)(self._answer_mcp)
        app.get("/mcp", include_in_schema=False)(self._refuse_mcp_stream)

    def _add_error_handlers(self) -> None:
        def invalid(error: RequestValidationError) -> Response[str]:
            return self._response(InvalidRequestError(_NOT_AS_DESCRIBED, _problems(error)))

        def not_found(_: RouteNotFoundError) -> Response[str]:
            return self._response(NotFoundError("There is no such route"))

        self.resolver.exception_handler(RequestValidationError)(invalid)
        self.resolver.not_found(not_found)
        self.resolver.exception_handler(ApiError)(self._response)

    def _query(self, query: Query) -> Answer:
        started = time.perf_counter()
        try:
            answer = self._retrieval.query(query, self._request_id)
        except Exception as error:
            self._metrics.failed(error.error if isinstance(error, ApiError) else ApiError.error)
            raise
        milliseconds = 1000 * (time.perf_counter() - started)
        self._metrics.answered(milliseconds, cached=answer.cached, confident=answer.confident)
        # Neither the question nor the answer: they may be anybody's secrets.
        self._logger.info(
            "answered", confident=answer.confident, cached=answer.cached, milliseconds=round(milliseconds)
        )
        return answer

    def _search(self, query: Query) -> Found:
        return self._retrieval.search(query, self._request_id)

    def _answer_mcp(self) -> Response[str]:
        event = self.resolver.current_event
        body = event.body or ""
        try:
            reply = self._mcp.post(body, event.headers.get(mcp.VERSION_HEADER))
        except Exception:
            self._logger.exception("unexpected failure")
            reply = mcp.internal_error(body)
        text = "" if reply.message is None else json.dumps(reply.message)
        return Response(status_code=reply.status, content_type="application/json", body=text)

    def _refuse_mcp_stream(self) -> Response[str]:
        # The protocol's word for a server that sends nothing on its own.
        return Response(status_code=405, headers={"Allow": "POST"}, body="")

    def _add_document(self, document: NewDocument) -> Accepted:
        document_id = _with_ending(document.id)
        if not document_id.lower().endswith(TEXT_ENDINGS):
            problem = {"path": "body.id", "problem": f"The ending should be one of {', '.join(TEXT_ENDINGS)}"}
            raise InvalidRequestError(_NOT_AS_DESCRIBED, [problem])
        etag = self._documents.write(document_id, document.text, document.title)
        return Accepted(id=document_id, etag=etag, request_id=self._request_id)

    def _delete_document(self, document_id: Annotated[str, Path()]) -> Deleted:
        document_id = _checked_id(unquote(document_id))
        if self._documents.etag(document_id) is None:
            raise NotFoundError("There is no such document")
        self._documents.delete(document_id)
        return Deleted(id=document_id, request_id=self._request_id)

    def _health(self) -> Health:
        return Health(status="ok")

    def _detailed_health(self) -> DetailedHealth:
        return detailed_health(self._retrieval, self._documents)

    def _openapi(self) -> Response[str]:
        return Response(status_code=200, content_type="application/json", body=self.openapi(self._url()))

    def _url(self) -> str:
        """The API's URL, as the client has called it."""
        event = self.resolver.current_event
        scheme = event.headers.get("x-forwarded-proto", "http")
        host = event.request_context.domain_name
        return f"{scheme}://{host}{event.raw_path.removesuffix('/openapi.json')}"

    def _response(self, error: ApiError) -> Response[str]:
        self._log(error)
        return Response(
            status_code=error.status,
            content_type="application/json",
            body=self._body(error),
            headers={**_retry_after(error)},
        )

    def _failed(self, error: ApiError) -> dict[str, Any]:
        self._log(error)
        return {
            "statusCode": error.status,
            "headers": {"Content-Type": "application/json", **_retry_after(error)},
            "body": self._body(error),
            "isBase64Encoded": False,
        }

    def _log(self, error: ApiError) -> None:
        if cause := error.__cause__ if error.status >= 500 else None:
            self._logger.warning("failed", error=error.error, cause=f"{type(cause).__name__}: {cause}")

    def _body(self, error: ApiError) -> str:
        failure = Failure(error=error.error, message=error.message, details=error.details, request_id=self._request_id)
        return failure.model_dump_json()


def _retry_after(error: ApiError) -> Mapping[str, str]:
    return {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except RecursionError as error:
        raise json.JSONDecodeError("too many brackets", "", 0) from error
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise json.JSONDecodeError("a number has too many digits", "", 0) from error


def _with_json(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with its body as text, which the gateway encodes unless its type is one of texts, and read as JSON.

    :raises ApiError: It is too large, or no text.
    """
    body = event.get("body") or ""
    if len(body) > MAX_BODY_CHARACTERS:
        raise TooLargeError(f"A request may have {MAX_BODY_CHARACTERS} bytes")
    if event.get("isBase64Encoded"):
        try:
            body = base64.b64decode(body, validate=True).decode()
        except ValueError as error:
            raise InvalidRequestError("The request's body is no text in UTF-8") from error
    headers = {name: value for name, value in event["headers"].items() if name.lower() != "content-type"}
    json_headers = {**headers, "content-type": "application/json"}
    return {**event, "body": body, "isBase64Encoded": False, "headers": json_headers}


def _with_encoded_id(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with a document's id as one part of its path, whether the gateway has decoded it or not."""
    path = str(event.get("rawPath", ""))
    if not path.startswith(_DOCUMENTS):
        return {**event}
    encoded = _DOCUMENTS + quote(unquote(path.removeprefix(_DOCUMENTS)), safe="")
    http = {**event.get("requestContext", {}).get("http", {}), "path": encoded}
    return {**event, "rawPath": encoded, "requestContext": {**event.get("requestContext", {}), "http": http}}


def _checked_id(document_id: str) -> str:
    try:
        return TypeAdapter(DocumentId).validate_python(document_id)
    except ValidationError as error:
        problem = {"path": "document_id", "problem": error.errors()[0]["msg"]}
        raise InvalidRequestError(_NOT_AS_DESCRIBED, [problem]) from error


def _with_ending(document_id: str) -> str:
    """The id with an ending, by which its kind is known."""
    return document_id if "." in document_id.rpartition("/")[2] else f"{document_id}.txt"


def _problems(error: RequestValidationError) -> list[dict[str, Any]]:
    """Where and what, without what was sent."""
    return [
        {"path": ".".join(str(part)[:64] for part in each["loc"]) or "body", "problem": each["msg"]}
        for each in error.errors()
    ]
