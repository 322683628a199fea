"""LibreChat's admin panel in a workspace."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pulumi

from homelab.arguments import ArgumentError
from homelab.arguments.late_checks import late_check
from homelab.components.admin_panel import AdminPanelArgs, AdminPanelServerArgs
from homelab.components.admin_panel.component import public_url
from homelab.components.exposure import LOCALHOST
from homelab.components.http_connection import service_connection
from homelab.components.librechat import access, environment
from homelab.kubernetes import AllowedClientArgs, OptionalSecretReference, apply
from homelab.kubernetes.labels import instance_selector
from homelab.librechat_config import ownership
from homelab.librechat_config.configuration import Configuration
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.groups import component_args, enabled_group, is_enabled, subset

GROUP = "admin_panel"
SUFFIX = "admin-panel"
"""End of the component's name."""
SIGN_IN_VARIABLES = ("OPENID_CLIENT_ID", "GOOGLE_CLIENT_ID")
"""Variables that enable the providers by which the panel can sign in (its src/server/auth.ts)."""


def configuration(args: AIWorkspaceArgs) -> Configuration:
    """What LibreChat has to know about the panel: where it sends administrators who have signed in."""
    group = enabled_group(args, GROUP)
    return Configuration() if group is None else Configuration.of(env={"ADMIN_PANEL_URL": public_url(group)})


def client(name: str) -> AllowedClientArgs:
    """The panel's pods, as a client of LibreChat.

    :param name: Name of the workspace.
    """
    return {"pod_labels": instance_selector(f"{name}-{SUFFIX}")}


def component_arguments(
    args: AIWorkspaceArgs, *, librechat: str, metrics_secret: OptionalSecretReference
) -> AdminPanelArgs:
    """Arguments of the component.

    :param librechat: Name of LibreChat's component.
    """
    group = args.get(GROUP, {})
    return {
        **cast(AdminPanelServerArgs, subset(AdminPanelServerArgs, group)),
        **component_args(args, GROUP),
        "domain": _other_domain(args),
        "librechat": service_connection(librechat, args["namespace"], environment.PORT),
        "librechat_url": access.address(args["librechat"]),
        "metrics_secret": metrics_secret,
    }


def violations(args: Mapping[str, Any]) -> Iterator[str]:
    """Conflicts between the panel and LibreChat's own arguments."""
    group = enabled_group(args, GROUP)
    if group is None:
        return
    chat = args["librechat"]
    if not is_enabled(chat):
        yield f"{GROUP} has no effect with librechat.enabled: false: remove it"
    if isinstance(group["domain"], str) and isinstance(chat["domain"], str):
        yield from _same_domain(group["domain"], chat["domain"])
    yield from ownership.group_variable_violations(chat, {GROUP}, prefix="librechat.")


def sign_in_violations(args: Mapping[str, Any], final: Configuration) -> Iterator[str]:
    """Reasons why administrators could not sign in with LibreChat's final configuration."""
    group = enabled_group(args, GROUP)
    # The keys of existing Secrets are unknown.
    if group is None or not group.get("sso_only") or final.variables.secrets:
        return
    if not any(name in final.variables.names for name in SIGN_IN_VARIABLES):
        yield f"{GROUP}.sso_only needs librechat.auth.openid or librechat.auth.google: nobody could sign in"


def _same_domain(panel: str, chat: str) -> Iterator[str]:
    same = panel.rstrip(".").lower() == chat.rstrip(".").lower()
    if same and panel != LOCALHOST:
        yield (
            f"{GROUP}.domain {panel} is librechat.domain: the admin panel needs a domain of its own, "
            "where nothing of the chat is served"
        )


def _other_domain(args: AIWorkspaceArgs) -> pulumi.Input[str]:
    """The panel's domain, which as an Output may turn out to be LibreChat's."""

    def checked(panel: str, chat: str) -> str:
        for message in _same_domain(panel, chat):
            raise ArgumentError(message)
        return panel

    return late_check(apply(checked, args.get(GROUP, {"domain": ""})["domain"], args["librechat"]["domain"]))
