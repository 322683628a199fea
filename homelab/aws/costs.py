"""Costs: a budget that warns before it is spent, the detection of unusual costs, and tags by which costs are told."""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from homelab.arguments import Constraint, Rule, check, constrain, mutually_exclusive, one_required, rules
from homelab.arguments.constraints import matching
from homelab.aws.component import ARN, COMMON_TAGS, NAME_TAG, AWSArgs, AWSComponent
from homelab.aws.emails import EMAILS

if TYPE_CHECKING:
    from pulumi_aws.budgets import BudgetCostFilterArgsDict, BudgetNotificationArgsDict
    from pulumi_aws.costexplorer import (
        AnomalySubscriptionSubscriberArgsDict,
        AnomalySubscriptionThresholdExpressionArgsDict,
    )

ALERTS = (("FORECASTED", 80), ("FORECASTED", 100), ("ACTUAL", 100))
"""When a budget warns: by forecast or by what has been spent, in percent of the amount."""
MINIMUM_IMPACT = 20
_USD = Constraint(
    "an amount of US dollars above 0 such as 300", lambda value: math.isfinite(value) and value > 0, {"minimum": 0}
)
_MONITOR_ARN = matching(r"arn:aws[a-z-]*:ce::[0-9]{12}:anomalymonitor/\S+", "the ARN of an anomaly monitor")


def _has_recipient(group: Mapping[str, Any]) -> Iterable[str]:
    if "emails" not in group and "topic_arn" not in group:
        yield "missing argument: one of emails, topic_arn, as nobody would be told"


_RECIPIENT = Rule(("emails", "topic_arn"), _has_recipient, requires=("emails", "topic_arn"))


@rules(_RECIPIENT)
@constrain(amount=_USD, emails=EMAILS, topic_arn=ARN)
class BudgetArgs(TypedDict):
    """A monthly budget, which warns by forecast at 80 and 100 percent, and when it is spent."""

    amount: float
    """US dollars a month."""
    tag: NotRequired[str]
    """Key of one of ``tags``: only what bears it with the same value counts. AWS knows the tag in bills a day after it
    has been activated as a cost allocation tag; before that, nothing counts. Default: none, all costs of the
    account."""
    emails: NotRequired[list[str]]
    """Addresses that are told, at most ten. Default: none."""
    topic_arn: NotRequired[pulumi.Input[str]]
    """Topic that is told, to which budgets may publish, as `Monitoring.topic_arn` with ``costs``. Default: none."""


@rules(_RECIPIENT, mutually_exclusive("monitor_arn", "create_monitor", required=True))
@constrain(
    monitor_arn=_MONITOR_ARN,
    create_monitor=Constraint("true, or nothing", lambda value: value is True),
    minimum_impact=_USD,
    emails=EMAILS,
    topic_arn=ARN,
)
class AnomaliesArgs(TypedDict):
    """Unusual costs of any service, which AWS looks for itself."""

    monitor_arn: NotRequired[pulumi.Input[str]]
    """The account's monitor of services, of which it can have only one: AWS creates it in many accounts. Default:
    none."""
    create_monitor: NotRequired[bool]
    """Create that monitor, in an account that has none; true, or leave it out. Default: false."""
    minimum_impact: NotRequired[float]
    """US dollars from which on somebody is told. Default: 20."""
    emails: NotRequired[list[str]]
    """Addresses that are told once a day, at most ten. Default: none."""
    topic_arn: NotRequired[pulumi.Input[str]]
    """Topic that is told at once, to which Cost Anomaly Detection may publish, as `Monitoring.topic_arn` with
    ``costs``. Default: none."""


def tags_exist(group: Mapping[str, Any]) -> Iterable[str]:
    """Find tags of budgets and of bills that no resource has."""
    known = {*COMMON_TAGS, *group.get("tags", {})}
    chosen = group.get("budget", {}).get("tag")
    if chosen == NAME_TAG:
        yield f"budget.tag: each resource has a {NAME_TAG} of its own; choose another key of tags"
    elif chosen is not None and chosen not in known:
        yield f"budget.tag: no resource has the tag {chosen!r}, so nothing would count: set tags.{chosen} as well"
    for key in group.get("allocation_tags", []):
        if key not in known | {NAME_TAG}:
            yield f"allocation_tags: no resource has the tag {key!r}, so AWS refuses it: set tags.{key} as well"


@constrain(
    allocation_tags=Constraint(
        "different keys of tags, at least one", lambda value: len({*value}) == len(value) > 0, {"uniqueItems": True}
    )
)
class CostsSettings(AWSArgs):
    """What watches costs."""

    budget: NotRequired[BudgetArgs]
    """A monthly budget. Default: none."""
    anomalies: NotRequired[AnomaliesArgs]
    """Detection of unusual costs. Default: none."""
    allocation_tags: NotRequired[list[str]]
    """Keys of ``tags`` that AWS splits bills by from now on. Only the account that pays, of an organization its
    management account, may do so, and AWS has to have seen the tags, which takes a day. They stay active when the
    stack is destroyed, as other stacks may rely on them. Default: none."""


