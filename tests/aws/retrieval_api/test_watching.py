"""Alarms as resources, about what is there."""

from typing import Any

import pytest

from homelab.aws.retrieval_api.alarms import ALARMS, Part
from homelab.offline import Recording
from tests.aws.recordings import of_type
from tests.aws.retrieval_api.apis import DOMAIN, api

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"


def alarms(recording: Recording) -> dict[str, dict[str, Any]]:
    return {each.name.removeprefix("docs-"): {**each.inputs} for each in of_type(recording, ALARM)}


@pytest.mark.parametrize(("store", "watches_domain"), [({}, False), (DOMAIN, True)])
def test_there_are_alarms_of_what_is_there(store: dict[str, str], watches_domain: bool):
    expected = {each.name for each in ALARMS if watches_domain or each.part is not Part.DOMAIN}
    assert alarms(api({"store": store})).keys() == expected


def test_an_alarm_tells_its_topics_when_it_begins_and_ends_and_names_its_page():
    for name, inputs in alarms(api({"alarm_topic_arns": [TOPIC]})).items():
        assert inputs["alarmActions"] == inputs["okActions"] == [TOPIC]
        assert inputs["alarmDescription"].endswith(f"docs/aws/runbooks/{name}.md")
        assert inputs["treatMissingData"] == "notBreaching"
        assert inputs["comparisonOperator"] == "GreaterThanThreshold"


def test_each_is_about_the_right_thing():
    recording = api({"store": DOMAIN})
    found = alarms(recording)
    function = next(each for each in of_type(recording, "aws:lambda/function:Function") if each.name == "docs-api")
    own = function.inputs["name"]
    assert found["RetrievalErrors"]["dimensions"] == {"FunctionName": own, "Resource": f"{own}:live"}
    assert found["RetrievalSlow"]["dimensions"] == {"service": own}
    assert (found["RetrievalSlow"]["extendedStatistic"], found["RetrievalSlow"]["threshold"]) == ("p95", 5000)
    assert "statistic" not in found["RetrievalSlow"]
    assert found["RetrievalSlow"]["evaluateLowSampleCountPercentiles"] == "ignore"
    assert found["RetrievalDomainBusy"]["dimensions"]["ClientId"] == "123456789012"
    queues = [found[name]["dimensions"]["QueueName"] for name in ("RetrievalDeadLetters", "RetrievalIngestionLate")]
    assert ["dead-letters" in each for each in queues] == [True, False]
