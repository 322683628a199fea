"""Arguments of a component about being monitored."""

from enum import StrEnum
from typing import Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import constrain, no_effect_with, rules
from homelab.arguments.constraints import matching
from homelab.choices import Choice
from homelab.components.base import ServerArgs
from homelab.kubernetes import AllowedClientArgs
from homelab.kubernetes.labels import ADDITIONAL_LABELS

PROMETHEUS: AllowedClientArgs = {
    "namespace_labels": {"kubernetes.io/metadata.name": "monitoring"},
    "pod_labels": {"app.kubernetes.io/name": "prometheus"},
}
"""Prometheus, where its operator and its charts put it."""


class LogLevel(StrEnum):
    """The least that is logged. Lower levels would log prompts, credentials or both."""

    ERROR = "error"
    """Errors."""
    WARN = "warn"
    """Warnings as well."""
    INFO = "info"
    """What is done as well."""


LogLevelChoice: TypeAlias = Choice[LogLevel, Literal["error", "warn", "info"]]


@constrain(
    labels=ADDITIONAL_LABELS, interval=matching(r"[1-9][0-9]*(ms|s|m)", "an interval such as '30s'", max_length=16)
)
class ServiceMonitorsArgs(TypedDict):
    """ServiceMonitors and PodMonitors for Prometheus' operator, whose definitions must be in the cluster."""

    labels: NotRequired[dict[str, pulumi.Input[str]]]
    """Labels by which Prometheus selects them, such as ``release: kube-prometheus-stack``. Default: none."""
    interval: NotRequired[str]
    """Time between two scrapes. Default: 30s."""


class ComponentMonitoringArgs(TypedDict):
    """Metrics for Prometheus, which alone may read them, and logs in JSON where the program can write them."""

    prometheus: NotRequired[AllowedClientArgs]
    """Pods of Prometheus. Default: those with the label ``app.kubernetes.io/name: prometheus`` in the namespace
    ``monitoring``."""
    service_monitors: NotRequired[ServiceMonitorsArgs]
    """What has Prometheus' operator scrape them. Default: none; Prometheus is configured otherwise."""
    log_level: NotRequired[LogLevelChoice]
    """The least that is logged. Default: info."""


class MonitoredArgs(TypedDict):
    """Arguments of every component that can be monitored."""

    monitoring: NotRequired[ComponentMonitoringArgs]
    """Offer metrics to Prometheus, and write logs in JSON. Default: none."""


@rules(no_effect_with("external", "monitoring"))
class MonitoredServerArgs(ServerArgs, MonitoredArgs):
    """Arguments of a server that can be monitored."""
