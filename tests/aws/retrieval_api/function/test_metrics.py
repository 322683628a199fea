import json
from typing import Any

import pytest

from homelab.aws.retrieval_api.function.metrics import QueryMetrics


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def described(line: dict[str, Any]) -> tuple[str, Any, dict[str, str]]:
    """Namespace, dimensions, and units by metric, as CloudWatch reads them."""
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    return directive["Namespace"], directive["Dimensions"], {m["Name"]: m["Unit"] for m in directive["Metrics"]}


def test_an_answered_query_is_one_line_of_all_its_metrics(capsys: pytest.CaptureFixture[str]):
    QueryMetrics("RetrievalApi", "docs").answered(123.4, cached=True, confident=False)
    (line,) = lines(capsys)
    assert described(line) == (
        "RetrievalApi",
        [["service"]],
        {"QueryLatency": "Milliseconds", "QuerySuccess": "Count", "QueryCached": "Count", "QueryUnanswered": "Count"},
    )
    assert line["service"] == "docs"
    assert (line["QueryLatency"], line["QuerySuccess"]) == ([123.4], [1])
    assert (line["QueryCached"], line["QueryUnanswered"]) == ([1], [1])


def test_a_failed_query_counts_as_one_and_by_its_type(capsys: pytest.CaptureFixture[str]):
    QueryMetrics("RetrievalApi", "docs").failed("store_unavailable")
    total, by_type = lines(capsys)
    assert described(total) == ("RetrievalApi", [["service"]], {"QueryFailure": "Count"})
    namespace, (dimensions,), units = described(by_type)
    assert (namespace, sorted(dimensions), units) == (
        "RetrievalApi",
        ["ErrorType", "service"],
        {"QueryFailure": "Count"},
    )
    assert by_type["ErrorType"] == "store_unavailable"
    assert total["service"] == by_type["service"] == "docs"


def test_a_refused_request_counts_by_its_type_alone(capsys: pytest.CaptureFixture[str]):
    QueryMetrics("RetrievalApi", "docs").refused("too_many_requests")
    (line,) = lines(capsys)
    _, (dimensions,), units = described(line)
    assert (sorted(dimensions), units) == (["ErrorType", "service"], {"QueryFailure": "Count"})
    assert line["ErrorType"] == "too_many_requests"


def test_metrics_of_two_queries_do_not_mix(capsys: pytest.CaptureFixture[str]):
    metrics, other = QueryMetrics("A", "docs"), QueryMetrics("B", "other")
    metrics.answered(1, cached=False, confident=True)
    other.answered(2, cached=False, confident=True)
    metrics.failed("model_failed")
    metrics.answered(3, cached=False, confident=True)
    assert [(line["service"], line.get("QueryLatency"), line.get("QueryFailure")) for line in lines(capsys)] == [
        ("docs", [1], None),
        ("other", [2], None),
        ("docs", None, [1]),
        ("docs", None, [1]),
        ("docs", [3], None),
    ]
