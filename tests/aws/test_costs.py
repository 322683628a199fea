"""What watches costs: when a budget warns and what it counts, one monitor an account, tags that resources have."""

from typing import Any

import pulumi
import pytest

from homelab import ArgumentError
from homelab.aws import Costs
from homelab.offline import RecordedResource, Recording
from tests.aws.recordings import ACCOUNT, of_type, only, recorded

BUDGET = "aws:budgets/budget:Budget"
MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
TAG = "aws:costexplorer/costAllocationTag:CostAllocationTag"
EMAILS = ["ops@example.com"]
TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:alarms"
EXISTING = f"arn:aws:ce::{ACCOUNT}:anomalymonitor/0a1b2c3d"


def costs(args: dict[str, Any], *, preview: bool = False) -> Recording:
    return recorded(lambda: Costs("chat", args), preview=preview)  # type: ignore[arg-type]  wrong ones are among them


def budget(**args: Any) -> RecordedResource:
    return only(costs({"tags": {"app": "librechat"}, "budget": {"amount": 300, "emails": EMAILS, **args}}), BUDGET)


def test_a_budget_warns_by_forecast_before_it_is_spent_and_when_it_is():
    notifications = budget().inputs["notifications"]
    assert [(each["notificationType"], each["threshold"]) for each in notifications] == [
        ("FORECASTED", 80),
        ("FORECASTED", 100),
        ("ACTUAL", 100),
    ]
    for each in notifications:
        assert (each["comparisonOperator"], each["thresholdType"]) == ("GREATER_THAN", "PERCENTAGE")
        assert each["subscriberEmailAddresses"] == EMAILS


@pytest.mark.parametrize(("amount", "text"), [(300, "300"), (99.5, "99.5"), (1e18, "1000000000000000000")])
def test_an_amount_is_dollars_a_month_in_plain_digits(amount: float, text: str):
    inputs = budget(amount=amount).inputs
    assert (inputs["budgetType"], inputs["timeUnit"], inputs["limitUnit"]) == ("COST", "MONTHLY", "USD")
    assert inputs["limitAmount"].removesuffix(".0") == text


def test_without_a_tag_all_costs_of_the_account_count():
    assert "costFilters" not in budget().inputs


def test_what_bears_the_tag_counts_whoever_sets_its_value():
    assert budget(tag="app").inputs["costFilters"] == [{"name": "TagKeyValue", "values": ["user:app$librechat"]}]
    args: dict[str, Any] = {
        "tags": {"app": pulumi.Output.from_input("chat")},
        "budget": {"amount": 1, "emails": EMAILS, "tag": "app"},
    }
    assert only(costs(args), BUDGET).inputs["costFilters"][0]["values"] == ["user:app$chat"]


def test_the_tag_that_a_budget_counts_by_is_on_the_components_own_resources():
    tagged = budget(tag="managed-by")
    (filtered,) = tagged.inputs["costFilters"][0]["values"]
    assert filtered == f"user:managed-by${tagged.inputs['tags']['managed-by']}"


def test_a_topic_is_told_of_the_budget():
    args = {"budget": {"amount": 300, "topic_arn": TOPIC}}
    notifications = only(costs(args), BUDGET).inputs["notifications"]
    assert {tuple(each["subscriberSnsTopicArns"]) for each in notifications} == {(TOPIC,)}


def test_an_account_has_one_monitor_existing_or_new():
    existing = costs({"anomalies": {"monitor_arn": EXISTING, "emails": EMAILS}})
    assert not of_type(existing, MONITOR)
    assert only(existing, SUBSCRIPTION).inputs["monitorArnLists"] == [EXISTING]

    created = costs({"anomalies": {"create_monitor": True, "emails": EMAILS}})
    monitor = only(created, MONITOR)
    assert (monitor.inputs["monitorType"], monitor.inputs["monitorDimension"]) == ("DIMENSIONAL", "SERVICE")
    assert only(created, SUBSCRIPTION).inputs["monitorArnLists"] == [monitor.outputs["arn"]]


