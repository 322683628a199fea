"""The objects of a running workspace."""

import functools
from collections.abc import Sequence
from typing import Any, TypeAlias

from homelab.kubernetes.labels import INSTANCE, MANAGED_BY, NAME, PART_OF

Manifest: TypeAlias = dict[str, Any]
LIBRECHAT, RAG_API = "librechat", "rag-api"
"""Applications whose pods answer scripts; a workspace's Deployment of one is called NAME-APPLICATION."""
WORKLOADS = ("Deployment", "StatefulSet")
KINDS = ("pods", "deployments", "statefulsets", "jobs", "persistentvolumeclaims", "services", "networkpolicies")
"""What is read of a namespace. No Secrets."""


class Workspace:
    """Objects of a namespace that this library created, and their pods."""

    def __init__(self, namespace: str, objects: Sequence[Manifest]) -> None:
        """Sort the objects.

        :param objects: All objects of `KINDS` in the namespace.
        """
        self.namespace = namespace
        self.objects = objects

    def of(self, *kinds: str) -> list[Manifest]:
        """Objects of some kinds that this library created."""
        return [each for each in self.objects if each["kind"] in kinds and is_ours(each)]

    @functools.cached_property
    def pods(self) -> list[Manifest]:
        """Pods that have not ended."""
        return [each for each in self.of("Pod") if each.get("status", {}).get("phase") not in ("Succeeded", "Failed")]

    def ready_pods(self, app: str) -> dict[str, Manifest]:
        """One ready pod of each instance of an application, by the instance: a Deployment's name, for example."""
        found: dict[str, Manifest] = {}
        for pod in self.pods:
            labels = pod["metadata"]["labels"]
            if labels.get(NAME) == app and is_ready(pod):
                found.setdefault(labels[INSTANCE], pod)
        return found


def is_ours(manifest: Manifest) -> bool:
    """Whether this library created an object."""
    labels = manifest["metadata"].get("labels") or {}
    return (labels.get(PART_OF), labels.get(MANAGED_BY)) == ("homelab", "pulumi")


def is_ready(pod: Manifest) -> bool:
    """Whether a pod serves."""
    if pod["metadata"].get("deletionTimestamp"):
        return False
    return any(
        (each["type"], each["status"]) == ("Ready", "True") for each in pod.get("status", {}).get("conditions") or []
    )


def name_of(manifest: Manifest) -> str:
    """Name of an object."""
    return manifest["metadata"]["name"]


def container_of(pod: Manifest) -> str:
    """The program's own container: the cluster may have put sidecars before it."""
    names = [each["name"] for each in pod["spec"]["containers"]]
    own = (pod["metadata"]["labels"][NAME], "postgres")
    return next((name for name in names if name in own), names[0])
