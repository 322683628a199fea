"""A stack's config becomes an AIWorkspace, and the workspace the stack's outputs."""

from copy import deepcopy
from typing import Any, cast

import pulumi

from homelab import AIWorkspace, AIWorkspaceArgs
from stacks.secrets import put_secrets

NAME = "ai-workspace"


def deploy() -> AIWorkspace:
    """Deploy the workspace that the stack's config describes."""
    workspace = AIWorkspace(NAME, workspace_args(pulumi.Config()))
    pulumi.export("url", workspace.url)
    pulumi.export("ragApiUrl", workspace.rag_api_url)
    pulumi.export("namespace", workspace.namespace)
    return workspace


def workspace_args(config: pulumi.Config) -> AIWorkspaceArgs:
    """The object ``workspace``, completed with the secrets that have keys of their own."""
    args: dict[str, Any] = deepcopy(config.require_object("workspace"))
    put_secrets(args, config.get_secret)
    return cast(AIWorkspaceArgs, args)
