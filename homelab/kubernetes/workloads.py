"""Workloads: StatefulSets, Deployments and Jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.application import Application
from homelab.kubernetes.autoscalers import KEEP_REPLICAS, TAKE_OVER, create_autoscaler, refuse_unstated
from homelab.kubernetes.autoscaling import ONE_POD, Scale
from homelab.kubernetes.container import Container
from homelab.kubernetes.pod import Identity, pod_spec
from homelab.kubernetes.rollout import REVISION_HISTORY, default_spread, min_ready_seconds, progress_deadline

if TYPE_CHECKING:
    from pulumi_kubernetes.apps.v1 import DeploymentSpecArgsDict, DeploymentStrategyArgsDict
    from pulumi_kubernetes.batch.v1 import JobSpecArgsDict
    from pulumi_kubernetes.core.v1 import PodTemplateSpecArgsDict
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict

_NOTHING: Mapping[str, pulumi.Input[str]] = MappingProxyType({})
REPLACE_FAILED: Mapping[str, pulumi.Input[str]] = {"pulumi.com/replaceUnready": "true"}
"""Annotation of Jobs that Pulumi would otherwise go on waiting for."""
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
            # The application's own Service, although it has an address: nobody asks for a pod by its own name, and
            # another name here would replace the StatefulSet.
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
    scale: Scale = ONE_POD,
    init_containers: Sequence[Container] = (),
    recreate: bool = False,
    service_account: pulumi.Input[str] | None = None,
    pod_labels: Mapping[str, str] = MappingProxyType({}),
    pod_annotations: Mapping[str, pulumi.Input[str]] = _NOTHING,
    depends_on: Sequence[pulumi.Resource] = (),
) -> "k8s.apps.v1.Deployment":
    """Create a Deployment whose pods are replaced one at a time, each once its replacement is ready.

    :param termination_grace_period: Seconds between SIGTERM and SIGKILL.
    :param recreate: Stop the old pod before the new one starts; for volumes that only one pod may mount.
    :param pod_labels: Additional labels of the pods.
    :param pod_annotations: Additional annotations of the pods.
    """
    if scale.has_replicas:
        _create_disruption_budget(app)
    template = _pod_template(
        app,
        container,
        identity,
        labels=pod_labels,
        annotations=pod_annotations,
        termination_grace_period=termination_grace_period,
        init_containers=init_containers,
        service_account=service_account,
        spread=default_spread() if scale.has_replicas else [],
    )
    deadline = progress_deadline(container, app.pods.get("rollout", {}))
    deployment = k8s.apps.v1.Deployment(
        app.name,
        metadata=app.metadata(app.name, {**app.pods.get("annotations", {}), **(TAKE_OVER if scale.is_chosen else {})}),
        spec=_deployment_spec(app, scale, template, strategy=_strategy(recreate=recreate), deadline=deadline),
        opts=app.options(
            custom_timeouts=_timeouts(deadline),
            depends_on=[*app.prerequisites, *depends_on],
            ignore_changes=[*KEEP_REPLICAS] if scale.autoscaling or scale.is_default else None,
        ),
    )
    if scale.autoscaling:
        create_autoscaler(app, container.name, scale.autoscaling)
    if scale.is_default:
        refuse_unstated(deployment, app.name)
    return deployment


def _deployment_spec(
    app: Application,
    scale: Scale,
    template: "PodTemplateSpecArgsDict",
    *,
    strategy: "DeploymentStrategyArgsDict",
    deadline: int,
) -> "DeploymentSpecArgsDict":
    rollout = app.pods.get("rollout", {})
    spec: DeploymentSpecArgsDict = {
        "strategy": strategy,
        "progress_deadline_seconds": deadline,
        "revision_history_limit": rollout.get("revision_history_limit", REVISION_HISTORY),
        "selector": {"match_labels": app.selector},
        "template": template,
    }
    if (seconds := min_ready_seconds(rollout, has_replicas=scale.has_replicas)) is not None:
        spec["min_ready_seconds"] = seconds
    if not scale.autoscaling:
        # An autoscaler sets it: a number here would be set again with every change of the Deployment.
        spec["replicas"] = scale.largest
    return spec


def _strategy(*, recreate: bool) -> "DeploymentStrategyArgsDict":
    if recreate:
        return {"type": "Recreate"}
    return {"type": "RollingUpdate", "rolling_update": {"max_surge": 1, "max_unavailable": 0}}


def _timeouts(seconds: int) -> pulumi.CustomTimeouts:
    """Timeouts for what Kubernetes itself gives up after some seconds: later, so that its own reason is shown."""
    minutes = seconds // 60 + 5
    return pulumi.CustomTimeouts(create=f"{minutes}m", update=f"{minutes}m")


def create_job(
    app: Application,
    container: Container,
    identity: Identity,
    *,
    termination_grace_period: int,
    active_deadline: int,
    service_account: pulumi.Input[str] | None = None,
    retries: int = 4,
    replaces_failed: bool = False,
    depends_on: Sequence[pulumi.Resource] = (),
) -> "k8s.batch.v1.Job":
    """Create a Job; it runs again when its definition changes.

    :param termination_grace_period: Seconds between SIGTERM and SIGKILL.
    :param active_deadline: Seconds after which the Job fails.
    :param service_account: Name of the ServiceAccount. Default: the namespace's own, which has no permissions.
    :param retries: Number of pods that follow one that failed.
    :param replaces_failed: Whether it runs again at the next update once it has failed, even if nothing changed.
    """
    again = REPLACE_FAILED if replaces_failed else {}
    return k8s.batch.v1.Job(
        app.name,
        metadata=app.metadata(annotations={**app.pods.get("annotations", {}), **again}),
        spec={
            "backoff_limit": retries,
            "active_deadline_seconds": active_deadline,
            "template": _pod_template(
                app,
                container,
                identity,
                termination_grace_period=termination_grace_period,
                restart_policy="Never",
                service_account=service_account,
            ),
        },
        opts=app.options(custom_timeouts=_timeouts(active_deadline), depends_on=[*app.prerequisites, *depends_on]),
    )


@dataclass(frozen=True)
class Timetable:
    """When a CronJob starts Jobs, and how they end."""

    schedule: pulumi.Input[str]
    """Cron expression, which Kubernetes wants of a suspended CronJob, too."""
    active_deadline: int
    """Seconds after which a Job fails."""
    time_zone: pulumi.Input[str] = "Etc/UTC"
    suspend: bool = False
    """Whether Jobs are only started by hand."""
    retries: int = 2
    """How often a Job's pod is started again after a failure."""


