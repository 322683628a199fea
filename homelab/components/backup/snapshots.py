"""VolumeSnapshots, and a Schedule of Velero: custom resources, whose definitions must be in the cluster."""

from typing import Any

import pulumi_kubernetes as k8s

from homelab.components.backup.args import BackupArgs
from homelab.kubernetes import Application, apply
from homelab.kubernetes.labels import PART_OF


def create_volume_snapshots(app: Application, args: BackupArgs) -> None:
    """Create one VolumeSnapshot for each name and claim."""
    group = args.get("volume_snapshots")
    if group is None:
        return
    optional: dict[str, Any] = {"volumeSnapshotClassName": group["class_name"]} if "class_name" in group else {}
    for label in group["names"]:
        # By what a claim holds: a snapshot outlives changes of the others.
        for content, claim in args.get("claims", {}).items():
            k8s.apiextensions.CustomResource(
                f"{app.name}-snapshot-{label}-{content}",
                api_version="snapshot.storage.k8s.io/v1",
                kind="VolumeSnapshot",
                metadata=app.metadata(apply(lambda name, end=label: f"{name}-{end}", claim)),  # type: ignore[arg-type]
                spec={"source": {"persistentVolumeClaimName": claim}, **optional},
                opts=app.options(),
            )


def create_velero_schedule(app: Application, args: BackupArgs) -> None:
    """Create the Schedule for volumes and Secrets: all else is Pulumi's, with which a restore would compete."""
    group = args.get("velero")
    if group is None:
        return
    name = apply(lambda namespace: f"{namespace}-{app.name}", app.namespace)
    k8s.apiextensions.CustomResource(
        f"{app.name}-velero",
        api_version="velero.io/v1",
        kind="Schedule",
        metadata={"name": name, "namespace": group.get("namespace", "velero"), "labels": app.labels},
        spec={
            "schedule": group.get("schedule", "47 1 * * *"),
            "template": {
                "includedNamespaces": [app.namespace],
                "includedResources": ["persistentvolumeclaims", "persistentvolumes", "secrets"],
                "labelSelector": {"matchLabels": {PART_OF: "homelab"}},
                "snapshotMoveData": group.get("snapshot_move_data", True),
                "ttl": group.get("ttl", "720h"),
            },
        },
        opts=app.options(),
    )
