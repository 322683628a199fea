"""The table of alarms: metrics that exist, numbers that make sense, and a runbook for each."""

import re
from pathlib import Path

import pytest

from homelab.aws.monitoring.alarms import ALARMS, RUNBOOKS, Alarm, Comparison, Missing
from homelab.aws.monitoring.targets import GLOBAL
from homelab.aws.retrieval_api import alarms as retrieval
from homelab.components.monitoring.alerts import ALERTS
from tests.aws.monitoring.watching import KNOWN, target_is_known
from tests.runbooks import assert_is_runbook

ROOT = Path(__file__).parent.parent.parent.parent
BY_NAME = {alarm.name: alarm for alarm in ALARMS}


def each(alarms: tuple[Alarm, ...] = ALARMS):
    return pytest.mark.parametrize("alarm", alarms, ids=lambda alarm: alarm.name)


def test_there_is_a_page_for_each_alarm_and_no_other():
    names = {alarm.name for alarm in (*ALARMS, *retrieval.ALARMS)}
    assert {file.name for file in (ROOT / RUNBOOKS).iterdir()} == {f"{name}.md" for name in names}


@each()
def test_a_page_says_what_it_means_what_to_look_at_and_what_to_do(alarm: Alarm):
    assert_is_runbook(ROOT / RUNBOOKS / f"{alarm.name}.md", alarm.name)


def test_pages_name_alarms_that_exist():
    parts = "Postgres|DocumentDatabase|Cache|Edge|Bedrock|Cluster"
    ends = "Busy|Low|High|Errors|Slow|Targets|Unhealthy|Throttled|Maximum|Large|Lag|Blocked|Failed|Misses|Evictions"
    for file in (ROOT / RUNBOOKS).iterdir():
        named = set(re.findall(rf"\b(?:{parts})[A-Za-z]*(?:{ends})\b", file.read_text()))
        assert named <= BY_NAME.keys(), file.name


def test_names_are_those_of_one_alarm_here_and_of_none_of_prometheus():
    assert len(BY_NAME) == len(ALARMS)
    assert not BY_NAME.keys() & {alert.name for alert in ALERTS}


@each()
def test_each_target_of_an_alarm_has_its_metrics(alarm: Alarm):
    for target in alarm.targets:
        for metric in alarm.metrics:
            assert target_is_known(target, metric.name), (target, metric.name)


def test_the_list_of_metrics_names_its_sources():
    assert all(each["sources"] for each in KNOWN.values())


@each()
def test_an_alarm_compares_one_value(alarm: Alarm):
    ids = [metric.id for metric in alarm.metrics]
    assert len(set(ids)) == len(ids)
    assert (len(ids) > 1) == bool(alarm.expression)
    named = set(re.findall(r"\b[a-z]+\b", alarm.expression))
    assert not alarm.expression or named == set(ids)


@each()
def test_cloudwatch_accepts_period_and_statistic(alarm: Alarm):
    assert alarm.period in {10, 30} or alarm.period % 60 == 0
    # The longest that an alarm may look back.
    assert alarm.period * alarm.periods <= 86_400
    for metric in alarm.metrics:
        assert re.fullmatch(r"Average|Minimum|Maximum|Sum|p(9\d|50)", metric.statistic)


@each(tuple(alarm for alarm in ALARMS if any(metric.statistic == "Sum" for metric in alarm.metrics)))
def test_no_events_are_no_alarm(alarm: Alarm):
    assert alarm.missing == Missing.QUIET


@each(tuple(alarm for alarm in ALARMS if alarm.missing == Missing.GONE))
def test_what_falls_silent_when_it_is_gone_is_critical(alarm: Alarm):
    assert alarm.severity == "critical"


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("EdgeNoTargets", Missing.GONE),
        ("ClusterNodesFailed", Missing.GONE),
        ("PostgresCreditsLow", Missing.QUIET),
        ("PostgresCapacityAtMaximum", Missing.QUIET),
        ("DocumentDatabaseCapacityAtMaximum", Missing.QUIET),
        ("CacheReplicaLag", Missing.QUIET),
        ("EdgeSlow", Missing.QUIET),
        ("EdgeDistributionErrors", Missing.QUIET),
        ("PostgresStorageLow", Missing.SAME),
        ("CacheMemoryHigh", Missing.SAME),
    ],
)
def test_what_it_means_that_there_is_no_value(name: str, missing: Missing):
    assert BY_NAME[name].missing == missing


@pytest.mark.parametrize(
    ("name", "comparison", "threshold"),
    [
        ("PostgresStorageLow", Comparison.BELOW, 2 * 1024**3),
        ("CacheMemoryHigh", Comparison.ABOVE, 80),
        ("CacheEvictions", Comparison.ABOVE, 0),
        ("DocumentDatabaseConnectionsHigh", Comparison.ABOVE, 80),
        ("EdgeNoTargets", Comparison.BELOW, 1),
        ("EdgeServerErrors", Comparison.ABOVE, 5),
        ("ClusterNodesFailed", Comparison.ABOVE, 0),
    ],
)
def test_what_stops_people_is_critical(name: str, comparison: Comparison, threshold: float):
    alarm = BY_NAME[name]
    assert (alarm.comparison, alarm.threshold, alarm.severity) == (comparison, threshold, "critical")


@each()
def test_an_alarm_is_in_one_region(alarm: Alarm):
    assert len({target in GLOBAL for target in alarm.targets}) == 1
