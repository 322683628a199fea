"""A stack's config becomes an AIWorkspace, and the workspace the stack's outputs."""

import difflib
from typing import Any

import pulumi
import pulumi.runtime.config

from homelab import AIWorkspace, AIWorkspaceArgs
from homelab.arguments import check, map_secrets

NAME = "ai-workspace"
_KEY = "workspace"


def deploy() -> AIWorkspace:
    """Deploy the workspace that the stack's config describes."""
    workspace = AIWorkspace(NAME, workspace_args(pulumi.Config()))
    pulumi.export("url", workspace.url)
    pulumi.export("ragApiUrl", workspace.rag_api_url)
    pulumi.export("namespace", workspace.namespace)
    return workspace


def workspace_args(config: pulumi.Config) -> AIWorkspaceArgs:
    """The object ``workspace``, with its secrets as secret Outputs.

    Pulumi decrypts what is encrypted in an object, and no longer says which parts that were: the arguments themselves
    tell what is a secret. They are checked before, as an Output's value cannot be.

    :raises pulumi.RunError: The config has another key, or ``workspace`` is not what it should be.
    """
    _refuse_other_keys(config)
    args = check(AIWorkspaceArgs, _read(config), owner=f"AIWorkspace {NAME!r}")
    return map_secrets(AIWorkspaceArgs, args, pulumi.Output.secret)


def _refuse_other_keys(config: pulumi.Config) -> None:
    set_keys = pulumi.runtime.get_config_env().keys() | pulumi.runtime.config.CONFIG.get().keys()
    allowed = config.full_key(_KEY)
    for key in sorted(set_keys - {allowed}):
        if key.startswith(config.full_key("")):
            is_typo = difflib.get_close_matches(key, [allowed], cutoff=0.8)
            hint = f"(did you mean {allowed}?)" if is_typo else f"(everything is set below {allowed})"
            raise pulumi.RunError(f"unknown configuration key {key} {hint}")


def _read(config: pulumi.Config) -> Any:
    try:
        return config.require_object(_KEY)
    except pulumi.ConfigTypeError:
        # Pulumi's own message repeats the value, secrets and all.
        raise pulumi.RunError(f"configuration key {config.full_key(_KEY)} must be an object") from None
