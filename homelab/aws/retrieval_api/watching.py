"""Alarms and dashboard, as resources."""

import re
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from homelab.aws.retrieval_api.alarms import ALARMS, PERIOD, Alarm, Dimensions, Part, dashboard_body
from homelab.aws.retrieval_api.vector_store import Placement

_PERCENTILE = re.compile(r"p[0-9.]+")


def create_alarms(
    place: Placement, watched: Mapping[Part, Dimensions], topics: Sequence[pulumi.Input[str]]
) -> dict[str, aws.cloudwatch.MetricAlarm]:
    """Create the alarms of the parts that are there, by their names."""
    return {
        alarm.name: _create_alarm(place, alarm, watched[alarm.part], topics)
        for alarm in ALARMS
        if alarm.part in watched
    }


def create_dashboard(
    place: Placement, watched: Mapping[Part, Dimensions], routes: Sequence[str]
) -> aws.cloudwatch.Dashboard:
    """Create the dashboard."""
    return aws.cloudwatch.Dashboard(
        place.name,
        dashboard_name=place.identifier,
        dashboard_body=pulumi.Output.json_dumps(dashboard_body(watched, routes, place.account.region)),
        region=place.region,
        opts=place.own,
    )


def _create_alarm(
    place: Placement, alarm: Alarm, dimensions: Dimensions, topics: Sequence[pulumi.Input[str]]
) -> aws.cloudwatch.MetricAlarm:
    is_percentile = _PERCENTILE.fullmatch(alarm.statistic) is not None
    return aws.cloudwatch.MetricAlarm(
        f"{place.name}-{alarm.name}",
        name=pulumi.Output.concat(place.identifier, "-", alarm.name),
        alarm_description=f"{alarm.summary} {alarm.runbook} says what to do.",
        namespace=alarm.part.namespace,
        metric_name=alarm.metric,
        dimensions={**dimensions},
        statistic=None if is_percentile else alarm.statistic,
        extended_statistic=alarm.statistic if is_percentile else None,
        comparison_operator="GreaterThanThreshold",
        threshold=alarm.threshold,
        period=PERIOD,
        evaluation_periods=alarm.periods,
        # Nobody asks at night.
        treat_missing_data="notBreaching",
        alarm_actions=[*topics],
        ok_actions=[*topics],
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
