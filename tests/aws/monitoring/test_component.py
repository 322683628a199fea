"""Alarms of what is watched, in the region of their metrics, and what is different about them."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema
import pulumi
import pytest

from homelab import ArgumentError
from homelab.aws import Monitoring
from homelab.aws.monitoring.alarms import ALARMS
from homelab.offline import Recording
from tests.aws.monitoring.test_dashboard import SCHEMA
from tests.aws.monitoring.watching import EVERYTHING, KEY, SERVERLESS, alarms_of, is_known, monitoring
from tests.aws.recordings import ACCOUNT, of_type, only, recorded

COMPOSITE, DASHBOARD = "aws:cloudwatch/compositeAlarm:CompositeAlarm", "aws:cloudwatch/dashboard:Dashboard"
CRITICAL = {alarm.name for alarm in ALARMS if alarm.severity == "critical"}
PAGER = f"arn:aws:sns:eu-central-1:{ACCOUNT}:pager"
GLOBAL = {"EdgeDistributionErrors", "EdgeRequestsBlocked"}
CACHE: Mapping[str, Any] = {"region": "eu-central-1", "cache": {"replication_group_id": "cache", "nodes": 1}}


def topics(recording: Recording) -> dict[str, str]:
    """ARNs of topics by region."""
    return {each.inputs["region"]: each.outputs["arn"] for each in of_type(recording, "aws:sns/topic:Topic")}


def test_all_alarms_can_ring():
    assert {*alarms_of(monitoring(EVERYTHING)), *alarms_of(monitoring(SERVERLESS))} == {each.name for each in ALARMS}


@pytest.mark.parametrize(
    ("args", "prefixes"),
    [
        ({"postgres": {"instance_id": "a"}}, {"Postgres"}),
        ({"document_database": {"cluster_id": "a"}}, {"DocumentDatabase"}),
        ({"cache": {"serverless_cache_name": "a"}}, {"Cache"}),
        ({"edge": {"load_balancer_arn_suffix": "app/a/b"}}, {"Edge"}),
        ({"bedrock": {"models": ["a"]}}, {"Bedrock"}),
        ({"cluster": {"cluster_name": "a"}}, {"Cluster"}),
        ({"bucket": "files"}, set()),
    ],
)
def test_only_what_is_watched_has_alarms(args: dict[str, Any], prefixes: set[str]):
    parts = ("Postgres", "DocumentDatabase", "Cache", "Edge", "Bedrock", "Cluster")
    named = {part for part in parts for name in alarms_of(monitoring(args)) if name.startswith(part)}
    assert named == prefixes


@pytest.mark.parametrize("args", [EVERYTHING, SERVERLESS])
def test_every_alarm_reads_metrics_that_aws_has(args: Mapping[str, Any]):
    for name, alarm in alarms_of(monitoring(args)).items():
        inputs = alarm.inputs
        queries = [query["metric"] for query in inputs.get("metricQueries", []) if "metric" in query] or [inputs]
        for query in queries:
            assert is_known(query["namespace"], query["metricName"], [*query["dimensions"]]), name


def test_alarms_and_their_topics_are_where_the_metrics_are():
    recording = monitoring(EVERYTHING)
    known = topics(recording)
    assert known.keys() == {"eu-central-1", "us-east-1"}
    for name, alarm in alarms_of(recording).items():
        region = "us-east-1" if name in GLOBAL else "eu-central-1"
        assert alarm.inputs["region"] == region
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [known[region]]
    assert alarms_of(recording)["EdgeDistributionErrors"].inputs["dimensions"] == {
        "DistributionId": "E1A2B3",
        "Region": "Global",
    }


def test_in_us_east_1_one_topic_is_enough():
    recording = monitoring({**EVERYTHING, "region": "us-east-1"})
    assert topics(recording).keys() == {"us-east-1"}
    assert "EdgeDistributionErrors" in only(recording, COMPOSITE).inputs["alarmRule"]


def test_the_topic_in_us_east_1_has_a_key_there():
    key = KEY.replace("eu-central-1", "us-east-1")
    edge = {"distribution_id": "E1A2B3"}
    own = monitoring({"region": "eu-central-1", "kms_key_arn": KEY, "edge": edge})
    assert only(own, "aws:kms/key:Key").inputs["region"] == "us-east-1"
    given = monitoring({"region": "eu-central-1", "kms_key_arn": KEY, "edge": {**edge, "kms_key_arn": key}})
    used = {each.inputs["region"]: each.inputs["kmsMasterKeyId"] for each in of_type(given, "aws:sns/topic:Topic")}
    assert used == {"eu-central-1": KEY, "us-east-1": key}


def test_a_description_says_what_happened_and_leads_to_the_page():
    description = alarms_of(monitoring(CACHE))["CacheMemoryHigh"].inputs["alarmDescription"]
    assert description.startswith("The cache is nearly full")
    assert description.endswith(" docs/aws/runbooks/CacheMemoryHigh.md")
    elsewhere = alarms_of(monitoring({**CACHE, "runbooks": "https://docs.example.com/aws/"}))["CacheMemoryHigh"]
    assert elsewhere.inputs["alarmDescription"].endswith(" https://docs.example.com/aws/CacheMemoryHigh.md")


def test_the_worst_of_several_nodes_counts():
    alarm = alarms_of(monitoring(EVERYTHING))["CacheMemoryHigh"].inputs
    *metrics, result = alarm["metricQueries"]
    assert [each["metric"]["dimensions"]["CacheClusterId"] for each in metrics] == ["cache-001", "cache-002"]
    assert (result["expression"], result["returnData"]) == ("MAX(METRICS())", True)
    assert not any(each["returnData"] for each in metrics)
    assert "metricName" not in alarm


def test_requests_of_several_models_are_added_up():
    alarm = alarms_of(monitoring(EVERYTHING))["BedrockThrottled"].inputs
    assert alarm["metricQueries"][-1]["expression"] == "SUM(METRICS())"


def test_one_node_is_compared_without_an_expression():
    alarm = alarms_of(monitoring(CACHE))["CacheMemoryHigh"].inputs
    assert (alarm["dimensions"], alarm["statistic"], alarm["period"]) == (
        {"CacheClusterId": "cache-001"},
        "Maximum",
        300,
    )
    assert "metricQueries" not in alarm


def test_a_share_needs_both_counts():
    alarm = alarms_of(monitoring(EVERYTHING))["EdgeServerErrors"].inputs
    assert {each["id"]: each["metric"]["metricName"] for each in alarm["metricQueries"][:-1]} == {
        "errors": "HTTPCode_Target_5XX_Count",
        "requests": "RequestCount",
    }


def test_a_percentile_is_no_statistic_and_needs_enough_requests():
    alarm = alarms_of(monitoring(EVERYTHING))["EdgeSlow"].inputs
    assert (alarm["extendedStatistic"], alarm["evaluateLowSampleCountPercentiles"]) == ("p95", "ignore")
    assert "statistic" not in alarm


def test_each_alarm_says_what_no_value_means():
    by_name = {alarm.name: alarm for alarm in ALARMS}
    for name, alarm in alarms_of(monitoring(EVERYTHING)).items():
        assert alarm.inputs["treatMissingData"] == by_name[name].missing.value
        assert alarm.inputs["datapointsToAlarm"] == alarm.inputs["evaluationPeriods"] == by_name[name].periods


def test_the_user_changes_numbers_and_leaves_alarms_out():
    changes = {"CacheMemoryHigh": {"threshold": 60}, "CacheProcessorBusy": {"enabled": False}}
    recording = monitoring({**CACHE, "alarms": changes})
    assert alarms_of(recording)["CacheMemoryHigh"].inputs["threshold"] == 60
    assert "CacheProcessorBusy" not in alarms_of(recording)
    body = only(recording, DASHBOARD).inputs["dashboardBody"]
    assert '"label": "CacheMemoryHigh", "value": 60' in body.replace('":"', '": "')
    assert "CacheProcessorBusy" not in body.replace("alarm:", "")


def test_the_composite_alarm_is_about_everything_critical_of_its_region():
    rule = only(monitoring(EVERYTHING), COMPOSITE).inputs["alarmRule"]
    named = {name for name in CRITICAL if f'ALARM("chat-{name}-' in rule}
    assert named == {*alarms_of(monitoring(EVERYTHING))} & CRITICAL - GLOBAL
    assert rule.count("ALARM(") == len(named)
    assert rule.count(" OR ") == len(named) - 1


def test_the_composite_alarm_tells_the_pager_alone():
    assert "alarmActions" not in only(monitoring(CACHE), COMPOSITE).inputs
    paged = only(monitoring({**CACHE, "critical_topic_arns": [PAGER]}), COMPOSITE).inputs
    assert paged["alarmActions"] == paged["okActions"] == [PAGER]


def test_without_anything_critical_there_is_no_composite_alarm():
    recording = monitoring({"bedrock": {"models": ["global.anthropic.claude-sonnet-5"]}})
    assert not of_type(recording, COMPOSITE)


@pytest.mark.parametrize("args", [EVERYTHING, SERVERLESS, CACHE, {"bucket": "files"}])
def test_the_dashboard_is_valid_and_shows_the_regions_alarms(args: Mapping[str, Any]):
    recording = monitoring(args)
    body = json.loads(only(recording, DASHBOARD).inputs["dashboardBody"])
    jsonschema.validate(body, SCHEMA)
    shown = [arn for widget in body["widgets"] for arn in widget["properties"].get("alarms", [])]
    assert {*shown} == {each.outputs["arn"] for name, each in alarms_of(recording).items() if name not in GLOBAL}


def test_names_that_pulumi_does_not_choose_are_those_of_this_stack():
    recording = monitoring(CACHE)
    assert only(recording, DASHBOARD).inputs["dashboardName"] == "homelab-test-chat"
    assert only(recording, COMPOSITE).inputs["alarmName"] == "homelab-test-chat-critical"


def test_outputs_are_for_others_to_use():
    found: list[Any] = []

    def program() -> None:
        created = Monitoring("chat", dict(EVERYTHING))  # type: ignore[arg-type]
        assert created.edge_topic_arn is not None
        assert created.composite_alarm_arn is not None
        outputs = [created.topic_arn, created.edge_topic_arn, created.composite_alarm_arn, created.dashboard_url]
        pulumi.Output.all(*outputs, created.alarm_arns["CacheMemoryHigh"]).apply(found.extend)

    recorded(program)
    topic, edge, composite, url, alarm = found
    assert topic.startswith("arn:aws:sns:eu-central-1:")
    assert edge.startswith("arn:aws:sns:us-east-1:")
    assert composite.startswith("arn:aws:cloudwatch:")
    assert alarm.startswith("arn:aws:cloudwatch:")
    assert url.startswith("https://console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/")


def test_everything_that_can_have_tags_has_them():
    untagged = ("dashboard:", "topicPolicy:", "topicSubscription:", "rolePolicyAttachment:")
    resources = [each for each in monitoring(EVERYTHING).resources if each.type.startswith("aws:")]
    for each in resources:
        if not any(kind in each.type for kind in untagged):
            assert {"Name", "managed-by", "app"} <= each.inputs["tags"].keys(), each.type


@pytest.mark.parametrize("args", [EVERYTHING, SERVERLESS, {"cache": {"replication_group_id": "cache"}}])
def test_a_preview_needs_no_value_that_aws_chooses(args: Mapping[str, Any]):
    assert monitoring(args, preview=True).resources


def test_what_is_watched_may_be_named_by_outputs():
    group = pulumi.Output.from_input("late")
    alarm = alarms_of(monitoring({"cache": {"replication_group_id": group}}))["CacheMemoryHigh"].inputs
    assert alarm["metricQueries"][1]["metric"]["dimensions"] == {"CacheClusterId": "late-002"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument: one of postgres, document_database, cache, edge, bedrock, bucket, cluster"),
        ({"postgres": {}}, "postgres: missing argument: one of instance_id, cluster_id"),
        ({"postgres": {"instance_id": "a", "cluster_id": "b"}}, "postgres: instance_id and cluster_id are mutually"),
        ({"document_database": {}}, "missing argument document_database.cluster_id"),
        ({"cache": {}}, "cache: missing argument: one of replication_group_id, serverless_cache_name"),
        (
            {"cache": {"serverless_cache_name": "a", "nodes": 2}},
            "cache: nodes has no effect with serverless_cache_name",
        ),
        ({"cache": {"replication_group_id": "a", "nodes": 7}}, "cache.nodes: expected a whole number from 1 to 6"),
        ({"edge": {}}, "edge: missing argument: one of load_balancer_arn_suffix"),
        (
            {"edge": {"target_group_arn_suffix": "targetgroup/a/b"}},
            "edge: missing argument load_balancer_arn_suffix: metrics of a target group",
        ),
        (
            {
                "edge": {
                    "load_balancer_arn_suffix": f"arn:aws:elasticloadbalancing:eu-central-1:{ACCOUNT}:loadbalancer/a"
                }
            },
            "edge.load_balancer_arn_suffix: expected the end of a load balancer's ARN",
        ),
        (
            {"edge": {"load_balancer_arn_suffix": "app/a/b", "kms_key_arn": KEY.replace("eu-central-1", "us-east-1")}},
            "edge: kms_key_arn has no effect without distribution_id or web_acl_name",
        ),
        (
            {"edge": {"distribution_id": "E1", "kms_key_arn": KEY}},
            "edge.kms_key_arn: expected the ARN of a key in us-east",
        ),
        ({"bedrock": {"models": []}}, "bedrock.models: expected one to ten different ids"),
        ({"bedrock": {"models": ["a", "a"]}}, "bedrock.models: expected one to ten different ids"),
        ({"bedrock": {"models": [str(n) for n in range(11)]}}, "bedrock.models: expected one to ten different ids"),
        ({"bucket": "Files"}, "bucket: expected the name of a bucket"),
        ({**CACHE, "kms_key_arn": "alias/aws/sns"}, "kms_key_arn: expected the ARN of a key, not of its alias"),
        ({**CACHE, "log_retention_days": 31}, "log_retention_days: expected one of 1, 3, 5, 7, 14, 30"),
        ({**CACHE, "emails": ["ops"]}, "emails: expected one to ten different e-mail addresses"),
        (
            {**CACHE, "alarms": {"CacheMemoryHihg": {}}},
            r"alarms.CacheMemoryHihg: no such alarm \(did you mean CacheMemoryHigh\?\)",
        ),
        (
            {**CACHE, "alarms": {"PostgresStorageLow": {"threshold": 1}}},
            "alarms.PostgresStorageLow has no effect: it is about an instance of RDS, and none is watched",
        ),
        (
            {**CACHE, "alarms": {"CacheMemoryHigh": {"threshold": -1}}},
            "alarms.CacheMemoryHigh.threshold: expected a number",
        ),
        ({**CACHE, "alarms": {"CacheMemoryHigh": {"treshold": 1}}}, r"alarms.CacheMemoryHigh.treshold.*threshold"),
        ({**CACHE, "critical_topic_arns": []}, "critical_topic_arns: expected one to four ARNs of topics"),
        ({**CACHE, "critical_topic_arns": ["pager"]}, "critical_topic_arns: expected one to four ARNs of topics"),
        ({"bucket": "files", "critical_topic_arns": [PAGER]}, "critical_topic_arns has no effect: nothing critical"),
        ({"bucket": "files", "region": "eu-central-1", "runbooks": "docs"}, "runbooks: expected a URL such as"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        monitoring(args)
    assert "\n" not in str(caught.value)
