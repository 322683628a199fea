"""The description of the API in OpenAPI's form, of which LibreChat makes actions."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, Server
from pydantic import BaseModel

from homelab.aws.retrieval_api.function.models import Failure

VERSION = "1.0.0"
_TOKEN = "token"
_FAILURES = {
    400: "The request is not as described",
    404: "There is no such document",
    413: "The request is too large",
    429: "Too many requests; Retry-After says when to try again, if it was this client that sent them",
    502: "A model failed",
    503: "The store or a model is not available; Retry-After says when to try again",
}


def described(operation_id: str, summary: str, answer: type[BaseModel], *failures: int) -> dict[str, Any]:
    """How a route is described.

    :param operation_id: Name of the function that models see.
    :param failures: Status of errors that are its own.
    """
    answers = {200: ("As asked for", answer), **{status: (_FAILURES[status], Failure) for status in failures}}
    responses = {
        status: {"description": text, "content": {"application/json": {"model": model}}}
        for status, (text, model) in answers.items()
    }
    return {"operation_id": operation_id, "summary": summary, "responses": responses}


def describe(resolver: APIGatewayHttpResolver, url: str) -> str:
    """The description, as JSON.

    :param url: URL of the API.
    """
    schema = resolver.get_openapi_schema(
        title="Retrieval API",
        version=VERSION,
        description="Documents in, answers out.",
        servers=[Server(url=url)],
        security_schemes={_TOKEN: HTTPBearer(bearerFormat="JWT", description="Where the API has a JWT authorizer")},
        security=[{_TOKEN: []}],
    )
    # Powertools' own form of errors, which no client sees: this API answers 400.
    for path in (schema.paths or {}).values():
        for operation in (path.get, path.post, path.delete):
            if operation is not None and operation.responses:
                operation.responses.pop(422, None)
    for name in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        if schema.components and schema.components.schemas:
            schema.components.schemas.pop(name, None)
    return schema.model_dump_json(by_alias=True, exclude_none=True)
