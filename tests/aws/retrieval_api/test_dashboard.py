"""The dashboard: what CloudWatch would accept, and silently show wrong."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest

from homelab.aws.retrieval_api.dashboard import dashboard_body
from homelab.aws.retrieval_api.token_prices import TokenPrices, token_prices
from tests.aws.recordings import only
from tests.aws.retrieval_api.apis import DOMAIN, api

PRICES = TokenPrices(Decimal("1.1"), Decimal("5.5"), datetime.date(2026, 1, 2))


def body(args: dict[str, Any] | None = None) -> dict[str, Any]:
    return json.loads(only(api(args), "aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"])


@pytest.mark.parametrize("args", [{}, {"store": DOMAIN}])
def test_no_diagram_is_over_another_and_all_fit(args: dict[str, Any]):
    covered: set[tuple[int, int]] = set()
    for widget in body(args)["widgets"]:
        cells = {
            (x, y)
            for x in range(widget["x"], widget["x"] + widget["width"])
            for y in range(widget["y"], widget["y"] + widget["height"])
        }
        assert not cells & covered
        assert max(x for x, _ in cells) < 24
        covered |= cells


def test_it_shows_latency_failures_by_error_errors_by_route_and_costs():
    titles = {each["properties"]["title"]: each["properties"]["metrics"] for each in body()["widgets"]}
    assert [series[-1]["stat"] for series in titles["Milliseconds of an answer"]] == ["p50", "p95", "p99"]
    routes = {series[-1]["label"]: series for series in titles["Errors by route"]}
    assert {"POST /query", "POST /documents"} <= routes.keys()
    assert routes["POST /query"][:2] == ["AWS/ApiGateway", "5xx"]
    assert {"Method", "Resource", "Stage", "ApiId"} <= {*routes["POST /query"][2:-1:2]}
    (errors,) = titles["Failed queries by error"]
    assert "{RetrievalApi,ErrorType,service}" in errors[0]["expression"]
    assert "The domain" not in titles
    assert "The domain" in {each["properties"]["title"] for each in body({"store": DOMAIN})["widgets"]}
    (costs,) = [title for title in titles if title.startswith("USD of the model for a query, by prices of 20")]
    assert titles[costs][-1][0]["expression"].startswith("(read * ")


def of_tokens(prices: TokenPrices | None) -> list[list[Any]]:
    watched = json.loads('{"queries": {"service": "docs"}, "the gateway": {"ApiId": "a"}}')
    widgets = dashboard_body(watched, [], prices, "eu-central-1")["widgets"]
    return widgets[-1]["properties"]["metrics"]


@pytest.mark.parametrize(
    ("prices", "expression"),
    [
        (PRICES, "(read * 1.1 + written * 5.5) / 1000000 / answered"),
        (None, "(read + written) / answered"),
    ],
)
def test_a_query_costs_what_its_tokens_cost_and_without_prices_they_are_shown(
    prices: TokenPrices | None, expression: str
):
    *series, shown = of_tokens(prices)
    assert shown[0]["expression"] == expression
    assert {each[-1]["id"] for each in series} == {"read", "written", "answered"}
    assert all(each[-1]["visible"] is False for each in series)


def test_prices_of_a_model_are_found_by_its_profile():
    found = token_prices("eu.anthropic.claude-haiku-4-5-20251001-v1:0")
    assert found is not None
    assert (found.input, found.output) == (Decimal("1.1"), Decimal("5.5"))
    assert token_prices("global.anthropic.claude-haiku-4-5-20251001-v1:0") != found
    assert token_prices("eu.example.unknown-v1:0") is None
