"""Alarms and dashboard, as resources."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from homelab.aws.retrieval_api.alarms import ALARMS, NAMESPACES, PERIOD, Alarm, Dimensions, Part
from homelab.aws.retrieval_api.dashboard import dashboard_body
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.retrieval_api.token_prices import token_prices


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
    place: Placement, watched: Mapping[Part, Dimensions], routes: Sequence[str], model: str
) -> aws.cloudwatch.Dashboard:
    """Create the dashboard.

    :param model: Id of the answering model's inference profile.
    """
    return aws.cloudwatch.Dashboard(
        place.name,
        dashboard_name=place.identifier,
        dashboard_body=pulumi.Output.json_dumps(
            dashboard_body(watched, routes, token_prices(model), place.account.region)
        ),
        region=place.region,
        opts=place.own,
    )


def _create_alarm(
    place: Placement, alarm: Alarm, dimensions: Dimensions, topics: Sequence[pulumi.Input[str]]
) -> aws.cloudwatch.MetricAlarm:
    is_percentile = alarm.statistic.startswith("p")
    return aws.cloudwatch.MetricAlarm(
        f"{place.name}-{alarm.name}",
        name=pulumi.Output.concat(place.identifier, "-", alarm.name),
        alarm_description=f"{alarm.summary} {alarm.runbook}",
        namespace=NAMESPACES[alarm.part],
        metric_name=alarm.metric,
        dimensions={**dimensions},
        statistic=None if is_percentile else alarm.statistic,
        extended_statistic=alarm.statistic if is_percentile else None,
        # A percentile of a handful of requests says nothing.
        evaluate_low_sample_count_percentiles="ignore" if is_percentile else None,
        comparison_operator="GreaterThanThreshold",
        threshold=alarm.threshold,
        period=PERIOD,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.periods,
        # Nobody asks at night.
        treat_missing_data="notBreaching",
        alarm_actions=[*topics],
        ok_actions=[*topics],
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