def test_people_get_a_summary_a_day_and_a_topic_is_told_at_once():
    recording = costs({"anomalies": {"monitor_arn": EXISTING, "emails": EMAILS, "topic_arn": TOPIC}})
    assert {
        each.inputs["frequency"]: [(to["type"], to["address"]) for to in each.inputs["subscribers"]]
        for each in of_type(recording, SUBSCRIPTION)
    } == {"DAILY": [("EMAIL", "ops@example.com")], "IMMEDIATE": [("SNS", TOPIC)]}


def test_small_surprises_are_not_worth_a_mail():
    def dimension(**args: Any) -> Any:
        recording = costs({"anomalies": {"monitor_arn": EXISTING, "emails": EMAILS, **args}})
        return only(recording, SUBSCRIPTION).inputs["thresholdExpression"]["dimension"]

    expected = {"key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "matchOptions": ["GREATER_THAN_OR_EQUAL"], "values": ["20"]}
    assert dimension() == expected
    assert dimension(minimum_impact=7.5)["values"] == ["7.5"]


def test_activated_tags_stay_active_for_other_stacks():
    tag = only(costs({"tags": {"app": "librechat"}, "allocation_tags": ["app"]}), TAG)
    assert tag.inputs == {"tagKey": "app", "status": "Active"}
    assert tag.retain_on_delete


def test_everything_that_can_have_tags_has_them():
    args: dict[str, Any] = {
        "tags": {"app": "librechat"},
        "budget": {"amount": 300, "emails": EMAILS},
        "anomalies": {"create_monitor": True, "emails": EMAILS},
    }
    resources = [each for each in costs(args).resources if each.type.startswith("aws:")]
    assert len(resources) == 3
    assert all({"Name", "managed-by", "app"} <= each.inputs["tags"].keys() for each in resources)


def test_a_preview_needs_no_value_that_aws_chooses():
    assert costs({"anomalies": {"create_monitor": True, "topic_arn": TOPIC}}, preview=True).resources


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument: one of budget, anomalies, allocation_tags"),
        ({"budget": {"emails": EMAILS}}, "missing argument budget.amount"),
        ({"budget": {"amount": 300}}, "budget: missing argument: one of emails, topic_arn"),
        *(
            ({"budget": {"amount": amount, "emails": EMAILS}}, "budget.amount: expected")
            for amount in (0, -1, float("inf"), float("nan"), "many")
        ),
        ({"budget": {"amount": 1, "emails": []}}, "budget.emails: expected one to ten different e-mail addresses"),
        ({"budget": {"amount": 1, "emails": ["ops"]}}, "budget.emails: expected one to ten different e-mail addresses"),
        ({"budget": {"amount": 1, "emails": EMAILS * 2}}, "budget.emails: expected one to ten different"),
        (
            {"budget": {"amount": 1, "emails": [f"{n}@example.com" for n in range(11)]}},
            "budget.emails: expected one to ten",
        ),
        (
            {"budget": {"amount": 1, "emails": EMAILS, "tag": "app"}},
            "budget.tag: no resource has the tag 'app', so nothing would count: set tags.app as well",
        ),
        (
            {"budget": {"amount": 1, "emails": EMAILS, "tag": "Name"}},
            "budget.tag: each resource has a Name of its own",
        ),
        ({"allocation_tags": ["team"]}, "allocation_tags: no resource has the tag 'team'"),
        ({"allocation_tags": []}, "allocation_tags: expected different keys of tags, at least one"),
        ({"allocation_tags": ["Name", "Name"]}, "allocation_tags: expected different keys of tags"),
        ({"anomalies": {"emails": EMAILS}}, "anomalies: missing argument: one of monitor_arn, create_monitor"),
        (
            {"anomalies": {"emails": EMAILS, "monitor_arn": EXISTING, "create_monitor": True}},
            "anomalies: monitor_arn and create_monitor are mutually exclusive",
        ),
        (
            {"anomalies": {"emails": EMAILS, "create_monitor": False}},
            "anomalies.create_monitor: expected true, or nothing",
        ),
        (
            {"anomalies": {"emails": EMAILS, "monitor_arn": TOPIC}},
            "anomalies.monitor_arn: expected the ARN of an anomaly",
        ),
        ({"anomalies": {"monitor_arn": EXISTING}}, "anomalies: missing argument: one of emails, topic_arn"),
        ({"budget": {"amount": 1, "topic_arn": "alarms"}}, "budget.topic_arn: expected an ARN"),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        costs(args)
    assert "\n" not in str(caught.value)
