"""Workloads: StatefulSets, Deployments and Jobs."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.application import Application
from homelab.kubernetes.container import Container
from homelab.kubernetes.pod import Identity, pod_spec

if TYPE_CHECKING:
    from pulumi_kubernetes.apps.v1 import DeploymentStrategyArgsDict
    from pulumi_kubernetes.core.v1 import PodTemplateSpecArgsDict
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict

_PULL_AND_START = pulumi.CustomTimeouts(create="20m", update="20m")


def create_stateful_set(
    app: Application,
    container: Container,
    identity: Identity,
    *,
    termination_grace_period: int,
    init_containers: Sequence[Container] = (),
    sidecars: Sequence[Container] = (),
) -> "k8s.apps.v1.StatefulSet":
    """Create a StatefulSet of one pod, which stops before its replacement starts.

    :param termination_grace_period: Seconds between SIGTERM and SIGKILL.
    :param sidecars: Containers beside ``container``.
    """
    return k8s.apps.v1.StatefulSet(
        app.name,
        metadata=app.metadata(app.name, app.pods.get("annotations")),
        spec={
            "replicas": 1,
            "service_name": app.name,
            "selector": {"match_labels": app.selector},
            "template": _pod_template(
                app,
                container,
                identity,
                sidecars=sidecars,
                termination_grace_period=termination_grace_period,
                init_containers=init_containers,
            ),
        },
        opts=app.options(custom_timeouts=_PULL_AND_START, depends_on=[*app.prerequisites]),
    )


def create_deployment(
    app: Application,
    container: Container,
    identity: Identity,
    *,
    termination_grace_period: int,
    replicas: pulumi.Input[int] = 1,
    init_containers: Sequence[Container] = (),
    recreate: bool = False,
    service_account: pulumi.Input[str] | None = None,
    pod_labels: Mapping[str, str] = MappingProxyType({}),
    depends_on: Sequence[pulumi.Resource] = (),
) -> "k8s.apps.v1.Deployment":
    """Create a Deployment whose pods are replaced one at a time, each once its replacement is ready.

    :param termination_grace_period: Seconds between SIGTERM and SIGKILL.
    :param recreate: Stop the old pod before the new one starts; for volumes that only one pod may mount.
    :param pod_labels: Additional labels of the pods.
    """
    strategy: DeploymentStrategyArgsDict = (
        {"type": "Recreate"}
        if recreate
        else {"type": "RollingUpdate", "rolling_update": {"max_surge": 1, "max_unavailable": 0}}
    )
    if replicas != 1:
        _create_disruption_budget(app)
    return k8s.apps.v1.Deployment(
        app.name,
        metadata=app.metadata(app.name, app.pods.get("annotations")),
        spec={
            "replicas": replicas,
            "strategy": strategy,
            "selector": {"match_labels": app.selector},
            "template": _pod_template(
                app,
                container,
                identity,
                labels=pod_labels,
                termination_grace_period=termination_grace_period,
                init_containers=init_containers,
                service_account=service_account,
            ),
        },
        opts=app.options(custom_timeouts=_PULL_AND_START, depends_on=[*app.prerequisites, *depends_on]),
    )


def create_job(
    app: Application,
    container: Container,
    identity: Identity,
    *,
    termination_grace_period: int,
    active_deadline: int,
) -> "k8s.batch.v1.Job":
    """Create a Job; it runs again when its definition changes.

    :param termination_grace_period: Seconds between SIGTERM and SIGKILL.
    :param active_deadline: Seconds after which the Job fails.
    """
    minutes = active_deadline // 60 + 5
    timeouts = pulumi.CustomTimeouts(create=f"{minutes}m", update=f"{minutes}m")
    return k8s.batch.v1.Job(
        app.name,
        metadata=app.metadata(annotations=app.pods.get("annotations")),
        spec={
            "backoff_limit": 4,
            "active_deadline_seconds": active_deadline,
            "template": _pod_template(
                app,
                container,
                identity,
                termination_grace_period=termination_grace_period,
                restart_policy="Never",
            ),
        },
        opts=app.options(custom_timeouts=timeouts, depends_on=[*app.prerequisites]),
    )


def _create_disruption_budget(app: Application) -> None:
    """Let drains evict one pod at a time, and unhealthy pods always."""
    k8s.policy.v1.PodDisruptionBudget(
        app.name,
        metadata=app.metadata(app.name),
        spec={
            "max_unavailable": 1,
            "unhealthy_pod_eviction_policy": "AlwaysAllow",
            "selector": {"match_labels": app.selector},
        },
        opts=app.options(),
    )


def _pod_template(
    app: Application,
    container: Container,
    identity: Identity,
    *,
    labels: Mapping[str, str] = MappingProxyType({}),
    sidecars: Sequence[Container] = (),
    **pod: Any,
) -> "PodTemplateSpecArgsDict":
    metadata: ObjectMetaArgsDict = {"labels": {**app.pods.get("labels", {}), **app.labels, **labels}}
    if "annotations" in app.pods:
        metadata["annotations"] = {**app.pods["annotations"]}
    containers = [container, *sidecars]
    spec = pod_spec(containers, identity, placement=app.placement, pods=app.pods, selector=app.selector, **pod)
    return {"metadata": metadata, "spec": spec}
