"""The HTTP API: who gets in, how much, and what is written down."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from homelab.offline import Recording
from tests.aws.recordings import awaited, of_type, only
from tests.aws.retrieval_api.apis import EVERYTHING, JWT, ZONE, api

API = "aws:apigatewayv2/api:Api"
STAGE = "aws:apigatewayv2/stage:Stage"
OPEN = {"GET /health", "GET /openapi.json"}
WRITING = {"POST /documents", "DELETE /documents/{document_id+}"}


def routes(recording: Recording) -> dict[str, Mapping[str, Any]]:
    return {each.inputs["routeKey"]: each.inputs for each in of_type(recording, "aws:apigatewayv2/route:Route")}


def test_all_routes_are_there():
    assert {"POST /query", "GET /health/detailed", *OPEN, *WRITING} <= routes(api()).keys()


@pytest.mark.parametrize(("authorization", "kind"), [({"iam": True}, "AWS_IAM"), (JWT, "JWT")])
def test_nothing_but_health_and_the_description_is_open(authorization: dict[str, Any], kind: str):
    found = routes(api({"authorization": authorization}))
    assert {route for route, each in found.items() if each["authorizationType"] == "NONE"} == OPEN
    assert {each["authorizationType"] for route, each in found.items() if route not in OPEN} == {kind}


def test_tokens_are_checked_and_writing_takes_a_scope():
    recording = api({"authorization": JWT})
    authorizer = only(recording, "aws:apigatewayv2/authorizer:Authorizer")
    assert authorizer.inputs["authorizerType"] == "JWT"
    assert authorizer.inputs["identitySources"] == ["$request.header.Authorization"]
    assert authorizer.inputs["jwtConfiguration"] == {"issuer": "https://login.example.com", "audiences": ["docs"]}
    found = routes(recording)
    assert {each.get("authorizerId") for route, each in found.items() if route not in OPEN} == {authorizer.id}
    assert {route for route, each in found.items() if each.get("authorizationScopes") == ["docs/write"]} == WRITING


@pytest.mark.parametrize(("args", "limits"), [({}, (50, 100)), ({"throttling": {"rate": 5}}, (5, 100))])
def test_both_limits_are_always_set(args: dict[str, Any], limits: tuple[int, int]):
    # Half of them would leave zero for the other: every request gets 429.
    settings = only(api(args), STAGE).inputs["defaultRouteSettings"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == limits
    assert settings["detailedMetricsEnabled"] is True


def test_the_stage_exists_once_all_routes_do_and_writes_down_who_asked_but_not_what():
    recording = api({"log_retention_days": 90})
    stage = only(recording, STAGE)
    assert {"aws:apigatewayv2/route:Route"} <= awaited(recording, stage)
    assert (stage.inputs["name"], stage.inputs["autoDeploy"]) == ("$default", True)
    log = json.loads(stage.inputs["accessLogSettings"]["format"])
    assert {"requestId", "routeKey", "status", "sourceIp"} <= log.keys()
    assert not [value for value in log.values() if "query" in value.lower() or "authorizer" in value or "body" in value]
    group = next(each for each in of_type(recording, "aws:cloudwatch/logGroup:LogGroup") if each.name == "docs-access")
    assert group.inputs["retentionInDays"] == 90


def test_no_page_of_another_origin_may_ask_unless_it_is_named():
    assert "corsConfiguration" not in only(api(), API).inputs
    cors = only(api({"cors_origins": ["https://www.example.com"]}), API).inputs["corsConfiguration"]
    assert cors["allowOrigins"] == ["https://www.example.com"]
    assert "*" not in str(cors)
    assert not cors.get("allowCredentials")


def test_the_alias_is_what_is_invoked_and_what_may_be():
    recording = api()
    alias = only(recording, "aws:lambda/alias:Alias")
    permission = only(recording, "aws:lambda/permission:Permission").inputs
    integration = only(recording, "aws:apigatewayv2/integration:Integration").inputs
    assert (permission["qualifier"], permission["principal"]) == ("live", "apigateway.amazonaws.com")
    assert permission["sourceArn"].endswith("/*/*")
    assert alias.id in integration["integrationUri"]
    assert (integration["payloadFormatVersion"], integration["timeoutMilliseconds"]) == ("2.0", 30_000)


def test_a_domain_name_is_the_only_way_in():
    recording = api(EVERYTHING)
    assert only(recording, API).inputs["disableExecuteApiEndpoint"] is True
    assert only(api(), API).inputs["disableExecuteApiEndpoint"] is False
    domain = only(recording, "aws:apigatewayv2/domainName:DomainName").inputs
    assert domain["domainNameConfiguration"]["securityPolicy"] == "TLS_1_2"
    records = {each.name: each.inputs for each in of_type(recording, "aws:route53/record:Record")}
    assert {records[f"docs-{kind}"]["type"] for kind in ("a", "aaaa")} == {"A", "AAAA"}
    (target,) = records["docs-a"]["aliases"]
    assert target["name"].endswith(".amazonaws.com")
    assert target["zoneId"] not in ("", ZONE)
    assert only(recording, "aws:acm/certificate:Certificate").inputs["domainName"] == "docs.example.com"
    arn = "arn:aws:acm:eu-central-1:123456789012:certificate/abc"
    own = api({"domain": {"name": "docs.example.com", "hosted_zone_id": "Z1", "certificate_arn": arn}})
    assert not of_type(own, "aws:acm/certificate:Certificate")
