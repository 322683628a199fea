"""The dashboard, as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from homelab.aws.retrieval_api.alarms import NAMESPACES, PERIOD, Dimensions, Part
from homelab.aws.retrieval_api.function import metric_names
from homelab.aws.retrieval_api.gateway import STAGE
from homelab.aws.retrieval_api.token_prices import TokenPrices


@dataclass(frozen=True)
class Panel:
    """A diagram of a part's metrics."""

    title: str
    part: Part
    metrics: Sequence[tuple[str, str]]
    """Names and statistics."""


PANELS: Sequence[Panel] = (
    Panel(
        "Milliseconds of an answer",
        Part.QUERIES,
        [(metric_names.LATENCY, statistic) for statistic in ("p50", "p95", "p99")],
    ),
    Panel(
        "Queries",
        Part.QUERIES,
        [
            (each, "Sum")
            for each in (metric_names.SUCCESS, metric_names.FAILURE, metric_names.CACHED, metric_names.UNANSWERED)
        ],
    ),
    Panel("Requests and their errors", Part.GATEWAY, [("Count", "Sum"), ("4xx", "Sum"), ("5xx", "Sum")]),
    Panel(
        "The API's function",
        Part.FUNCTION,
        [("Invocations", "Sum"), ("Errors", "Sum"), ("Throttles", "Sum"), ("ConcurrentExecutions", "Maximum")],
    ),
    Panel("The ingestion", Part.INGESTION, [("Invocations", "Sum"), ("Errors", "Sum"), ("Duration", "p95")]),
    Panel("Seconds that changes wait", Part.CHANGES, [("ApproximateAgeOfOldestMessage", "Maximum")]),
    Panel("Changes put aside", Part.DEAD_LETTERS, [("ApproximateNumberOfMessagesVisible", "Maximum")]),
    Panel("The domain", Part.DOMAIN, [("CPUUtilization", "Maximum"), ("JVMMemoryPressure", "Maximum")]),
)
WIDTH, HEIGHT, COLUMNS = 12, 6, 24


def dashboard_body(
    watched: Mapping[Part, Dimensions],
    routes: Sequence[str],
    prices: TokenPrices | None,
    region: pulumi.Input[str],
) -> dict[str, Any]:
    """Body of the dashboard: diagrams side by side.

    :param watched: Dimensions of the parts that are there.
    :param prices: Of the answering model; without them, the dashboard shows tokens of a query rather than its costs.
    """
    diagrams = {
        panel.title: [_series(panel.part, *metric, watched[panel.part]) for metric in panel.metrics]
        for panel in PANELS
        if panel.part in watched
    }
    gateway = watched[Part.GATEWAY]
    diagrams |= {
        "Errors by route": [_of_route(gateway, route, "5xx") for route in routes],
        "Requests by route": [_of_route(gateway, route, "Count") for route in routes],
        "Failed queries by error": [_by_error(watched[Part.QUERIES])],
        **_of_tokens(watched[Part.QUERIES], prices),
    }
    return {
        "widgets": [
            {
                **_widget(title, series, region),
                "x": index * WIDTH % COLUMNS,
                "y": index * WIDTH // COLUMNS * HEIGHT,
            }
            for index, (title, series) in enumerate(diagrams.items())
        ]
    }


def _of_tokens(queries: Dimensions, prices: TokenPrices | None) -> dict[str, list[list[Any]]]:
    """What the model of a query reads and writes, and what that costs; cached answers are queries without tokens."""
    hidden = {
        "read": metric_names.INPUT_TOKENS,
        "written": metric_names.OUTPUT_TOKENS,
        "answered": metric_names.SUCCESS,
    }
    series = [
        [*_series(Part.QUERIES, metric, "Sum", queries)[:-1], {"id": id_, "stat": "Sum", "visible": False}]
        for id_, metric in hidden.items()
    ]
    if prices is None:
        label, value = "Tokens of a query", "(read + written) / answered"
    else:
        label = f"USD of the model for a query, by prices of {prices.date}"
        value = f"(read * {prices.input:f} + written * {prices.output:f}) / 1000000 / answered"
    return {label: [*series, [{"expression": value, "id": "each", "label": label}]]}


def _by_error(queries: Dimensions) -> list[Any]:
    service = queries[metric_names.SERVICE]
    schema = f"{{{metric_names.NAMESPACE},{metric_names.ERROR_TYPE},{metric_names.SERVICE}}}"
    search = pulumi.Output.concat(
        f'SEARCH(\'{schema} MetricName="{metric_names.FAILURE}" {metric_names.SERVICE}="',
        service,
        f"\"', 'Sum', {PERIOD})",
    )
    return [{"expression": search, "id": "errors"}]


def _of_route(gateway: Dimensions, route: str, metric: str) -> list[Any]:
    method, _, resource = route.partition(" ")
    dimensions = {**gateway, "Method": method, "Resource": resource, "Stage": STAGE}
    return [*_series(Part.GATEWAY, metric, "Sum", dimensions)[:-1], {"stat": "Sum", "label": route}]


def _series(part: Part, metric: str, statistic: str, dimensions: Dimensions) -> list[Any]:
    names = [each for pair in dimensions.items() for each in pair]
    return [NAMESPACES[part], metric, *names, {"stat": statistic, "label": f"{metric} {statistic}"}]


def _widget(title: str, series: Sequence[Sequence[Any]], region: pulumi.Input[str]) -> dict[str, Any]:
    return {
        "type": "metric",
        "width": WIDTH,
        "height": HEIGHT,
        "properties": {
            "title": title,
            "metrics": [[*each] for each in series],
            "view": "timeSeries",
            "period": PERIOD,
            "region": region,
        },
    }
