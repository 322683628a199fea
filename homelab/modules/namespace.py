"""The namespace of a workspace."""

from typing import TYPE_CHECKING

import pulumi
import pulumi_kubernetes as k8s

from homelab.kubernetes.retention import NAMESPACE
from homelab.modules.settings import keeps_anything

if TYPE_CHECKING:
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs


def create_namespace(parent: pulumi.Resource, name: str, args: "AIWorkspaceArgs") -> pulumi.Resource | None:
    """A namespace that admits restricted pods alone; None where the arguments say that there is one."""
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
        # Deleting it would delete the volumes that are to outlive the stack.
        opts=pulumi.ResourceOptions(parent=parent, **NAMESPACE.options(adopted_id, retain=keeps_anything(args))),
    )
