"""Arguments of `homelab.components.searxng.component.SearXNG`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, DOMAIN, IMAGE, secret, url, whole_number
from homelab.components.base import ServerArgs
from homelab.components.searxng.settings import SearXNGSettingsArgs
from homelab.kubernetes import IngressArgs, ResourcesArgs, SecretReference


@rules(mutually_exclusive("api_key", "api_key_secret"))
@constrain(url=url("http", "https", example="https://search.example.com"), api_key=secret())
class ExternalSearXNGArgs(TypedDict):
    """A SearXNG server outside of the workspace, with JSON among its ``search.formats``."""

    url: str
    """Base URL."""
    api_key: NotRequired[pulumi.Input[str]]
    """What LibreChat sends as ``X-API-Key``, for a proxy in front of the server. Default: none."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""


def _ingress_has_a_domain(group: Mapping[str, Any]) -> Iterable[str]:
    if "ingress" in group and "domain" not in group:
        yield "ingress needs domain"
    if "domain" in group and "ingress" not in group:
        yield "domain has no effect without ingress: remove it, or give ingress"


@rules(
    no_effect_with(
        "external",
        "engines",
        "safe_search",
        "language",
        "limiter",
        "replicas",
        "resources",
        "image",
        "secret_key",
        "secret_key_secret",
        "secret_key_rotation",
        "domain",
        "ingress",
    ),
    mutually_exclusive("secret_key", "secret_key_secret", "secret_key_rotation"),
    Rule(("domain", "ingress"), _ingress_has_a_domain),
)
@constrain(replicas=whole_number(1, 20), image=IMAGE, secret_key=secret(), secret_key_rotation=COUNTER, domain=DOMAIN)
class SearXNGServerArgs(SearXNGSettingsArgs):
    """A SearXNG server, or another one in its place."""

    replicas: NotRequired[pulumi.Input[int]]
    """Pods. Default: 1."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 256Mi memory, at most 512Mi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with SearXNG. Default: the one of `homelab.images`."""
    secret_key: NotRequired[pulumi.Input[str]]
    """Signs what people's browsers keep. Default: 64 generated characters."""
    secret_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``secret_key``. Default: none."""
    secret_key_rotation: NotRequired[int]
    """Another number generates another key. Default: 0."""
    domain: NotRequired[pulumi.Input[str]]
    """Where people find the search page, with ``ingress``. Default: nowhere."""
    ingress: NotRequired[IngressArgs]
    """The way there. Whoever reaches it may search: think of ``limiter``. Default: none."""
    external: NotRequired[ExternalSearXNGArgs]
    """Server to use instead; nothing is created then. Default: none."""


@rules(no_effect_with("external", "clients"))
class SearXNGArgs(ServerArgs, SearXNGServerArgs):
    """Arguments of `SearXNG`."""
