"""Alarms as resources, from `homelab.aws.monitoring.alarms`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.monitoring.alarms import Alarm, Comparison
from homelab.aws.monitoring.targets import NAMESPACES, Dimensions, Metric, Target

if TYPE_CHECKING:
    from pulumi_aws.cloudwatch import MetricAlarmMetricQueryArgsDict

_RESULT = "result"


def create_metric_alarm(
    name: str,
    alarm: Alarm,
    target: Target,
    series: Sequence[Dimensions],
    *,
    threshold: float,
    topic: pulumi.Input[str],
    runbooks: str,
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> aws.cloudwatch.MetricAlarm:
    """Create an alarm that tells a topic when it begins and when it ends.

    :param series: Dimensions of what it is about.
    :param topic: ARN of the topic, in the alarm's region.
    :param runbooks: Folder of the runbooks.
    """
    simple = len(series) == 1 and not alarm.expression
    metric = alarm.metrics[0]
    is_percentile = metric.statistic.startswith("p")
    return aws.cloudwatch.MetricAlarm(
        name,
        alarm_description=f"{alarm.summary} {runbooks.rstrip('/')}/{alarm.name}.md",
        comparison_operator=alarm.comparison.value,
        threshold=threshold,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.periods,
        treat_missing_data=alarm.missing.value,
        namespace=NAMESPACES[target] if simple else None,
        metric_name=metric.name if simple else None,
        dimensions=series[0] if simple else None,
        period=alarm.period if simple else None,
        statistic=metric.statistic if simple and not is_percentile else None,
        extended_statistic=metric.statistic if simple and is_percentile else None,
        # A percentile of a handful of requests says nothing.
        evaluate_low_sample_count_percentiles="ignore" if simple and is_percentile else None,
        metric_queries=None if simple else _queries(alarm, target, series),
        alarm_actions=[topic],
        ok_actions=[topic],
        region=region,
        tags=tags,
        opts=opts,
    )


def _queries(alarm: Alarm, target: Target, series: Sequence[Dimensions]) -> "Sequence[MetricAlarmMetricQueryArgsDict]":
    several = len(series) > 1
    queries: list[MetricAlarmMetricQueryArgsDict] = [
        {
            "id": f"{metric.id}{number}" if several else metric.id,
            "return_data": False,
            "metric": {
                "namespace": NAMESPACES[target],
                "metric_name": metric.name,
                "dimensions": dimensions,
                "period": alarm.period,
                "stat": metric.statistic,
            },
        }
        for number, dimensions in enumerate(series)
        for metric in alarm.metrics
    ]
    expression = alarm.expression or f"{_combination(alarm.metrics[0], alarm.comparison)}(METRICS())"
    queries.append({"id": _RESULT, "expression": expression, "label": alarm.name, "return_data": True})
    return queries


def _combination(metric: Metric, comparison: Comparison) -> str:
    if metric.statistic == "Sum":
        return "SUM"
    return "MAX" if comparison == Comparison.ABOVE else "MIN"
