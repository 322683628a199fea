"""Monitoring: alarms and whom they tell, a dashboard, and Container Insights of the cluster."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from homelab.arguments import check
from homelab.aws.account import Account, current_account
from homelab.aws.component import GLOBAL_REGION, AWSComponent
from homelab.aws.logs import DEFAULT_RETENTION_DAYS
from homelab.aws.monitoring.alarms import RUNBOOKS
from homelab.aws.monitoring.args import (
    ChosenAlarm,
    MonitoringArgs,
    chosen_alarms,
    composed_alarms,
    installs_container_insights,
)
from homelab.aws.monitoring.dashboard import dashboard_body
from homelab.aws.monitoring.insights import install_container_insights, log_group
from homelab.aws.monitoring.metric_alarms import create_metric_alarm
from homelab.aws.monitoring.notifications import create_key, create_topic, key_policy
from homelab.aws.monitoring.targets import GLOBAL, watched

_CONSOLES = {"aws-us-gov": "console.amazonaws-us-gov.com", "aws-cn": "console.amazonaws.cn"}


class Monitoring(AWSComponent):
    """Alarms with a runbook each, whom they tell, a dashboard, and Container Insights.

    ```python
    Monitoring("chat", {
        "document_database": {"cluster_id": documents.identifier},
        "emails": ["ops@example.com"],
    })
    ```

    Metrics of CloudFront and of its firewall are in us-east-1 alone, and alarms tell topics of their own region: for
    these there is a second topic there.

    **Cost**: each alarm by the metrics that it compares, the dashboard and each new key a month; mails hardly anything.
    Container Insights is charged by what it measures and logs, and often costs more than all of that.
    """

    topic_arn: pulumi.Output[str]
    """ARN of the topic that alarms tell."""
    edge_topic_arn: pulumi.Output[str] | None
    """ARN of the topic in us-east-1; None if no alarm is there."""
    alarm_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the alarms by their names."""
    composite_alarm_arn: pulumi.Output[str] | None
    """ARN of the alarm that rings while anything critical is wrong; None if nothing critical is watched."""
    dashboard_url: pulumi.Output[str]
    """URL of the dashboard in AWS's console."""

    def __init__(self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(MonitoringArgs, args, f"Monitoring {name!r}")
        super().__init__(name, args, opts)
        account = current_account(self, self._region)
        key = self._key_arn(args, account)
        costs = args.get("costs", False)
        self.topic_arn = self._create_topic(name, account, key, args, costs=costs, region=self._region).arn
        self.edge_topic_arn = self._create_edge_topic(args, account)
        alarms = self._create_alarms(args)
        self.alarm_arns = {alarm: created.arn for alarm, created in alarms.items()}
        self.composite_alarm_arn = self._create_composite_alarm(args, alarms)
        self.dashboard_url = self._create_dashboard(args, account, alarms)
        self._install_container_insights(args, account, key)
        self.register_outputs(
            {
                "topic_arn": self.topic_arn,
                "edge_topic_arn": self.edge_topic_arn,
                "composite_alarm_arn": self.composite_alarm_arn,
                "dashboard_url": self.dashboard_url,
            }
        )

    def _key_arn(self, args: MonitoringArgs, account: Account) -> pulumi.Input[str]:
        if "kms_key_arn" in args:
            return args["kms_key_arn"]
        logs = _log_groups(args)
        policy = key_policy(account, costs=args.get("costs", False), log_groups=logs)
        tags = self._tagged(self._name)
        return create_key(self._name, policy, region=self._region, tags=tags, opts=self._options()).arn

    def _create_topic(
        self,
        name: str,
        account: Account,
        key: pulumi.Input[str],
        args: MonitoringArgs,
        *,
        costs: bool,
        region: str | None,
    ) -> aws.sns.Topic:
        return create_topic(
            name,
            account,
            key,
            emails=args.get("emails", []),
            costs=costs,
            region=region,
            tags=self._tagged(name),
            opts=self._options(),
        )

    def _create_edge_topic(self, args: MonitoringArgs, account: Account) -> pulumi.Output[str] | None:
        if self._region == GLOBAL_REGION or not watched(args).keys() & GLOBAL:
            return None
        name = f"{self._name}-edge"
        there = replace(account, region=GLOBAL_REGION)
        key = args.get("edge", {}).get("kms_key_arn")
        if key is None:
            policy = key_policy(there, costs=False)
            key = create_key(name, policy, region=GLOBAL_REGION, tags=self._tagged(name), opts=self._options()).arn
        return self._create_topic(name, there, key, args, costs=False, region=GLOBAL_REGION).arn

    def _create_alarms(self, args: MonitoringArgs) -> Mapping[str, aws.cloudwatch.MetricAlarm]:
        return {chosen.alarm.name: self._create_alarm(chosen, args) for chosen in chosen_alarms(args)}

    def _create_alarm(self, chosen: ChosenAlarm, args: MonitoringArgs) -> aws.cloudwatch.MetricAlarm:
        alarm, name = chosen.alarm, f"{self._name}-{chosen.alarm.name}"
        topic_elsewhere = self.edge_topic_arn if alarm.is_global else None
        return create_metric_alarm(
            name,
            alarm,
            chosen.target,
            watched(args)[chosen.target],
            threshold=chosen.threshold,
            topic=self.topic_arn if topic_elsewhere is None else topic_elsewhere,
            runbooks=args.get("runbooks", RUNBOOKS),
            region=GLOBAL_REGION if alarm.is_global else self._region,
            tags=self._tagged(name),
            opts=self._options(),
        )

    def _create_composite_alarm(
        self, args: MonitoringArgs, alarms: Mapping[str, aws.cloudwatch.MetricAlarm]
    ) -> pulumi.Output[str] | None:
        names = [alarms[alarm.name].name for alarm in composed_alarms(args)]
        if not names:
            return None
        name, topics = f"{self._name}-critical", args.get("critical_topic_arns")
        alarm = aws.cloudwatch.CompositeAlarm(
            name,
            alarm_name=f"{self._unique_name()}-critical",
            alarm_description="Something critical is wrong: the alarms that ring say what.",
            alarm_rule=pulumi.Output.all(*names).apply(lambda known: " OR ".join(f'ALARM("{each}")' for each in known)),
            # Each of its alarms has told the topic already.
            alarm_actions=topics,
            ok_actions=topics,
            region=self._region,
            tags=self._tagged(name),
            opts=self._options(),
        )
        return alarm.arn

    def _create_dashboard(
        self, args: MonitoringArgs, account: Account, alarms: Mapping[str, aws.cloudwatch.MetricAlarm]
    ) -> pulumi.Output[str]:
        chosen = chosen_alarms(args)
        own = [alarms[each.alarm.name].arn for each in chosen if not each.alarm.is_global]
        thresholds = {each.alarm.name: each.threshold for each in chosen}
        body = dashboard_body(watched(args), account.region, alarm_arns=own, thresholds=thresholds)
        dashboard = aws.cloudwatch.Dashboard(
            self._name,
            dashboard_name=self._unique_name(),
            dashboard_body=pulumi.Output.json_dumps(body),
            region=self._region,
            opts=self._options(),
        )
        return pulumi.Output.concat(
            "https://",
            account.partition.apply(lambda partition: _CONSOLES.get(partition, "console.aws.amazon.com")),
            "/cloudwatch/home?region=",
            account.region,
            "#dashboards/dashboard/",
            dashboard.dashboard_name,
        )

    def _install_container_insights(self, args: MonitoringArgs, account: Account, key: pulumi.Input[str]) -> None:
        if "cluster" in args and installs_container_insights(args):
            install_container_insights(
                f"{self._name}-insights",
                args["cluster"]["cluster_name"],
                account,
                retention_days=args.get("log_retention_days", DEFAULT_RETENTION_DAYS),
                key=key,
                region=self._region,
                tags=self._tagged(f"{self._name}-insights"),
                parent=self,
            )

    def _unique_name(self) -> str:
        """Name that no other stack of the account has, for what Pulumi does not name itself: AWS would overwrite it."""
        return re.sub(r"[^A-Za-z0-9_-]", "-", f"{pulumi.get_project()}-{pulumi.get_stack()}-{self._name}")


def _log_groups(args: MonitoringArgs) -> pulumi.Input[str] | None:
    """Names of the log groups that are created, with ``*``."""
    if "cluster" in args and installs_container_insights(args):
        return log_group(args["cluster"]["cluster_name"], "*")
    return None
