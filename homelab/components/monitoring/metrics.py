"""Metrics of a workload: where Prometheus reads them, what lets it, and the objects of Prometheus' operator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from homelab.components.monitoring.component_args import PROMETHEUS, ComponentMonitoringArgs, ServiceMonitorsArgs
from homelab.kubernetes import Application, Container, Peer, SecretReference, allowed_client
from homelab.kubernetes.labels import INSTANCE

API_VERSION = "monitoring.coreos.com/v1"
INTERVAL = "30s"


@dataclass(frozen=True)
class BasicAuth:
    """User name and password, both in Secrets."""

    username: SecretReference
    password: SecretReference


@dataclass(frozen=True)
class Metrics:
    """Metrics that a workload serves, itself or by an exporter beside it."""

    args: ComponentMonitoringArgs
    port: tuple[str, int]
    """Name and number of the container's port."""
    path: str = "/metrics"
    in_service: bool = False
    """Whether the workload's Service has the port."""
    exporter: Container | None = None
    """Container beside the server that serves them; None if the server does so itself."""
    credentials: SecretReference | BasicAuth | None = None
    """Bearer token, or user and password. None if anybody who may connect may read them."""

    @property
    def sidecars(self) -> Sequence[Container]:
        """Containers beside the server."""
        return [self.exporter] if self.exporter else []

    @property
    def peer(self) -> Peer:
        """Prometheus, as a peer of the pods."""
        return allowed_client(self.args.get("prometheus", PROMETHEUS), self.port[1])


def create_monitor(app: Application, metrics: Metrics) -> None:
    """Have Prometheus' operator scrape a workload, if that is asked for: by its Service, or else pod by pod."""
    if "service_monitors" not in metrics.args:
        return
    kind = "ServiceMonitor" if metrics.in_service else "PodMonitor"
    args = metrics.args["service_monitors"]
    metadata = app.metadata(app.name)
    k8s.apiextensions.CustomResource(
        f"{app.name}-{kind.lower()}",
        api_version=API_VERSION,
        kind=kind,
        metadata={**metadata, "labels": {**args.get("labels", {}), **app.labels}},
        spec=monitor_spec(app, metrics, args),
        opts=app.options(),
    )


def monitor_spec(app: Application, metrics: Metrics, args: ServiceMonitorsArgs) -> dict[str, Any]:
    """Specification of a ServiceMonitor or PodMonitor, with which ``job`` is the workload's name."""
    endpoint: dict[str, Any] = {
        "port": metrics.port[0],
        "path": metrics.path,
        "interval": args.get("interval", INTERVAL),
        **_credentials(metrics.credentials),
    }
    if metrics.in_service:
        # A public Service of the same workload has the same labels: each pod would be scraped twice.
        name = {"sourceLabels": ["__meta_kubernetes_service_name"], "regex": app.name, "action": "keep"}
        endpoint["relabelings"] = [name]
    return {
        "jobLabel": INSTANCE,
        "selector": {"matchLabels": app.selector},
        "endpoints" if metrics.in_service else "podMetricsEndpoints": [endpoint],
    }


def _credentials(credentials: SecretReference | BasicAuth | None) -> Mapping[str, Any]:
    if credentials is None:
        return {}
    if isinstance(credentials, BasicAuth):
        return {"basicAuth": {"username": _key(credentials.username), "password": _key(credentials.password)}}
    return {"authorization": {"type": "Bearer", "credentials": _key(credentials)}}


def _key(reference: SecretReference) -> dict[str, pulumi.Input[str]]:
    return {"name": reference["name"], "key": reference["key"]}
