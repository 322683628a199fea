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
from pydantic import BaseModel, TypeAdapter, ValidationError

from homelab.aws.retrieval_api.function.documents import Documents
from homelab.aws.retrieval_api.function.errors import ApiError, InvalidRequestError, NotFoundError, TooLargeError
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
    Health,
    NewDocument,
    Query,
)
from homelab.aws.retrieval_api.function.retrieval import Retrieval
from homelab.aws.retrieval_api.function.texts import TEXT_ENDINGS

VERSION = "1.0.0"
_DOCUMENTS = "/documents/"
_NOT_AS_DESCRIBED = "The request is not as the API describes it"
_FAILURES = {
    400: "The request is not as described",
    404: "There is no such document",
    413: "The request is too large",
    502: "A model failed",
    503: "The store or a model is not available; Retry-After says when to try again",
}


class Api:
    """The API over a retrieval and documents; for one request at a time, as each environment of Lambda has it."""

    def __init__(self, retrieval: Retrieval, documents: Documents, metrics: QueryMetrics, logger: Logger) -> None:
        """Declare the routes."""
        self._retrieval, self._documents, self._metrics, self._logger = retrieval, documents, metrics, logger
        self._request_id = ""
        self.resolver = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=_parsed)
        self._add_routes()
        self._add_error_handlers()

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Answer an event of an HTTP API, payload format 2.0; whatever happens, by an answer and not an exception."""
        self._request_id = ""
        try:
            self._request_id = str(event["requestContext"]["requestId"])
            return self.resolver.resolve(_with_encoded_id(_with_json(event)), context)
        except ApiError as error:
            return self._failed(error)
        except Exception:
            self._logger.exception("unexpected failure")
            return self._failed(ApiError("The request could not be answered; the log says why"))

    def openapi(self) -> str:
        """The API's description, as JSON."""
        description = self.resolver.get_openapi_schema(
            title="Retrieval API", version=VERSION, description="Documents in, answers out."
        ).model_dump(by_alias=True, exclude_none=True, mode="json")
        # Powertools' own form of errors, which no client sees.
        for methods in description["paths"].values():
            for operation in methods.values():
                operation["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
            description["components"]["schemas"].pop(name, None)
        return json.dumps(description)

    def _add_routes(self) -> None:
        app = self.resolver
        query, added = _responses(Answer, 400, 413, 502, 503), _responses(Accepted, 400, 413, 503)
        deleted = _responses(Deleted, 400, 404, 503)
        app.post("/query", summary="Answer a question from the documents", responses=query)(self._query)
        app.post("/documents", summary="Store a document", responses=added)(self._add_document)
        app.delete("/documents/<document_id>", summary="Delete a document", responses=deleted)(self._delete_document)
        app.get("/health", summary="Whether the function runs", responses=_responses(Health))(self._health)
        app.get("/health/detailed", summary="Whether what it needs is there", responses=_responses(DetailedHealth))(
            self._detailed_health
        )
        app.get("/openapi.json", include_in_schema=False)(self._openapi)

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
        return Response(status_code=200, content_type="application/json", body=self.openapi())

    def _response(self, error: ApiError) -> Response[str]:
        self._log(error)
        headers: dict[str, str | list[str]] = (
            {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        )
        return Response(
            status_code=error.status, content_type="application/json", body=self._body(error), headers=headers
        )

    def _failed(self, error: ApiError) -> dict[str, Any]:
        self._log(error)
        return {
            "statusCode": error.status,
            "headers": {"Content-Type": "application/json"},
            "body": self._body(error),
            "isBase64Encoded": False,
        }

    def _log(self, error: ApiError) -> None:
        if cause := error.__cause__ if error.status >= 500 else None:
            self._logger.warning("failed", error=error.error, cause=f"{type(cause).__name__}: {cause}")

    def _body(self, error: ApiError) -> str:
        failure = Failure(error=error.error, message=error.message, details=error.details, request_id=self._request_id)
        return failure.model_dump_json()


def _responses(reply: type[BaseModel], *failures: int) -> dict[int, Any]:
    """What a route answers, for the description."""
    answers = {200: ("As asked for", reply), **{status: (_FAILURES[status], Failure) for status in failures}}
    return {
        status: {"description": text, "content": {"application/json": {"model": model}}}
        for status, (text, model) in answers.items()
    }


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
