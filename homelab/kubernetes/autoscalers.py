"""Autoscalers of Deployments: HorizontalPodAutoscalers, or KEDA's ScaledObjects."""

from collections.abc import Mapping
from typing import Any, cast

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import ArgumentError
from homelab.arguments.late_checks import late_check
from homelab.kubernetes.application import Application
from homelab.kubernetes.autoscaling import AutoscalingArgs, KedaArgs
from homelab.kubernetes.inputs import apply

TAKE_OVER: Mapping[str, pulumi.Input[str]] = {"pulumi.com/patchForce": "true"}
"""Annotation of a Deployment whose number of pods is declared: the field would still be that of the last autoscaler."""
KEEP_REPLICAS = ("spec.replicas",)
"""Field that is not changed unless the user states it: what an autoscaler has set, or what stood there before."""


def create_autoscaler(app: Application, container: str, autoscaling: AutoscalingArgs) -> None:
    """Create the autoscaler of the Deployment that has the application's name; there must be one alone.

    :param container: Container whose load counts; that of sidecars, which may have no requests, does not.
    """
    if "keda" in autoscaling:
        _create_scaled_object(app, container, autoscaling, autoscaling["keda"])
        return
    k8s.autoscaling.v2.HorizontalPodAutoscaler(
        app.name,
        metadata=app.metadata(app.name),
        spec={
            "scale_target_ref": {"api_version": "apps/v1", "kind": "Deployment", "name": app.name},
            "min_replicas": autoscaling.get("min_replicas", 1),
            "max_replicas": autoscaling.get("max_replicas", 1),
            "metrics": [
                {
                    "type": "ContainerResource",
                    "container_resource": {
                        "name": resource,
                        "container": container,
                        "target": {"type": "Utilization", "average_utilization": percentage},
                    },
                }
                for resource, percentage in _targets(autoscaling).items()
            ],
            "behavior": cast(Any, autoscaling.get("behavior", {})),
        },
        opts=app.options(),
    )


def _targets(autoscaling: Mapping[str, Any]) -> dict[str, int]:
    """Percentages of the requests by resource."""
    return {name: autoscaling[name] for name in ("cpu", "memory") if name in autoscaling}


def _create_scaled_object(app: Application, container: str, autoscaling: AutoscalingArgs, keda: KedaArgs) -> None:
    smallest = autoscaling.get("min_replicas")
    query = keda.get("query", apply(lambda namespace: generations_query(namespace, app.name), app.namespace))
    prometheus: dict[str, Any] = {
        "type": "prometheus",
        "metricType": "AverageValue",
        "metadata": {
            "serverAddress": keda["prometheus"],
            "query": query,
            "threshold": str(keda.get("generations", GENERATIONS)),
        },
    }
    if "authentication" in keda:
        prometheus["authenticationRef"] = {"name": keda["authentication"]}
    k8s.apiextensions.CustomResource(
        app.name,
        api_version="keda.sh/v1alpha1",
        kind="ScaledObject",
        metadata=app.metadata(app.name),
        spec={
            "scaleTargetRef": {"name": app.name},
            "minReplicaCount": smallest,
            "maxReplicaCount": autoscaling.get("max_replicas"),
            # Without Prometheus, the pods that run stay.
            "fallback": {"failureThreshold": 3, "replicas": smallest, "behavior": "currentReplicasIfHigher"},
            "advanced": {"horizontalPodAutoscalerConfig": {"behavior": autoscaling.get("behavior", {})}},
            "triggers": [
                *(
                    {
                        "type": resource,
                        "metricType": "Utilization",
                        "metadata": {"value": str(percentage), "containerName": container},
                    }
                    for resource, percentage in _targets(autoscaling).items()
                ),
                prometheus,
            ],
        },
        opts=app.options(),
    )


GENERATIONS = 20
"""Unfinished answers for each pod, above which another one is added."""


def generations_query(namespace: str, service: str) -> str:
    """PromQL for the number of unfinished answers of a LibreChat."""
    return f'sum(generation_jobs_in_flight{{namespace="{namespace}",service="{service}"}})'


def refuse_unstated(deployment: k8s.apps.v1.Deployment, name: str) -> None:
    """Fail the program, also in a preview, if a Deployment has another number of pods than the default of one.

    An autoscaler, or an earlier ``replicas``, has left that number, which `KEEP_REPLICAS` keeps.
    """

    def check(spec: Any) -> None:
        replicas = spec.get("replicas")
        if replicas not in (None, 1):
            raise ArgumentError(
                f"{name} has {replicas} pods, which no argument says any more: set replicas to their number from now "
                "on, or autoscaling again"
            )

    late_check(apply(check, deployment.spec))
