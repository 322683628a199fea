"""Problems that LibreChat's schema accepts, but its server ignores, rejects or misreads."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import is_set
from homelab.librechat_config.schema.problem import Problem, format_value
from homelab.librechat_config.schema.published import config_version, web_search_defaults
from homelab.librechat_config.schema.values import select
from homelab.librechat_config.schema.variables import reference

_CUSTOM_ENDPOINT_NEEDS = ("name", "apiKey", "baseURL", "models")
_WEB_SEARCH_NEEDS: Mapping[str, Mapping[str, str]] = {
    "searchProvider": {"searxng": "searxngInstanceUrl", "serper": "serperApiKey", "tavily": "tavilyApiKey"},
    "scraperProvider": {"firecrawl": "firecrawlApiKey", "serper": "serperApiKey", "tavily": "tavilyApiKey"},
    "rerankerType": {"cohere": "cohereApiKey", "jina": "jinaApiKey"},
}
"""Key of ``webSearch`` that each service requires. Keenable requires none."""


def version_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Version other than the schema's, which LibreChat only logs."""
    for keys, version in select(config, "version"):
        if version != config_version():
            message = f"expected {config_version()}, got {format_value(keys, version)}: LibreChat only logs it"
            yield Problem(keys, message, is_error=False)


def custom_endpoint_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Incomplete custom endpoints, which LibreChat skips, and duplicate names."""
    for keys, endpoint in select(config, "endpoints.custom.*"):
        missing = [key for key in _CUSTOM_ENDPOINT_NEEDS if not is_set(endpoint.get(key))]
        yield from (Problem((*keys, key), "missing: LibreChat skips the endpoint without it") for key in missing)
    # Only this name is case-insensitive in LibreChat.
    names = ("ollama" if name.lower() == "ollama" else name for _, name in select(config, "endpoints.custom.*.name"))
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(("endpoints", "custom"), f"two entries have the name {name!r}")


def speech_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Sections without exactly one speech provider, for which LibreChat returns errors."""
    for keys, section in select(config, "speech.*"):
        if keys[-1] in ("stt", "tts"):
            providers = [key for key, value in section.items() if key != "allowedAddresses" and is_set(value)]
            if len(providers) != 1:
                yield Problem(keys, f"expected exactly one provider, got {' and '.join(providers) or 'none'}")


def web_search_problems(config: Mapping[str, Any], variables: Collection[str] | None) -> Iterator[Problem]:
    """Literals instead of references to variables, and services without their keys."""
    for key, default in web_search_defaults().items():
        for keys, value in select(config, f"webSearch.{key}"):
            if reference(value) is None:
                yield Problem(keys, f"expected a reference to a variable, such as {default}, got a literal value")
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
