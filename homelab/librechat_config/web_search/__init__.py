"""LibreChat's web search: what librechat.yaml and the environment say of it.

LibreChat takes addresses and keys from ``${VARIABLE}`` alone. A literal one is skipped, and shifts the values of those
after it.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

from homelab.components.searxng.safe_search import LEVELS
from homelab.connections import HttpConnection
from homelab.librechat_config.settings import SecretValue, Section, Settings, given, together
from homelab.librechat_config.web_search.arguments import (
    FirecrawlVersion,
    JinaAIArgs,
    Reranker,
    Scraper,
    SearchProvider,
    WebSearchArgs,
)
from homelab.librechat_config.web_search.services import Services, is_active, services
from homelab.librechat_config.web_search.values import (
    config_setting,
    key_setting,
    secret_setting,
    server_setting,
    url_setting,
    variable_setting,
)

_OTHER_NAMES = {"parse_pdf": "parsePDF"}
NO_KEY = "self-hosted"
"""What a Firecrawl without users gets as key: LibreChat asks its users for one where there is none."""


@dataclass(frozen=True)
class SearchServer:
    """A SearXNG or Firecrawl, and the key that it wants."""

    connection: HttpConnection
    api_key: SecretValue | None = None


def settings(
    args: WebSearchArgs | None,
    *,
    searxng: SearchServer | None = None,
    firecrawl: SearchServer | None = None,
    jinaai: JinaAIArgs | None = None,
) -> Settings:
    """What LibreChat is told. It presumes that `web_search_problems.problems` found none.

    :param args: None where the group is not given.
    :param searxng: The workspace's, or the one in its place.
    :param firecrawl: The workspace's, or the one in its place.
    :param jinaai: None where it is not given, or switched off.
    """
    if not is_active(args, searxng=searxng is not None, firecrawl=firecrawl is not None):
        return Settings() if jinaai is None else together([config_setting({"rerankerType": "jina"}), _jina(jinaai)])
    args = args or {}
    chosen = services(args, searxng=searxng is not None, firecrawl=firecrawl is not None, jinaai=jinaai is not None)
    parts = [config_setting(_choices(args, chosen))]
    if chosen.provider is SearchProvider.SEARXNG and searxng is not None:
        parts.append(server_setting("searxngInstanceUrl", "SEARXNG_INSTANCE_URL", searxng.connection))
        parts.append(secret_setting("searxngApiKey", "SEARXNG_API_KEY", searxng.api_key))
    if chosen.scraper is Scraper.FIRECRAWL:
        parts.extend(_firecrawl(args, firecrawl))
    parts.extend(_hosted(args, {str(chosen.provider), str(chosen.scraper), str(chosen.reranker)}))
    if chosen.reranker is Reranker.JINA and jinaai is not None:
        parts.append(_jina(jinaai))
    return together(parts)


def _choices(args: WebSearchArgs, chosen: Services) -> Section:
    safe_search = args.get("safe_search")
    return given(
        {
            "searchProvider": chosen.provider and chosen.provider.value,
            "scraperProvider": chosen.scraper and chosen.scraper.value,
            # Unset, it would let every user choose one and ask for its key.
            "rerankerType": chosen.reranker.value,
            "safeSearch": None if safe_search is None else LEVELS[safe_search],
            "scraperTimeout": args.get("scraper_timeout"),
            "searxngSearchOptions": _rendered(args.get("searxng_options", {})),
            "firecrawlOptions": _rendered(args.get("firecrawl_options", {})),
            "tavilySearchOptions": _rendered(args.get("tavily_search_options", {})),
            "tavilyScraperOptions": _rendered(args.get("tavily_scraper_options", {})),
            "keenableSearchOptions": _rendered(args.get("keenable_search_options", {})),
            "keenableScraperOptions": _rendered(args.get("keenable_scraper_options", {})),
        }
    )


def _firecrawl(args: WebSearchArgs, firecrawl: SearchServer | None) -> Iterator[Settings]:
    version = args.get("firecrawl_version", FirecrawlVersion.V2)
    yield variable_setting("firecrawlVersion", "FIRECRAWL_VERSION", version.value)
    if firecrawl is None:
        yield key_setting("firecrawlApiKey", "FIRECRAWL_API_KEY", args.get("firecrawl", {}))
        return
    yield server_setting("firecrawlApiUrl", "FIRECRAWL_API_URL", firecrawl.connection)
    if firecrawl.api_key is None:
        yield variable_setting("firecrawlApiKey", "FIRECRAWL_API_KEY", NO_KEY)
    else:
        yield secret_setting("firecrawlApiKey", "FIRECRAWL_API_KEY", firecrawl.api_key)


def _hosted(args: WebSearchArgs, used: Container[str]) -> Iterator[Settings]:
    if "serper" in used:
        yield key_setting("serperApiKey", "SERPER_API_KEY", args.get("serper", {}))
    if "cohere" in used:
        yield key_setting("cohereApiKey", "COHERE_API_KEY", args.get("cohere", {}))
    if "tavily" in used:
        tavily = args.get("tavily", {})
        yield key_setting("tavilyApiKey", "TAVILY_API_KEY", tavily)
        yield url_setting("tavilySearchUrl", "TAVILY_SEARCH_URL", tavily.get("search_url"))
        yield url_setting("tavilyExtractUrl", "TAVILY_EXTRACT_URL", tavily.get("extract_url"))
    if "keenable" in used:
        keenable = args.get("keenable", {})
        yield key_setting("keenableApiKey", "KEENABLE_API_KEY", keenable)
        yield url_setting("keenableApiUrl", "KEENABLE_API_URL", keenable.get("url"))


def _jina(jinaai: JinaAIArgs) -> Settings:
    return together(
        [
            key_setting("jinaApiKey", "JINA_API_KEY", jinaai),
            url_setting("jinaApiUrl", "JINA_API_URL", jinaai.get("url")),
        ]
    )


def _rendered(options: Mapping[str, Any]) -> Section:
    """A group of options with LibreChat's names and plain values."""
    return {_name(name): _plain(value) for name, value in options.items()}


def _name(name: str) -> str:
    return _OTHER_NAMES.get(name) or re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return _rendered(cast(Mapping[str, Any], value))
    if isinstance(value, list):
        return [_plain(item) for item in cast(list[object], value)]
    return value.value if isinstance(value, Enum) else value
