"""Namespace of a workspace."""

from typing import TYPE_CHECKING

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.retention import NAMESPACE
from homelab.modules.groups import retains_any_volume

if TYPE_CHECKING:
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs


def create_namespace(parent: pulumi.Resource, name: str, args: "AIWorkspaceArgs") -> pulumi.Resource | None:
    """Create a namespace that only admits restricted pods; None if the arguments say that it exists."""
    if not args.get("create_namespace", True):
        return None
    modes = ("enforce", "audit", "warn")
    adopted_id = str(args["namespace"]) if args.get("adopt") else None
    return k8s.core.v1.Namespace(
        name,
        metadata={
            "name": args["namespace"],
            "labels": {
                **args.get("labels", {}),
                **{f"pod-security.kubernetes.io/{mode}": "restricted" for mode in modes},
            },
        },
        # Deleting it would delete retained volumes.
        opts=pulumi.ResourceOptions(parent=parent, **NAMESPACE.options(adopted_id, retain=retains_any_volume(args))),
    )
