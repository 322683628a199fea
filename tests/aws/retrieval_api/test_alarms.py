"""The table of alarms: what the issue of it asks for, a page for each, and metrics that CloudWatch has."""

import re
from pathlib import Path

import pytest

from homelab.aws.monitoring.alarms import ALARMS as OTHERS
from homelab.aws.retrieval_api.alarms import ALARMS, NAMESPACES, PERIOD, Alarm, Part
from homelab.aws.retrieval_api.function import metric_names
from tests.runbooks import assert_is_runbook

ROOT = Path(__file__).parent.parent.parent.parent
BY_NAME = {alarm.name: alarm for alarm in ALARMS}
METRICS = {
    Part.QUERIES: {metric_names.LATENCY, metric_names.FAILURE},
    Part.FUNCTION: {"Errors", "Throttles"},
    Part.INGESTION: {"Errors"},
    Part.GATEWAY: {"5xx"},
    Part.CHANGES: {"ApproximateAgeOfOldestMessage"},
    Part.DEAD_LETTERS: {"ApproximateNumberOfMessagesVisible"},
    Part.DOMAIN: {"CPUUtilization", "ClusterStatus.red", "ClusterIndexWritesBlocked"},
}
each = pytest.mark.parametrize("alarm", ALARMS, ids=lambda alarm: alarm.name)


@each
def test_a_page_says_what_it_means_what_to_look_at_and_what_to_do(alarm: Alarm):
    assert_is_runbook(ROOT / alarm.runbook, alarm.name)


@each
def test_its_metric_is_one_of_its_part(alarm: Alarm):
    assert alarm.metric in METRICS[alarm.part]
    assert NAMESPACES[alarm.part]
    assert re.fullmatch(r"Maximum|Sum|p\d\d", alarm.statistic)


def test_pages_name_alarms_that_exist():
    for alarm in ALARMS:
        named = set(re.findall(r"\bRetrieval[A-Z][A-Za-z]+\b", (ROOT / alarm.runbook).read_text())) - {"RetrievalApi"}
        assert named <= BY_NAME.keys(), alarm.name


def test_names_are_those_of_one_alarm():
    assert len(BY_NAME) == len(ALARMS)
    assert not BY_NAME.keys() & {alarm.name for alarm in OTHERS}


@pytest.mark.parametrize(
    ("name", "statistic", "threshold", "seconds"),
    [
        ("RetrievalSlow", "p95", 5000, 600),
        ("RetrievalFailing", "Sum", 10, 600),
        ("RetrievalErrors", "Sum", 0, 300),
        ("RetrievalThrottled", "Sum", 0, 600),
        ("RetrievalDeadLetters", "Maximum", 0, 300),
    ],
)
def test_it_rings_as_agreed(name: str, statistic: str, threshold: float, seconds: int):
    alarm = BY_NAME[name]
    assert (alarm.statistic, alarm.threshold, alarm.periods * PERIOD) == (statistic, threshold, seconds)


def test_a_rollout_is_stopped_by_what_a_new_version_can_be_the_cause_of():
    assert {alarm.part for alarm in ALARMS if alarm.stops_rollout} == {Part.QUERIES, Part.FUNCTION}