@rules(
    Rule(("tags", "budget", "allocation_tags"), tags_exist),
    one_required("budget", "anomalies", "allocation_tags"),
)
class CostsArgs(CostsSettings):
    """What watches costs. ``tags`` are those of the components that cost; nothing here is in a region."""


class Costs(AWSComponent):
    """A budget, the detection of unusual costs, and cost allocation tags.

    ```python
    Costs("chat", {
        "tags": {"app": "librechat"},
        "budget": {"amount": 300, "tag": "app", "emails": ["ops@example.com"]},
    })
    ```

    **Cost**: none, as long as the account has few budgets with actions; neither this budget nor the detection of
    anomalies is charged.
    """

    budget_name: pulumi.Output[str] | None
    """Name of the budget; None without one."""
    anomaly_monitor_arn: pulumi.Output[str] | None
    """ARN of the account's monitor, existing or new; None without the detection of anomalies."""

    def __init__(self, name: str, args: CostsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(CostsArgs, args, f"Costs {name!r}")
        super().__init__(name, args, opts)
        self._activate_tags(args.get("allocation_tags", []))
        self.budget_name = self._create_budget(args["budget"]).name if "budget" in args else None
        self.anomaly_monitor_arn = self._detect_anomalies(args["anomalies"]) if "anomalies" in args else None
        self.register_outputs({"budget_name": self.budget_name, "anomaly_monitor_arn": self.anomaly_monitor_arn})

    def _activate_tags(self, keys: Sequence[str]) -> None:
        for key in keys:
            aws.costexplorer.CostAllocationTag(
                f"{self._name}-{key}", tag_key=key, status="Active", opts=self._options(retain_on_delete=True)
            )

    def _create_budget(self, args: BudgetArgs) -> aws.budgets.Budget:
        return aws.budgets.Budget(
            self._name,
            budget_type="COST",
            # A float's own form has an exponent when it is large.
            limit_amount=format(Decimal(str(args["amount"])), "f"),
            limit_unit="USD",
            time_unit="MONTHLY",
            cost_filters=self._filters(args),
            notifications=[_notification(kind, percent, args) for kind, percent in ALERTS],
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _filters(self, args: BudgetArgs) -> "Sequence[BudgetCostFilterArgsDict] | None":
        if "tag" not in args:
            return None
        key = args["tag"]
        # "user:" are tags of users, in contrast to AWS's own.
        value = pulumi.Output.concat(f"user:{key}$", self._tagged(self._name)[key])
        return [{"name": "TagKeyValue", "values": [value]}]

    def _detect_anomalies(self, args: AnomaliesArgs) -> pulumi.Output[str]:
        monitor = self._monitor_arn(args)
        if "emails" in args:
            people: Sequence[AnomalySubscriptionSubscriberArgsDict] = [
                {"type": "EMAIL", "address": each} for each in args["emails"]
            ]
            self._subscribe("daily", "DAILY", monitor, args, people)
        if "topic_arn" in args:
            # Mail is only sent in summaries, and topics are only told at once: they cannot share a subscription.
            self._subscribe("at-once", "IMMEDIATE", monitor, args, [{"type": "SNS", "address": args["topic_arn"]}])
        return monitor

    def _monitor_arn(self, args: AnomaliesArgs) -> pulumi.Output[str]:
        if "monitor_arn" in args:
            return pulumi.Output.from_input(args["monitor_arn"])
        monitor = aws.costexplorer.AnomalyMonitor(
            self._name,
            monitor_type="DIMENSIONAL",
            monitor_dimension="SERVICE",
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        return monitor.arn

    def _subscribe(
        self,
        suffix: str,
        frequency: str,
        monitor: pulumi.Output[str],
        args: AnomaliesArgs,
        subscribers: "Sequence[AnomalySubscriptionSubscriberArgsDict]",
    ) -> None:
        aws.costexplorer.AnomalySubscription(
            f"{self._name}-{suffix}",
            frequency=frequency,
            monitor_arn_lists=[monitor],
            subscribers=subscribers,
            threshold_expression=_from_impact(args.get("minimum_impact", MINIMUM_IMPACT)),
            tags=self._tagged(f"{self._name}-{suffix}"),
            opts=self._options(),
        )


def _notification(kind: str, percent: float, args: BudgetArgs) -> "BudgetNotificationArgsDict":
    notification: BudgetNotificationArgsDict = {
        "comparison_operator": "GREATER_THAN",
        "notification_type": kind,
        "threshold": percent,
        "threshold_type": "PERCENTAGE",
    }
    if "emails" in args:
        notification["subscriber_email_addresses"] = args["emails"]
    if "topic_arn" in args:
        notification["subscriber_sns_topic_arns"] = [args["topic_arn"]]
    return notification


def _from_impact(amount: float) -> "AnomalySubscriptionThresholdExpressionArgsDict":
    return {
        "dimension": {
            "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            "match_options": ["GREATER_THAN_OR_EQUAL"],
            "values": [format(Decimal(str(amount)), "f")],
        }
    }
