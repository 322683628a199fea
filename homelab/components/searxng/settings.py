"""SearXNG's settings.yml and limiter.toml, from arguments and the user's own settings."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import pulumi

from homelab.components.proxy import secret_url
from homelab.kubernetes import apply, plain_document
from homelab.kubernetes.private_hosts import ORGANISATIONS
from homelab.merging import merge, without_removed

if TYPE_CHECKING:
    from homelab.components.searxng.args import SearXNGLimiterArgs, SearXNGServerArgs

PRIVATE_NETWORKS = tuple(map(str, ORGANISATIONS))


def settings_yaml(args: "SearXNGServerArgs", metrics_password: pulumi.Input[str] | None = None) -> pulumi.Input[str]:
    """Render settings.yml. Passwords of a proxy and of the metrics are in it; other secrets are variables.

    :param metrics_password: None to serve no metrics.
    """
    # SearXNG ignores variables for proxies (searx/network/client.py).
    proxy = cast(Mapping[str, Any], args).get("proxy")
    proxies = {} if proxy is None else {"outgoing": {"proxies": {"all://": [secret_url(proxy)]}}}
    metrics = {} if metrics_password is None else {"general": {"open_metrics": metrics_password}}
    settings = merge(merge(proxies, final_settings(args), keyed_lists={}), metrics, keyed_lists={})
    # A password makes the file a Secret.
    is_secret = bool(metrics) or "password" in (proxy or {})
    return apply(_dump, settings) if is_secret else plain_document("settings.yml", _dump, settings)


def limiter_toml(limiter: "SearXNGLimiterArgs") -> str:
    """Render limiter.toml."""
    networks = json.dumps(limiter.get("pass_networks", PRIVATE_NETWORKS))
    return f"[botdetection]\ntrusted_proxies = {networks}\n\n[botdetection.ip_lists]\npass_ip = {networks}\n"


def final_settings(args: Mapping[str, Any]) -> Mapping[str, Any]:
    """Settings that the component derives, with ``settings`` merged over them."""
    derived = {
        "use_default_settings": True,
        # LibreChat requests JSON, which SearXNG refuses with 403 by default.
        "search": {"formats": ["html", "json"]},
        "server": {"limiter": "limiter" in args, "public_instance": False, "image_proxy": False},
    }
    return without_removed(merge(derived, args.get("settings", {}), keyed_lists={}))


def _dump(settings: Mapping[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
