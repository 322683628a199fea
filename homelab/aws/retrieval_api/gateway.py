"""The HTTP API in front of the function."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.component import after
from homelab.aws.logs import DEFAULT_RETENTION_DAYS, create_log_group
from homelab.aws.policies import StatementArgs
from homelab.aws.retrieval_api.args import AuthorizationArgs, JwtArgs, RetrievalApiArgs
from homelab.aws.retrieval_api.domain_name import create_domain_name
from homelab.aws.retrieval_api.placement import Placement

if TYPE_CHECKING:
    from pulumi_aws.apigatewayv2 import ApiCorsConfigurationArgsDict

STAGE = "$default"
RATE, BURST = 50, 100
QUERY = "POST /query"
READING = (QUERY, "GET /health/detailed", "POST /mcp", "GET /mcp")
WRITING = ("POST /documents", "DELETE /documents/{document_id+}")
OPEN = ("GET /health", "GET /openapi.json")
"""What needs no authorization: it says nothing about documents."""
ROUTES = (*READING, *WRITING, *OPEN)
# No query strings, bodies and tokens: questions may be anybody's secrets.
_LOGGED = (
    *("requestId", "httpMethod", "routeKey", "status", "responseLength", "requestTime"),
    *("integrationErrorMessage", "integrationLatency", "identity.sourceIp"),
)
LOG_FORMAT = json.dumps({field.rpartition(".")[2]: f"$context.{field}" for field in _LOGGED})


@dataclass(frozen=True)
class Gateway:
    """The API in front of the function."""

    api: aws.apigatewayv2.Api
    url: pulumi.Output[str]
    """Where it answers, once it does."""
    query_statements: list[StatementArgs]
    """What a role needs to ask with signed requests."""


def create_gateway(place: Placement, args: RetrievalApiArgs, alias: aws.lambda_.Alias) -> Gateway:
    """Create the API with its routes, authorizer, stage and domain name, and permit it to invoke the alias."""
    api = aws.apigatewayv2.Api(
        place.name,
        name=place.identifier,
        protocol_type="HTTP",
        cors_configuration=_cors(args.get("cors_origins", [])),
        # Beside a name of one's own, it would be a second way in.
        disable_execute_api_endpoint="domain" in args,
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    integration = _create_integration(place, api, alias)
    routes = _create_routes(place, args["authorization"], api, integration)
    stage = _create_stage(place, args, api, routes)
    url = create_domain_name(place, args["domain"], stage) if "domain" in args else api.api_endpoint
    asking: StatementArgs = {
        "sid": "Ask",
        "actions": ["execute-api:Invoke"],
        "resources": [
            pulumi.Output.concat(api.execution_arn, f"/{STAGE}/", route.replace(" ", "")) for route in READING
        ],
    }
    return Gateway(api, after(url, stage), [asking])


def _create_integration(
    place: Placement, api: aws.apigatewayv2.Api, alias: aws.lambda_.Alias
) -> aws.apigatewayv2.Integration:
    aws.lambda_.Permission(
        place.name,
        action="lambda:InvokeFunction",
        function=alias.function_name,
        # The alias: without it the gateway could invoke the newest version alone.
        qualifier=alias.name,
        principal="apigateway.amazonaws.com",
        source_arn=pulumi.Output.concat(api.execution_arn, "/*/*"),
        region=place.region,
        opts=place.own,
    )
    return aws.apigatewayv2.Integration(
        place.name,
        api_id=api.id,
        integration_type="AWS_PROXY",
        integration_uri=alias.invoke_arn,
        payload_format_version="2.0",
        timeout_milliseconds=30_000,
        region=place.region,
        opts=place.own,
    )


def _cors(origins: Sequence[str]) -> "ApiCorsConfigurationArgsDict | None":
    if not origins:
        return None
    return {
        "allow_origins": [*origins],
        "allow_methods": ["POST", "GET"],
        "allow_headers": ["authorization", "content-type"],
        "max_age": 3600,
    }


def _create_routes(
    place: Placement,
    authorization: AuthorizationArgs,
    api: aws.apigatewayv2.Api,
    integration: aws.apigatewayv2.Integration,
) -> list[aws.apigatewayv2.Route]:
    authorizer = _create_authorizer(place, authorization["jwt"], api) if "jwt" in authorization else None
    scopes = authorization.get("jwt", {}).get("write_scopes")
    kind = "JWT" if authorizer else "AWS_IAM"
    return [
        aws.apigatewayv2.Route(
            f"{place.name}-{_slug(route)}",
            api_id=api.id,
            route_key=route,
            target=pulumi.Output.concat("integrations/", integration.id),
            authorization_type="NONE" if route in OPEN else kind,
            authorizer_id=authorizer.id if authorizer and route not in OPEN else None,
            authorization_scopes=scopes if authorizer and route in WRITING else None,
            region=place.region,
            opts=place.own,
        )
        for route in ROUTES
    ]


def _create_authorizer(place: Placement, jwt: JwtArgs, api: aws.apigatewayv2.Api) -> aws.apigatewayv2.Authorizer:
    return aws.apigatewayv2.Authorizer(
        place.name,
        api_id=api.id,
        name=place.identifier,
        authorizer_type="JWT",
        identity_sources=["$request.header.Authorization"],
        jwt_configuration={"issuer": jwt["issuer"], "audiences": jwt["audiences"]},
        region=place.region,
        opts=place.own,
    )


def _create_stage(
    place: Placement, args: RetrievalApiArgs, api: aws.apigatewayv2.Api, routes: Sequence[aws.apigatewayv2.Route]
) -> aws.apigatewayv2.Stage:
    log_group = create_log_group(
        f"{place.name}-access",
        pulumi.Output.concat("/aws/apigateway/", place.identifier),
        days=args.get("log_retention_days", DEFAULT_RETENTION_DAYS),
        key=place.kms_key_arn,
        tags=place.tags,
        region=place.region,
        opts=place.own,
    )
    throttling = args.get("throttling", {})
    return aws.apigatewayv2.Stage(
        place.name,
        api_id=api.id,
        name=STAGE,
        auto_deploy=True,
        # Half of it would mean zero for the other half: every request gets 429.
        default_route_settings={
            "throttling_rate_limit": throttling.get("rate", RATE),
            "throttling_burst_limit": throttling.get("burst", BURST),
            "detailed_metrics_enabled": True,
        },
        access_log_settings={"destination_arn": log_group.arn, "format": LOG_FORMAT},
        region=place.region,
        tags=place.tags,
        opts=place.after(*routes),
    )


def _slug(route: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in route.lower()).strip("-")
