"""Minimal arguments of workspaces."""

from typing import Any

from homelab import AIWorkspaceArgs
from homelab.arguments import check

REFERENCE: Any = {"name": "existing", "key": "key"}
KEY: dict[str, Any] = {"api_key": "sk-hidden-0123456789"}


def workspace(**groups: Any) -> AIWorkspaceArgs:
    """Checked arguments, with a default domain."""
    chat = {"domain": "chat.example.com", **groups.pop("librechat", {})}
    return check(
        AIWorkspaceArgs, {"namespace": "ai", "librechat": chat, **groups}, "AIWorkspace 'ai'", find_secrets=False
    )
