"""The dashboard: keys that CloudWatch knows, a grid without overlaps, metrics that exist."""

from itertools import combinations
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.monitoring.alarms import ALARMS
from homelab.aws.monitoring.dashboard import COLUMNS, SECTIONS, dashboard_body
from homelab.aws.monitoring.targets import Target
from tests.aws.monitoring.watching import DIMENSIONS, is_known, target_is_known

PANELS = [panel for panels in SECTIONS.values() for panel in panels]
THRESHOLDS = {alarm.name: alarm.threshold for alarm in ALARMS}
ARN = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:a"
_POSITION: dict[str, Any] = {
    "x": {"type": "integer", "minimum": 0, "maximum": 23},
    "y": {"type": "integer", "minimum": 0},
    "width": {"type": "integer", "minimum": 1, "maximum": 24},
    "height": {"type": "integer", "minimum": 1, "maximum": 1000},
}


def _group(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _widget(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return _group({"type": {"const": kind}, **_POSITION, "properties": properties})


_STRING, _NUMBER = {"type": "string", "minLength": 1}, {"type": "number"}
_AXIS = _group({"left": _group({"min": _NUMBER, "showUnits": {"type": "boolean"}})})
_LINE = _group({"label": _STRING, "value": _NUMBER})
SCHEMA = _group(
    {
        # Of what CloudWatch's reference of a dashboard's body knows, the part that is used.
        "widgets": {
            "type": "array",
            "maxItems": 500,
            "items": {
                "oneOf": [
                    _widget("text", _group({"markdown": _STRING})),
                    _widget(
                        "alarm",
                        _group(
                            {
                                "title": _STRING,
                                "alarms": {"type": "array", "items": _STRING, "minItems": 1, "maxItems": 100},
                            }
                        ),
                    ),
                    _widget(
                        "metric",
                        _group(
                            {
                                "title": _STRING,
                                "view": {"const": "timeSeries"},
                                "region": {"type": "string", "pattern": "^[a-z]{2}-[a-z]+-[0-9]$"},
                                "period": {"type": "integer", "multipleOf": 60},
                                "yAxis": _AXIS,
                                "metrics": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {"type": "array", "minItems": 5, "items": {"type": ["string", "object"]}},
                                },
                                "annotations": _group({"horizontal": {"type": "array", "items": _LINE, "minItems": 1}}),
                            },
                            "annotations",
                        ),
                    ),
                ]
            },
        }
    }
)


def body(*targets: Target, series: int = 1, alarms: int = 1) -> dict[str, Any]:
    watched = {
        target: [{name: f"{name}-{number}" for name in DIMENSIONS[target]} for number in range(series)]
        for target in targets
    }
    return dashboard_body(watched, "eu-central-1", alarm_arns=[ARN] * alarms, thresholds=THRESHOLDS)


def widgets(*targets: Target, kind: str = "metric") -> list[dict[str, Any]]:
    return [each for each in body(*targets)["widgets"] if each["type"] == kind]


@given(st.sets(st.sampled_from(Target)), st.integers(1, 3), st.integers(0, 40))
def test_whatever_is_watched_the_grid_is_valid_and_without_overlaps(targets: set[Target], series: int, alarms: int):
    found = body(*sorted(targets), series=series, alarms=alarms)
    jsonschema.validate(found, SCHEMA)
    cells = [
        {(x, y) for x in range(w["x"], w["x"] + w["width"]) for y in range(w["y"], w["y"] + w["height"])}
        for w in found["widgets"]
    ]
    assert all(x < COLUMNS for each in cells for x, _ in each)
    assert all(not one & other for one, other in combinations(cells, 2))


@given(st.sets(st.sampled_from(Target)))
def test_metrics_are_those_that_aws_has(targets: set[Target]):
    for widget in widgets(*targets):
        for namespace, metric, *pairs in widget["properties"]["metrics"]:
            dimensions, options = pairs[:-1], pairs[-1]
            assert is_known(namespace, metric, dimensions[::2])
            assert options.keys() == {"stat"}


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: f"{panel.target.name}-{panel.title}")
def test_a_panel_draws_the_number_of_an_alarm_about_its_own_metric(panel: Any):
    for metric in panel.metrics:
        assert target_is_known(panel.target, metric.name)
    if panel.alarm:
        (alarm,) = [each for each in ALARMS if each.name == panel.alarm]
        assert panel.target in alarm.targets
        assert [(each.name, each.statistic) for each in panel.metrics] == [
            (each.name, each.statistic) for each in alarm.metrics
        ]


def test_only_what_is_watched_is_shown():
    assert widgets() == []
    titles = [each["properties"]["markdown"] for each in widgets(Target.BUCKET, Target.CLUSTER, kind="text")]
    assert titles == ["## Cluster", "## Files"]


@pytest.mark.parametrize("target", Target)
def test_everything_that_can_be_watched_is_shown(target: Target):
    assert widgets(target)


def test_what_has_no_region_is_read_in_us_east_1():
    def regions(target: Target) -> set[str]:
        return {each["properties"]["region"] for each in widgets(target)}

    assert regions(Target.DISTRIBUTION) == regions(Target.WEB_ACL) == {"us-east-1"}
    assert regions(Target.TARGET_GROUP) == {"eu-central-1"}


def test_a_disabled_alarm_has_no_line():
    watched = {Target.BUCKET: [], Target.CLUSTER: [{"ClusterName": "a"}]}
    shown = dashboard_body(watched, "eu-central-1", alarm_arns=[], thresholds={"ClusterDiskHigh": 70})["widgets"]
    lines = [each["properties"]["annotations"]["horizontal"] for each in shown if "annotations" in each["properties"]]
    assert lines == [[{"label": "ClusterDiskHigh", "value": 70}]]


def test_a_key_that_cloudwatch_does_not_know_is_noticed():
    found = body(Target.BUCKET)
    found["widgets"][-1]["properties"]["titel"] = "Files"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, SCHEMA)
