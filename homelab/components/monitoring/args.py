"""Arguments of a workspace's monitoring."""

from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import LABELS, secret, url
from homelab.components.monitoring.alerts import ALERTS
from homelab.components.monitoring.component_args import LogLevelChoice, ServiceMonitorsArgs
from homelab.kubernetes import AllowedClientArgs, SecretReference
from homelab.kubernetes.labels import ADDITIONAL_LABELS

THRESHOLDS = {alert.name: alert.threshold for alert in ALERTS if alert.threshold is not None}
"""Numbers that alerts compare with, by the alert's name."""


def _are_thresholds(value: dict[str, Any]) -> bool:
    return all(name in THRESHOLDS and number >= 0 for name, number in value.items())


@constrain(
    labels=ADDITIONAL_LABELS,
    runbooks=url("http", "https", example="https://docs.example.com/homelab/runbooks"),
    thresholds=Constraint(
        f"a map of numbers by alert: {', '.join(THRESHOLDS)}",
        _are_thresholds,
        {"propertyNames": {"enum": list(THRESHOLDS)}},
    ),
)
class RulesArgs(TypedDict):
    """Alerts: a file of Prometheus' rules in a ConfigMap, or a PrometheusRule."""

    enabled: NotRequired[bool]
    """Whether there are any. Default: true."""
    prometheus_rule: NotRequired[bool]
    """Whether they are a PrometheusRule of Prometheus' operator, whose definition must be in the cluster, instead of a
    file. Default: false."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels by which Prometheus selects the object, such as ``release: kube-prometheus-stack``. Default: none."""
    runbooks: NotRequired[str]
    """URL of the folder with the pages of docs/runbooks. Default: their paths in the library's repository."""
    thresholds: NotRequired[dict[str, float]]
    """Numbers of alerts by their names, ``LibreChatFirstTokenSlow: 30`` for example; docs/monitoring.md lists them.
    Default: those of the list."""


@constrain(labels=LABELS)
class DashboardsArgs(TypedDict):
    """Dashboards in ConfigMaps, which a container beside Grafana loads."""

    enabled: NotRequired[bool]
    """Whether there are any. Default: true."""
    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels by which Grafana's container finds them. Default: ``grafana_dashboard: "1"``."""


class LogsArgs(TypedDict):
    """Logs. All programs that can write JSON do so."""

    level: NotRequired[LogLevelChoice]
    """The least that LibreChat, FerretDB and Meilisearch log. Default: info."""


@rules(mutually_exclusive("headers", "headers_secret"))
@constrain(
    endpoint=url("http", "https", example="http://collector.observability.svc.cluster.local:4318"),
    sampling=Constraint("a number from 0 to 1", lambda value: 0 <= value <= 1, {"minimum": 0, "maximum": 1}),
    headers=secret(),
)
class TracesArgs(TypedDict):
    """Traces of LibreChat, by OpenTelemetry over HTTP. They hold no prompts."""

    endpoint: pulumi.Input[str]
    """URL of a collector. LibreChat may connect to it."""
    sampling: NotRequired[float]
    """Share of requests that are traced, unless their caller has decided. Default: 0.1."""
    headers: NotRequired[pulumi.Input[str]]
    """Headers for the collector such as ``authorization=Bearer ...``. Default: none."""
    headers_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the headers, instead of ``headers``. Default: none."""


class MonitoringArgs(TypedDict):
    """Metrics, alerts, dashboards, logs and traces of a workspace."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""
    prometheus: NotRequired[AllowedClientArgs]
    """Pods of Prometheus, which may read metrics; nobody else may. Default: those with the label
    ``app.kubernetes.io/name: prometheus`` in the namespace ``monitoring``."""
    service_monitors: NotRequired[ServiceMonitorsArgs]
    """ServiceMonitors and PodMonitors, for Prometheus' operator. Default: none; docs/monitoring.md has a configuration
    for a Prometheus without it."""
    rules: NotRequired[RulesArgs]
    """Alerts. Default: a file of rules in a ConfigMap."""
    dashboards: NotRequired[DashboardsArgs]
    """Dashboards for Grafana. Default: two, in ConfigMaps."""
    logs: NotRequired[LogsArgs]
    """Logs. Default: in JSON, from info up."""
    traces: NotRequired[TracesArgs]
    """Traces. Default: none."""
