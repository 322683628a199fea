"""Monitoring: the alerts and dashboards of a workspace."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import pulumi
import pulumi_kubernetes as k8s

from homelab.components.monitoring import dashboards
from homelab.components.monitoring.args import MonitoringArgs
from homelab.components.monitoring.metrics import API_VERSION
from homelab.components.monitoring.rules import RUNBOOKS, Parts, RulesOf, rule_groups
from homelab.kubernetes import Application, apply

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict

RULES_FILE = "homelab.rules.yaml"


def create_monitoring(app: Application, args: MonitoringArgs, *, workspace: str, parts: Parts) -> None:
    """Create the objects from which Prometheus and Grafana read alerts and dashboards.

    :param app: Its name and labels; it has no pods.
    """
    rules = args.get("rules", {})
    if rules.get("enabled", True):
        changed = RulesOf(workspace, parts, rules.get("runbooks", RUNBOOKS), rules.get("thresholds", {}))
        labels = rules.get("labels", {})
        if rules.get("prometheus_rule"):
            _create_prometheus_rule(app, changed, labels)
        else:
            text = apply(lambda namespace: _dump(rule_groups(changed, namespace)), app.namespace)
            _create_config_map(app, "rules", RULES_FILE, text, labels)
    shown = args.get("dashboards", {})
    if shown.get("enabled", True):
        for name in dashboards.NAMES:
            document = partial(_dashboard, name, workspace)
            labels = shown.get("labels", dashboards.LABELS)
            _create_config_map(app, name, f"{workspace}-{name}.json", apply(document, app.namespace), labels)


def _dashboard(name: str, workspace: str, namespace: str) -> str:
    return dashboards.dashboard(name, workspace=workspace, namespace=namespace)


def _create_config_map(
    app: Application, suffix: str, key: str, text: pulumi.Input[str], labels: Mapping[str, pulumi.Input[str]]
) -> None:
    """Create a ConfigMap with a fixed name, as whoever reads it does not learn of another one."""
    k8s.core.v1.ConfigMap(
        f"{app.name}-{suffix}",
        metadata=_metadata(app, f"{app.name}-{suffix}", labels),
        data={key: text},
        opts=app.options(),
    )


def _create_prometheus_rule(app: Application, rules: RulesOf, labels: Mapping[str, pulumi.Input[str]]) -> None:
    k8s.apiextensions.CustomResource(
        f"{app.name}-rules",
        api_version=API_VERSION,
        kind="PrometheusRule",
        metadata=_metadata(app, f"{app.name}-rules", labels),
        spec=apply(partial(rule_groups, rules), app.namespace),
        opts=app.options(),
    )


def _metadata(app: Application, name: str, labels: Mapping[str, pulumi.Input[str]]) -> "ObjectMetaArgsDict":
    return {**app.metadata(name), "labels": {**labels, **app.labels}}


def _dump(document: object) -> str:
    import yaml

    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1000)
