"""The model for load tests in a workspace."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from homelab.components.base import ServerArgs
from homelab.components.fake_model import connection_of
from homelab.connections import HttpConnection
from homelab.kubernetes import apply
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers import custom
from homelab.load.plan import FAKE_MODEL, FAKE_MODEL_ENDPOINT
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.groups import component_args, is_enabled

SUFFIX = "fake-model"
"""End of the component's name."""


def connection(name: str, args: AIWorkspaceArgs) -> HttpConnection | None:
    """Connection to the model; None without it.

    :param name: Name of the workspace.
    """
    return connection_of(f"{name}-{SUFFIX}", args["namespace"]) if args.get("load", {}).get("fake_model") else None


def configuration(server: HttpConnection | None) -> Configuration:
    """LibreChat's endpoint for the model."""
    if server is None:
        return Configuration()
    base_url = apply(lambda url: f"{url}/v1", server["url"])
    return custom.configuration(
        [{"name": FAKE_MODEL_ENDPOINT, "base_url": base_url, "models": [FAKE_MODEL], "keyless": True}]
    )


def component_arguments(args: AIWorkspaceArgs, *, clients: list[str]) -> ServerArgs:
    """Arguments of the component."""
    return {**component_args(args, SUFFIX), "clients": [*clients]}


def violations(args: Mapping[str, Any]) -> Iterator[str]:
    """Conflicts between the model and other arguments."""
    if not args.get("load", {}).get("fake_model"):
        return
    if not is_enabled(args["librechat"]):
        yield "load.fake_model has no effect with librechat.enabled: false: remove it"
    for index, endpoint in enumerate(args.get("custom_endpoints", [])):
        if is_enabled(endpoint) and _letters(endpoint["name"]) == _letters(FAKE_MODEL_ENDPOINT):
            yield f"custom_endpoints.{index}.name {endpoint['name']}: taken by load.fake_model: choose another name"


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
