"""Programs with an `AWSWorkspace`."""

from typing import Any

from homelab.aws import AWSWorkspace
from homelab.offline import Recording
from tests.aws.recordings import recorded

ZONE = "Z0123456789ABCDEFGHIJ"
ARGS: dict[str, Any] = {
    "vpc_id": "vpc-0a1b2c3d",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "cluster_name": "production",
    "region": "eu-central-1",
    "domain": "chat.example.com",
}
EDGE: dict[str, Any] = {"edge": {"hosted_zone_id": ZONE}}
STAGING: dict[str, Any] = {**ARGS, **EDGE, "preset": "staging"}
PRODUCTION: dict[str, Any] = {**ARGS, **EDGE, "preset": "production"}


def workspace(args: Any, *, preview: bool = False) -> Recording:
    """What a workspace with these arguments declares."""
    return recorded(lambda: AWSWorkspace("ai", args), preview=preview)


def components(recording: Recording) -> set[str]:
    """Names of the classes of components that are parts of it."""
    (own,) = (each.urn for each in recording.resources if each.type == "homelab:aws:AWSWorkspace")
    kinds = (each.type for each in recording.resources if each.parent == own)
    return {kind.rpartition(":")[2] for kind in kinds if kind.startswith("homelab:aws:")}


def variables(recording: Recording, workload: str) -> dict[str, Any]:
    """Variables of a workload's containers: values, or references to a Secret."""
    (pod,) = (
        each["spec"]["template"]["spec"]
        for each in recording.manifests
        if each["kind"] in ("Deployment", "StatefulSet") and each["metadata"]["name"] == workload
    )
    config = {
        name: value
        for each in recording.manifests
        if each["kind"] in ("ConfigMap", "Secret") and each["metadata"]["name"].startswith(workload)
        for name, value in (each.get("data") or each.get("stringData") or {}).items()
    }
    own = (env for container in pod["containers"] for env in container.get("env", []))
    return {**config, **{env["name"]: env.get("value", env.get("valueFrom")) for env in own}}
