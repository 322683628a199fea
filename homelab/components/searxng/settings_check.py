"""Check of SearXNG's final settings: SearXNG must start with them, and LibreChat must be able to use it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from homelab.arguments import Rule
from homelab.components.searxng.settings import final_settings
from homelab.kubernetes import is_plain

FORMATS = ("html", "csv", "json", "rss")
SAFE_SEARCH = (0, 1, 2)
LOCALE = re.compile(r"|all|auto|[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
ENGINES_THAT_NEED: Mapping[str, Sequence[str]] = {
    "adobe stock": ("adobe stock video", "adobe stock audio"),
    "brave": ("brave.images", "brave.videos", "brave.news"),
    "lemmy communities": ("lemmy users", "lemmy posts", "lemmy comments"),
    "piped": ("piped.music",),
    "qwant": ("qwant news", "qwant images", "qwant videos"),
    "yacy": ("yacy images",),
    "yandex": ("yandex images", "yandex music"),
}
"""Engines that use another engine's ``network``, by that engine: without it, SearXNG fails at its start with a
KeyError. From its settings.yml, state of 2026-08-22."""
OWN_SETTINGS: Mapping[str, str | None] = {
    "redis": "limiter",
    "server.base_url": "domain",
    "server.bind_address": None,
    "server.limiter": "limiter",
    "server.port": None,
    "server.secret_key": "secret_key",
    "valkey": "limiter",
}
"""Settings that the component sets, each with the argument to use instead."""


def _settings_violations(group: Mapping[str, Any]) -> Iterable[str]:
    settings, final = group.get("settings", {}), final_settings(group)
    yield from _own_settings(settings)
    if is_plain(final):
        yield from _unusable_search(_section(final, "search"))
        yield from _broken_engines(final)
        if _section(final, "server").get("public_instance") and "limiter" not in group:
            yield "settings.server.public_instance needs limiter: SearXNG does not start without one"


VALID_SETTINGS = Rule(("settings", "limiter"), _settings_violations)
"""Rule of the group with ``settings`` and ``limiter``."""


def _own_settings(settings: Mapping[str, Any]) -> Iterator[str]:
    for path, argument in OWN_SETTINGS.items():
        section, _, name = path.partition(".")
        if section in settings and (not name or name in _section(settings, section)):
            yield f"settings.{path} is set by the component: {f'use {argument} instead' if argument else 'remove it'}"


def _unusable_search(search: Mapping[str, Any]) -> Iterator[str]:
    formats, level = _list(search, "formats"), search.get("safe_search", 0)
    if "json" not in formats or any(each not in FORMATS for each in formats):
        yield f"settings.search.formats: expected json, which LibreChat requests, and others of {', '.join(FORMATS)}"
    if isinstance(level, bool) or level not in SAFE_SEARCH:
        yield f"settings.search.safe_search: expected 0, 1 or 2, got {level!r}"
    if not LOCALE.fullmatch(str(search.get("default_lang", ""))):
        yield (
            "settings.search.default_lang: expected a locale such as 'de' or 'pt-BR', or 'auto', or 'all', "
            f"got {search['default_lang']!r}"
        )


def _broken_engines(settings: Mapping[str, Any]) -> Iterator[str]:
    path = "settings.use_default_settings.engines"
    defaults = _section(_section(settings, "use_default_settings"), "engines")
    kept, removed = _list(defaults, "keep_only"), _list(defaults, "remove")
    for engine, needing in ENGINES_THAT_NEED.items():
        if engine not in kept:
            yield from (
                f"{path}.keep_only names {name}, which needs {engine}: add it" for name in needing if name in kept
            )
        if engine in removed and any(name not in removed for name in needing):
            yield f"{path}.remove names {engine}, without which SearXNG does not start: add {', '.join(needing)}"
    # An entry without an engine module changes one of the default engines.
    for name in (each.get("name") for each in _maps(settings, "engines") if "engine" not in each):
        if name in removed:
            yield f"settings.engines and {path}.remove both name {name}: remove one"
        if kept and name not in kept:
            yield f"settings.engines names {name}, which {path}.keep_only does not: add it there"


def _section(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = settings.get(name)
    return cast(Mapping[str, Any], section) if isinstance(section, Mapping) else {}


def _list(settings: Mapping[str, Any], name: str) -> Sequence[Any]:
    items = settings.get(name)
    return cast(list[Any], items) if isinstance(items, list) else []


def _maps(settings: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    return (each for each in _list(settings, name) if isinstance(each, Mapping))
