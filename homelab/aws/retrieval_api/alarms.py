"""The alarms and the dashboard, as plain data. docs/aws/runbooks has a page for each alarm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pulumi

from homelab.aws.monitoring.alarms import RUNBOOKS
from homelab.aws.retrieval_api.function import metrics

NAMESPACE = "RetrievalApi"
PERIOD = 300
Dimensions = Mapping[str, pulumi.Input[str]]


class Part(StrEnum):
    """A part that CloudWatch has metrics of."""

    QUERIES = NAMESPACE
    """What the function counts itself."""
    FUNCTION = "AWS/Lambda"
    INGESTION = "AWS/Lambda "
    GATEWAY = "AWS/ApiGateway"
    DEAD_LETTERS = "AWS/SQS"
    DOMAIN = "AWS/ES"

    @property
    def namespace(self) -> str:
        """CloudWatch's namespace of its metrics."""
        return self.value.strip()


@dataclass(frozen=True)
class Alarm:
    """A condition that somebody has to know of: a value above a number."""

    name: str
    summary: str
    """What has happened, in a sentence."""
    part: Part
    metric: str
    statistic: str
    threshold: float
    periods: int = 2
    """How many periods of five minutes in a row have to be above it."""
    stops_rollout: bool = False
    """Whether a new version is taken back because of it."""

    @property
    def runbook(self) -> str:
        """File that says what to do."""
        return f"{RUNBOOKS}/{self.name}.md"


ALARMS: Sequence[Alarm] = (
    Alarm("RetrievalSlow", "Answers take more than 5 seconds.", Part.QUERIES, metrics.LATENCY, "p95", 5000, 2, True),
    Alarm("RetrievalFailing", "Queries fail.", Part.QUERIES, metrics.FAILURE, "Sum", 10, 2, True),
    Alarm("RetrievalErrors", "The API's function breaks down.", Part.FUNCTION, "Errors", "Sum", 0, 1, True),
    Alarm("RetrievalThrottled", "Requests find no free environment.", Part.FUNCTION, "Throttles", "Sum", 0),
    Alarm("RetrievalServerErrors", "The gateway answers with 5xx.", Part.GATEWAY, "5xx", "Sum", 10),
    Alarm("RetrievalIngestionErrors", "The ingestion breaks down.", Part.INGESTION, "Errors", "Sum", 0),
    Alarm(
        "RetrievalDeadLetters",
        "Documents could not be indexed, and nothing tries again.",
        Part.DEAD_LETTERS,
        "ApproximateNumberOfMessagesVisible",
        "Maximum",
        0,
        1,
    ),
    Alarm("RetrievalDomainBusy", "The domain's processor is busy.", Part.DOMAIN, "CPUUtilization", "Maximum", 80, 3),
)


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
        [(metrics.LATENCY, "p50"), (metrics.LATENCY, "p95"), (metrics.LATENCY, "p99")],
    ),
    Panel(
        "Queries",
        Part.QUERIES,
        [(metrics.SUCCESS, "Sum"), (metrics.FAILURE, "Sum"), (metrics.CACHED, "Sum"), (metrics.UNANSWERED, "Sum")],
    ),
    Panel("Requests and their errors", Part.GATEWAY, [("Count", "Sum"), ("4xx", "Sum"), ("5xx", "Sum")]),
    Panel(
        "The API's function",
        Part.FUNCTION,
        [("Invocations", "Sum"), ("Errors", "Sum"), ("Throttles", "Sum"), ("ConcurrentExecutions", "Maximum")],
    ),
    Panel("The ingestion", Part.INGESTION, [("Invocations", "Sum"), ("Errors", "Sum"), ("Duration", "p95")]),
    Panel("Documents put aside", Part.DEAD_LETTERS, [("ApproximateNumberOfMessagesVisible", "Maximum")]),
    Panel("The domain", Part.DOMAIN, [("CPUUtilization", "Maximum"), ("JVMMemoryPressure", "Maximum")]),
)
WIDTH, HEIGHT, COLUMNS = 12, 6, 24


def dashboard_body(
    watched: Mapping[Part, Dimensions], routes: Sequence[str], region: pulumi.Input[str]
) -> dict[str, Any]:
    """Body of the dashboard: diagrams side by side, and errors by route below.

    :param watched: Dimensions of the parts that are there.
    """
    widgets = [
        _widget(panel.title, [_series(panel.part, *metric, watched[panel.part]) for metric in panel.metrics], region)
        for panel in PANELS
        if panel.part in watched
    ]
    gateway = watched[Part.GATEWAY]
    widgets.append(_widget("Errors by route", [_of_route(gateway, route, "5xx") for route in routes], region))
    widgets.append(_widget("Requests by route", [_of_route(gateway, route, "Count") for route in routes], region))
    return {
        "widgets": [
            {**widget, "x": index * WIDTH % COLUMNS, "y": index * WIDTH // COLUMNS * HEIGHT}
            for index, widget in enumerate(widgets)
        ]
    }


def _of_route(gateway: Dimensions, route: str, metric: str) -> list[Any]:
    method, _, resource = route.partition(" ")
    dimensions = {**gateway, "Method": method, "Resource": resource, "Stage": "$default"}
    return [*_series(Part.GATEWAY, metric, "Sum", dimensions)[:-1], {"stat": "Sum", "label": route}]


def _series(part: Part, metric: str, statistic: str, dimensions: Dimensions) -> list[Any]:
    names = [each for pair in dimensions.items() for each in pair]
    return [part.namespace, metric, *names, {"stat": statistic, "label": f"{metric} {statistic}"}]


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
