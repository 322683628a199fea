"""Arguments of what watches a workspace on AWS."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import matching, url
from homelab.arguments.suggestions import did_you_mean
from homelab.aws.component import GLOBAL_REGION, AWSArgs
from homelab.aws.emails import EMAILS
from homelab.aws.logs import RETENTION_DAYS
from homelab.aws.monitoring.alarms import ALARMS, Alarm
from homelab.aws.monitoring.targets import Target, watched
from homelab.aws.monitoring.watched_args import WATCHED, WatchedArgs
from homelab.components.monitoring.alerts import Severity

KMS_KEY_ARN = matching(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/\S+", "the ARN of a key, not of its alias")
_TOPIC_ARNS = Constraint(
    "one to four ARNs of topics",
    lambda value: 0 < len(value) <= 4 and all(not isinstance(each, str) or ":sns:" in each for each in value),
    {"minItems": 1, "maxItems": 4},
)


@constrain(
    threshold=Constraint("a number from 0 on", lambda value: math.isfinite(value) and value >= 0, {"minimum": 0})
)
class AlarmArgs(TypedDict):
    """What is different about an alarm."""

    threshold: NotRequired[float]
    """Its number, in the metric's unit. Default: that of docs/aws/monitoring.md."""
    enabled: NotRequired[bool]
    """Whether there is such an alarm. Default: true."""


def _alarms_exist(group: Mapping[str, Any]) -> Iterable[str]:
    known = {alarm.name: alarm for alarm in ALARMS}
    there = watched(cast(WatchedArgs, group))
    for name in group.get("alarms", {}):
        if name not in known:
            yield f"alarms.{name}: no such alarm{did_you_mean(name, known)}; docs/aws/monitoring.md lists them"
        elif known[name].target(there) is None:
            yield f"alarms.{name} has no effect: it is about {' or '.join(known[name].targets)}, and none is watched"
    if "critical_topic_arns" in group and not composed_alarms(cast("MonitoringArgs", group)):
        yield "critical_topic_arns has no effect: nothing critical is watched, or its alarms are disabled"


@constrain(
    emails=EMAILS,
    critical_topic_arns=_TOPIC_ARNS,
    log_retention_days=RETENTION_DAYS,
    kms_key_arn=KMS_KEY_ARN,
    runbooks=url("http", "https", example="https://docs.example.com/homelab/aws/runbooks"),
)
class MonitoringSettings(AWSArgs):
    """Whom alarms tell, and what is different about them."""

    alarms: NotRequired[dict[str, AlarmArgs]]
    """Changes of alarms by their names: ``{"PostgresConnectionsHigh": {"threshold": 300}}``. Default: none."""
    emails: NotRequired[list[str]]
    """Addresses that every alarm tells, at most ten. Each gets a mail that asks to confirm, from each topic. Default:
    none; who is to be told subscribes to ``topic_arn``."""
    critical_topic_arns: NotRequired[list[pulumi.Input[str]]]
    """Existing topics of the same region, of a pager for example, that are told once while anything critical is wrong,
    by the composite alarm. Default: none."""
    costs: NotRequired[bool]
    """Let budgets and Cost Anomaly Detection of this account tell the topic as well. Default: false."""
    runbooks: NotRequired[str]
    """URL of the folder with the pages of docs/aws/runbooks. Default: their paths in the library's repository."""
    log_retention_days: NotRequired[int]
    """Days after which logs of the cluster are deleted. Default: 30."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of the topic and of logs, whose policy has to let services use it (docs/aws/monitoring.md). Default: a new
    one."""


@rules(Rule((*WATCHED, "alarms", "critical_topic_arns"), _alarms_exist))
class MonitoringArgs(MonitoringSettings, WatchedArgs):
    """What is watched, and whom alarms tell. Everything that is watched is named by its identifier."""


@dataclass(frozen=True)
class ChosenAlarm:
    """An alarm of this workspace."""

    alarm: Alarm
    target: Target
    """What it is about."""
    threshold: float


def chosen_alarms(args: MonitoringArgs) -> Sequence[ChosenAlarm]:
    """Alarms about what is watched, without those that the user does not want."""
    there, changes = watched(args), args.get("alarms", {})
    found: list[ChosenAlarm] = []
    for alarm in ALARMS:
        target, change = alarm.target(there), changes.get(alarm.name, {})
        if target is not None and change.get("enabled", True):
            found.append(ChosenAlarm(alarm, target, change.get("threshold", alarm.threshold)))
    return found


def composed_alarms(args: MonitoringArgs) -> Sequence[Alarm]:
    """Critical ones of them, in the region of the composite alarm, which can compose no others."""
    is_global = args.get("region") == GLOBAL_REGION
    critical = [each.alarm for each in chosen_alarms(args) if each.alarm.severity == Severity.CRITICAL]
    return [alarm for alarm in critical if is_global or not alarm.is_global]


def installs_container_insights(args: MonitoringArgs) -> bool:
    """Whether the add-on and its log groups are created."""
    return "cluster" in args and args["cluster"].get("container_insights", True)
