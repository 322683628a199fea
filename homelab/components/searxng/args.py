"""Arguments of `homelab.components.searxng.SearXNG`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import COUNTER, DOMAIN, IMAGE, NETWORKS, OBJECT_NAME, secret, url, whole_number
from homelab.components.base import replaceable
from homelab.components.minimum_memory import enough_memory
from homelab.components.monitoring.component_args import MonitoredServerArgs
from homelab.components.proxy import ProxiedArgs
from homelab.components.searxng.settings_check import VALID_SETTINGS
from homelab.kubernetes import AutoscalingArgs, IngressArgs, ResourcesArgs, SecretReference
from homelab.kubernetes.autoscaling import ONE_BY_ONE, AutoscalingDefaults, autoscaling_rule


@rules(mutually_exclusive("api_key", "api_key_secret"))
@constrain(url=url("http", "https", example="https://search.example.com"), api_key=secret())
class ExternalSearXNGArgs(TypedDict):
    """A SearXNG server outside of the workspace, with JSON among its ``search.formats``."""

    url: pulumi.Input[str]
    """Base URL."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key that LibreChat sends as ``X-API-Key``, for a proxy in front of the server. Default: none."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the key, instead of ``api_key``. Default: none."""


@constrain(pass_networks=NETWORKS, existing_secret=OBJECT_NAME)
class SearXNGLimiterArgs(TypedDict):
    """Limiter that refuses bots, and too many requests from one address, for a server with an ingress.

    It counts requests in a small dedicated Valkey, without which SearXNG does not start. It limits nobody if a load
    balancer or NAT hides browsers' addresses behind one of ``pass_networks``: have it keep or pass on addresses.
    """

    pass_networks: NotRequired[list[str]]
    """Networks whose addresses are never refused, and whose proxies are trusted: they must include LibreChat's pods and
    the ingress controller. Default: 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16, fc00::/7."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret for its Valkey with the keys ``password``, of letters and digits, and ``password.conf`` with the
    line ``requirepass`` and the password; nothing is generated then. Default: none."""


def _ingress_needs_domain(group: Mapping[str, Any]) -> Iterable[str]:
    if "ingress" in group and "domain" not in group:
        yield "ingress needs domain"
    if "domain" in group and "ingress" not in group:
        yield "domain has no effect without ingress: remove it, or set ingress"


AUTOSCALING = AutoscalingDefaults(min_replicas=1, max_replicas=3, behavior=ONE_BY_ONE)


@replaceable(
    autoscaling_rule(AUTOSCALING),
    mutually_exclusive("secret_key", "secret_key_secret", "secret_key_rotation"),
    Rule(("domain", "ingress"), _ingress_needs_domain),
    VALID_SETTINGS,
    enough_memory("SearXNG"),
)
@constrain(replicas=whole_number(1, 20), image=IMAGE, secret_key=secret(), secret_key_rotation=COUNTER, domain=DOMAIN)
class SearXNGServerArgs(TypedDict):
    """A SearXNG server, or an external one to use instead."""

    settings: NotRequired[dict[str, Any]]
    """SearXNG's own settings.yml, merged over what the component derives; no secrets. Disabled engines are still used
    if a request names them, and LibreChat's requests name google, bing and duckduckgo: only ``remove`` or ``keep_only``
    in ``use_default_settings.engines`` prevent that. Default: SearXNG's own settings, with JSON among the formats."""
    limiter: NotRequired[SearXNGLimiterArgs]
    """Limits on requests. Default: none; the NetworkPolicy decides who may connect."""
    replicas: NotRequired[pulumi.Input[int]]
    """Number of pods. Default: 1."""
    autoscaling: NotRequired[AutoscalingArgs]
    """Number of pods that follows their load, instead of ``replicas``. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 256Mi memory, at most 512Mi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with SearXNG. Default: the one in `homelab.images`."""
    secret_key: NotRequired[pulumi.Input[str]]
    """Key that signs browsers' preferences. Default: 64 generated characters."""
    secret_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the key, instead of ``secret_key``. Default: none."""
    secret_key_rotation: NotRequired[int]
    """A new number generates a new key. Default: 0."""
    domain: NotRequired[pulumi.Input[str]]
    """Host name of the search page, with ``ingress``. Default: none."""
    ingress: NotRequired[IngressArgs]
    """Ingress of ``domain``. There is no authentication: consider ``limiter``. Default: none."""
    external: NotRequired[ExternalSearXNGArgs]
    """External server to use; nothing is created then. Default: none."""


def _proxy_password_is_known(group: Mapping[str, Any]) -> Iterable[str]:
    if "password_secret" in group.get("proxy", {}):
        yield "proxy.password_secret is not supported by SearXNG, which reads its proxy from a file: use proxy.password"


@rules(Rule(("proxy",), _proxy_password_is_known))
class SearXNGArgs(MonitoredServerArgs, ProxiedArgs, SearXNGServerArgs):
    """Arguments of `SearXNG`."""
