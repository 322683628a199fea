"""What LibreChat's schema lets through and its server then ignores, refuses or misreads."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import is_given
from homelab.librechat_config.schema.problem import Problem
from homelab.librechat_config.schema.published import config_version, web_search_defaults
from homelab.librechat_config.schema.values import select
from homelab.librechat_config.schema.variables import reference

_CUSTOM_ENDPOINT_NEEDS = ("name", "apiKey", "baseURL", "models")
_WEB_SEARCH_NEEDS: Mapping[str, Mapping[str, str]] = {
    "searchProvider": {"searxng": "searxngInstanceUrl", "serper": "serperApiKey", "tavily": "tavilyApiKey"},
    "scraperProvider": {"firecrawl": "firecrawlApiKey", "serper": "serperApiKey", "tavily": "tavilyApiKey"},
    "rerankerType": {"cohere": "cohereApiKey", "jina": "jinaApiKey"},
}
"""The key of ``webSearch`` that each service cannot work without. Keenable needs none."""


def version_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Another version than the schema's, which LibreChat only logs."""
    for keys, version in select(config, "version"):
        if version != config_version():
            yield Problem(keys, f"expected {config_version()}, got {version}", is_error=False)


def custom_endpoint_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Custom endpoints that LibreChat leaves out, and names that two of them have."""
    for keys, endpoint in select(config, "endpoints.custom.*"):
        missing = [key for key in _CUSTOM_ENDPOINT_NEEDS if not is_given(endpoint.get(key))]
        yield from (Problem((*keys, key), "missing: LibreChat leaves the endpoint out") for key in missing)
    # Of this name, LibreChat takes every spelling for the same.
    names = ("ollama" if name.lower() == "ollama" else name for _, name in select(config, "endpoints.custom.*.name"))
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(("endpoints", "custom"), f"two entries have the name {name!r}")


def speech_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Speech services that are none or several, which LibreChat both answers with an error."""
    for keys, section in select(config, "speech.*"):
        if keys[-1] in ("stt", "tts"):
            providers = [key for key, value in section.items() if key != "allowedAddresses" and is_given(value)]
            if len(providers) != 1:
                given = " and ".join(providers) or "none"
                yield Problem(keys, f"expected exactly one provider, got {given}")


def web_search_problems(config: Mapping[str, Any], variables: Collection[str] | None) -> Iterator[Problem]:
    """Literals where LibreChat reads the name of a variable, and services without what they need."""
    for key, default in web_search_defaults().items():
        for keys, value in select(config, f"webSearch.{key}"):
            if reference(value) is None:
                yield Problem(keys, f"expected a reference to a variable, such as {default}, got a value itself")
    if variables is not None:
        yield from _services_without_needs(config, variables)


def _services_without_needs(config: Mapping[str, Any], variables: Collection[str]) -> Iterator[Problem]:
    for choice, needs in _WEB_SEARCH_NEEDS.items():
        for keys, service in select(config, f"webSearch.{choice}"):
            key = needs.get(service)
            if key is None or key in config["webSearch"]:
                continue
            variable = reference(web_search_defaults()[key])
            if variable not in variables:
                yield Problem(keys, f"{service} needs {variable}, which nothing sets")