FINAL_EXIT_CODE = 3
"""Exit code with which a pod of a CronJob says that another attempt would end alike."""
_UNTIL_IT_ENDS = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false", "karpenter.sh/do-not-disrupt": "true"}
"""Annotations of pods whose work would be lost: autoscalers of nodes wait for them."""
_WEEK = 7 * 24 * 3600


def create_cron_job(
    app: Application,
    containers: Sequence[Container],
    identity: Identity,
    timetable: Timetable,
    *,
    termination_grace_period: int,
    service_account: pulumi.Input[str] | None = None,
    pod_labels: Mapping[str, str] = MappingProxyType({}),
) -> "k8s.batch.v1.CronJob":
    """Create a CronJob with a fixed name, of which one Job runs at a time.

    :param containers: Those of its pod, which run one after the other.
    :param termination_grace_period: Seconds between SIGTERM and SIGKILL.
    :param service_account: Name of the ServiceAccount. Default: the namespace's own, which has no permissions.
    :param pod_labels: Additional labels of the pods.
    """
    *first, last = containers
    template = _pod_template(
        app,
        last,
        identity,
        labels=pod_labels,
        annotations=_UNTIL_IT_ENDS,
        init_containers=first,
        termination_grace_period=termination_grace_period,
        restart_policy="Never",
        service_account=service_account,
    )
    return k8s.batch.v1.CronJob(
        app.name,
        metadata=app.metadata(app.name, app.pods.get("annotations")),
        spec={
            "schedule": timetable.schedule,
            "time_zone": timetable.time_zone,
            "suspend": timetable.suspend,
            "concurrency_policy": "Forbid",
            # Without it, a controller that was away for a hundred starts never starts one again.
            "starting_deadline_seconds": 3600,
            "successful_jobs_history_limit": 3,
            "failed_jobs_history_limit": 3,
            "job_template": {"metadata": {"labels": app.labels}, "spec": _scheduled_job(timetable, template)},
        },
        opts=app.options(depends_on=[*app.prerequisites]),
    )


def _scheduled_job(timetable: Timetable, template: "PodTemplateSpecArgsDict") -> "JobSpecArgsDict":
    return {
        "backoff_limit": timetable.retries,
        "active_deadline_seconds": timetable.active_deadline,
        "ttl_seconds_after_finished": _WEEK,
        "pod_failure_policy": {
            "rules": [
                {"action": "FailJob", "on_exit_codes": {"operator": "In", "values": [FINAL_EXIT_CODE]}},
                # A drained node is no failed attempt.
                {"action": "Ignore", "on_pod_conditions": [{"type": "DisruptionTarget", "status": "True"}]},
            ]
        },
        "template": template,
    }


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
    annotations: Mapping[str, pulumi.Input[str]] = _NOTHING,
    sidecars: Sequence[Container] = (),
    **pod: Any,
) -> "PodTemplateSpecArgsDict":
    metadata: ObjectMetaArgsDict = {"labels": {**app.pods.get("labels", {}), **app.labels, **labels}}
    if annotated := {**annotations, **app.pods.get("annotations", {})}:
        metadata["annotations"] = annotated
    containers = [container, *sidecars]
    spec = pod_spec(containers, identity, placement=app.placement, pods=app.pods, selector=app.selector, **pod)
    return {"metadata": metadata, "spec": spec}
