"""Arguments of `homelab.components.admin_panel.AdminPanel`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import COUNTER, DOMAIN, IMAGE, secret, url, whole_number
from homelab.components.base import ComponentArgs
from homelab.components.exposure import INGRESS_OR_ROUTE, LOCALHOST, has_own_load_balancer, ingress_is_enabled
from homelab.components.minimum_memory import enough_memory
from homelab.connections import HttpConnection
from homelab.kubernetes import IngressArgs, OptionalSecretReference, ResourcesArgs, RouteArgs, SecretReference


def _is_reachable(group: Mapping[str, Any]) -> Iterable[str]:
    domain = group["domain"]
    is_exposed = "route" in group or ingress_is_enabled(group) or has_own_load_balancer(group)
    if isinstance(domain, str) and domain != LOCALHOST and not is_exposed:
        yield (
            f"domain {domain} needs ingress or route, without which nobody can connect: set one, or use {LOCALHOST} "
            "with kubectl port-forward"
        )


@rules(
    INGRESS_OR_ROUTE,
    Rule(("domain", "ingress", "route"), _is_reachable),
    mutually_exclusive("session_secret", "session_secret_secret", "session_secret_rotation"),
    enough_memory("admin panel"),
)
@constrain(
    domain=DOMAIN,
    session_idle=whole_number(1, 7 * 24 * 60),
    session_secret=secret("a secret of at least 32 characters", r"[\x21-\x7e]{32,}"),
    session_secret_rotation=COUNTER,
    image=IMAGE,
)
class AdminPanelServerArgs(TypedDict):
    """LibreChat's admin panel, a page for its administrators: users, roles, groups, grants and configuration.

    What administrators change there is in LibreChat's database and wins over librechat.yaml. The history of changes
    is in the panel's memory, and ends with its pod.
    """

    domain: pulumi.Input[str]
    """Domain name of the page, not LibreChat's own; ``localhost`` for access by ``kubectl port-forward`` only."""
    ingress: NotRequired[IngressArgs]
    """Ingress to the page. Default: none."""
    route: NotRequired[RouteArgs]
    """Gateway API route to the page. Default: none."""
    sso_only: NotRequired[bool]
    """Whether the page offers no sign-in by email and password. It needs OpenID Connect or Google, and at that
    provider the redirect URI ``https://DOMAIN/api/admin/oauth/openid/callback`` (or ``google``), with LibreChat's
    domain. Default: false."""
    session_idle: NotRequired[int]
    """Minutes without activity after which administrators are signed out. Default: 30."""
    session_secret: NotRequired[pulumi.Input[str]]
    """Secret of at least 32 characters that encrypts sessions. Default: 64 generated letters and digits."""
    session_secret_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``session_secret``. Default: none."""
    session_secret_rotation: NotRequired[int]
    """A new number generates a new secret; administrators have to sign in again. Default: 0."""
    resources: NotRequired[ResourcesArgs]
    """Default: 50m CPU and 192Mi memory, at most 512Mi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with the admin panel, built for the path ``/``. Default: the one in `homelab.images`."""


@constrain(librechat_url=url("http", "https", example="https://chat.example.com"))
class AdminPanelArgs(ComponentArgs, AdminPanelServerArgs):
    """Arguments of `AdminPanel`."""

    librechat: HttpConnection
    """LibreChat's server, v0.8.5 or newer. It needs the variable ``ADMIN_PANEL_URL`` with this component's URL, and has
    to admit its pods."""
    librechat_url: pulumi.Input[str]
    """URL of LibreChat for users, to which browsers are sent to sign in by a provider."""
    metrics_secret: NotRequired[OptionalSecretReference]
    """Bearer token for ``/metrics``, which no ingress or route leads to. Default: none; nobody may read them."""
