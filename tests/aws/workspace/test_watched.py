"""Alarms are about what there is."""

from typing import Any

from homelab.aws.workspace.plan import Plan
from homelab.aws.workspace.presets import parts_of
from homelab.aws.workspace.watched import monitoring_args
from tests.aws.recordings import of_type
from tests.aws.workspace.workspaces import PRODUCTION, workspace


def args_of(**changes: Any) -> dict[str, Any]:
    args: Any = {**PRODUCTION, **changes}
    return monitoring_args(Plan("ai", args, parts_of(args)), {})


def test_everything_that_is_created_is_watched_and_nothing_else():
    watched = {"postgres", "document_database", "cache", "edge", "bedrock", "bucket"}
    assert args_of().keys() & {*watched, "cluster"} == watched
    assert "cache" not in args_of(cache={"skip": True})
    assert "cache" not in args_of(cache={"existing": {"uri": "rediss://cache.example.com:6379"}})
    assert args_of(monitoring={"container_insights": True})["cluster"]["cluster_name"] == "production"


def test_identifiers_are_those_of_the_kind():
    assert args_of()["cache"]["nodes"] == 2
    assert args_of(cache={"kind": "serverless"})["cache"].keys() == {"serverless_cache_name"}
    assert args_of(postgres={"kind": "aurora-serverless"})["postgres"].keys() == {"cluster_id"}
    assert "distribution_id" not in args_of(edge={"cloudfront": {"skip": True}})["edge"]


def test_no_alarm_is_about_something_unknown():
    alarms = of_type(workspace(PRODUCTION), "aws:cloudwatch/metricAlarm:MetricAlarm")
    assert len(alarms) > 20
    assert not [each.name for each in alarms if "unknown" in str(each.inputs)]
