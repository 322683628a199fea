"""SearXNG's settings.yml and limiter.toml, as text."""

import ipaddress
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NOT_EMPTY
from homelab.components.own_valkey import OwnValkeyArgs
from homelab.components.searxng.safe_search import LEVELS, SafeSearch
from homelab.kubernetes import combine

PRIVATE_NETWORKS = ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
ENGINES_THAT_NEED: Mapping[str, Sequence[str]] = {
    "adobe stock": ("adobe stock video", "adobe stock audio"),
    "brave": ("brave.images", "brave.videos", "brave.news"),
    "lemmy communities": ("lemmy users", "lemmy posts", "lemmy comments"),
    "piped": ("piped.music",),
    "qwant": ("qwant news", "qwant images", "qwant videos"),
    "yacy": ("yacy images",),
    "yandex": ("yandex images", "yandex music"),
}
"""Engines that go with another one's ``network``, by that other one: without it SearXNG fails at its start with a
KeyError. From its settings.yml, state of 2026-08-22."""


def _is_network(value: str) -> bool:
    try:
        ipaddress.ip_network(value)
    except ValueError:
        return False
    return True


NETWORKS = Constraint(
    "a list of networks such as '10.0.0.0/8'", lambda value: len(value) > 0 and all(map(_is_network, value))
)
LOCALE = Constraint(
    "a locale such as 'de' or 'pt-BR', or 'auto', or 'all'",
    lambda value: re.fullmatch(r"all|auto|[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", value) is not None,
)


def _enabled_engines_are_there(group: Mapping[str, Any]) -> Iterable[str]:
    for name in group.get("enable", []):
        if name in group.get("remove", []):
            yield f"enable and remove both name {name}: remove one"
        if name not in group.get("keep_only", [name]):
            yield f"enable names {name}, which keep_only does not: add it there"


def _needed_engines_are_there(group: Mapping[str, Any]) -> Iterable[str]:
    kept, removed = set(group.get("keep_only", [])), set(group.get("remove", []))
    for engine, needing in ENGINES_THAT_NEED.items():
        if engine not in kept:
            yield from (f"keep_only names {name}, which needs {engine}: add it" for name in needing if name in kept)
        if engine in removed and not removed.issuperset(needing):
            yield f"remove names {engine}, without which SearXNG does not start: add {', '.join(needing)}"


@rules(
    mutually_exclusive("remove", "keep_only"),
    Rule(("enable", "remove", "keep_only"), _enabled_engines_are_there),
    Rule(("remove", "keep_only"), _needed_engines_are_there),
)
@constrain(enable=NOT_EMPTY, remove=NOT_EMPTY, keep_only=NOT_EMPTY)
class SearXNGEnginesArgs(TypedDict):
    """Which search engines are asked, by the names that SearXNG's own settings.yml has for them.

    Engines that are there but off by default are asked all the same when a request names them, and LibreChat's name
    google, bing and duckduckgo: only ``remove`` and ``keep_only`` keep them from being asked.
    """

    enable: NotRequired[list[str]]
    """Engines to switch on that are off by default. Default: none."""
    remove: NotRequired[list[str]]
    """Engines to do without. Default: none."""
    keep_only: NotRequired[list[str]]
    """Engines to do with; all others are removed. Default: every engine."""


@constrain(pass_networks=NETWORKS)
class SearXNGLimiterArgs(TypedDict):
    """Refuses requests that look like a program's, and too many of one address, for a server with an ingress.

    It counts in a Valkey of its own, without which SearXNG does not start.
    """

    pass_networks: NotRequired[list[str]]
    """Networks whose addresses are never refused, and whose proxies are believed: LibreChat's pods and the ingress
    controller have to be among them. Default: 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16, fc00::/7."""
    valkey: NotRequired[OwnValkeyArgs]
    """The Valkey it counts in. Default: a small one."""


@constrain(language=LOCALE)
class SearXNGSettingsArgs(TypedDict):
    """What SearXNG's settings.yml depends on."""

    engines: NotRequired[SearXNGEnginesArgs]
    """Which search engines are asked. Default: those that SearXNG asks by default."""
    safe_search: NotRequired[SafeSearch]
    """For whoever asks without saying it; LibreChat says it. Default: off."""
    language: NotRequired[pulumi.Input[str]]
    """Language of the results for whoever asks without saying it, such as ``de`` or ``pt-BR``; LibreChat says it.
    Default: auto, by the browser."""
    limiter: NotRequired[SearXNGLimiterArgs]
    """Limits on requests. Default: none; who may connect is the NetworkPolicy's matter."""


def settings_yaml(args: SearXNGSettingsArgs) -> pulumi.Input[str]:
    """The text of settings.yml. It has no secret: SearXNG reads those from its environment."""
    return combine(_dump, _settings(args))


def limiter_toml(limiter: SearXNGLimiterArgs) -> str:
    """The text of limiter.toml."""
    networks = json.dumps(limiter.get("pass_networks", PRIVATE_NETWORKS))
    return f"[botdetection]\ntrusted_proxies = {networks}\n\n[botdetection.ip_lists]\npass_ip = {networks}\n"


def _settings(args: SearXNGSettingsArgs) -> dict[str, Any]:
    engines = args.get("engines", {})
    # LibreChat asks for JSON, which SearXNG refuses with 403 by default.
    search: dict[str, Any] = {"formats": ["html", "json"]}
    if "safe_search" in args:
        search["safe_search"] = LEVELS[args["safe_search"]]
    if "language" in args:
        search["default_lang"] = args["language"]
    kept = {key: engines.get(key) for key in ("remove", "keep_only") if key in engines}
    settings: dict[str, Any] = {
        "use_default_settings": {"engines": kept} if kept else True,
        "search": search,
        "server": {"limiter": "limiter" in args, "public_instance": False, "image_proxy": False},
    }
    if "enable" in engines:
        # An engine that is inactive is not even there, whatever "disabled" says.
        settings["engines"] = [{"name": name, "disabled": False, "inactive": False} for name in engines["enable"]]
    return settings


def _dump(settings: dict[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
