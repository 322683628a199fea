"""Arguments of LibreChat's web search."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import secret, url, whole_number
from homelab.components.searxng.safe_search import SafeSearch
from homelab.kubernetes import SecretReference
from homelab.librechat_config.web_search.firecrawl_options import FirecrawlOptionsArgs
from homelab.librechat_config.web_search.options import (
    KeenableScraperOptionsArgs,
    KeenableSearchOptionsArgs,
    SearXNGSearchOptionsArgs,
    TavilyScraperOptionsArgs,
    TavilySearchOptionsArgs,
)


class SearchProvider(StrEnum):
    """Who finds pages."""

    SEARXNG = "searxng"
    """The workspace's SearXNG, of the group ``searxng``."""
    SERPER = "serper"
    """Serper, which asks Google."""
    TAVILY = "tavily"
    """Tavily."""
    KEENABLE = "keenable"
    """Keenable, which needs no key."""


class Scraper(StrEnum):
    """Who fetches the pages that were found."""

    FIRECRAWL = "firecrawl"
    """The workspace's Firecrawl, of the group ``firecrawl``, or Firecrawl's cloud."""
    SERPER = "serper"
    """Serper."""
    TAVILY = "tavily"
    """Tavily."""
    KEENABLE = "keenable"
    """Keenable, which needs no key."""


class Reranker(StrEnum):
    """Who picks the passages that answer the question."""

    JINA = "jina"
    """Jina AI, with the key of the group ``jinaai``."""
    COHERE = "cohere"
    """Cohere."""
    NONE = "none"
    """Nobody: the first passages of every page."""


class FirecrawlVersion(StrEnum):
    """Versions of Firecrawl's API."""

    V1 = "v1"
    """The one before."""
    V2 = "v2"
    """The one of Firecrawl 2."""


_KEY = ("api_key", "api_key_secret", "user_provided")


def _key_of_one(group: Mapping[str, Any]) -> Iterable[str]:
    given = [name for name in _KEY if group.get(name)]
    if len(given) > 1:
        yield f"{' and '.join(given)} are mutually exclusive: remove one"


def _key_of_somebody(group: Mapping[str, Any]) -> Iterable[str]:
    if not any(group.get(name) for name in _KEY) and group.get("enabled", True):
        yield "missing argument: one of api_key, api_key_secret, or user_provided: true"


@rules(Rule(_KEY, _key_of_one), Rule(("enabled", *_KEY), _key_of_somebody))
@constrain(api_key=secret())
class SearchKeyArgs(TypedDict):
    """A service, and whose key it is paid by."""

    api_key: NotRequired[pulumi.Input[str]]
    """Key that everyone's requests are made with. One of this, ``api_key_secret`` and ``user_provided``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it."""
    user_provided: NotRequired[bool]
    """Whether each user enters a key of their own. Default: false."""


@constrain(url=url("http", "https", example="http://reranker.ai.svc.cluster.local:8000/v1/rerank"))
class JinaAIArgs(SearchKeyArgs):
    """Jina AI, which orders the results of a web search."""

    enabled: NotRequired[bool]
    """Whether LibreChat uses it. Default: true, where the group is given."""
    url: NotRequired[str]
    """Where to rerank, for a server of one's own with the same API. Default: Jina AI's own."""


@constrain(
    search_url=url("http", "https", example="https://tavily.example.com/search"),
    extract_url=url("http", "https", example="https://tavily.example.com/extract"),
)
class TavilyArgs(SearchKeyArgs):
    """Tavily."""

    search_url: NotRequired[str]
    """Where to search, for a proxy. Default: Tavily's own."""
    extract_url: NotRequired[str]
    """Where to fetch pages, for a proxy. Default: Tavily's own."""


@rules(Rule(_KEY, _key_of_one))
@constrain(api_key=secret(), url=url("http", "https", example="https://keenable.example.com"))
class KeenableArgs(TypedDict):
    """Keenable, whose key only lifts its limits."""

    api_key: NotRequired[pulumi.Input[str]]
    """Key that everyone's requests are made with. Default: none."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    user_provided: NotRequired[bool]
    """Whether each user may enter a key of their own. Default: false."""
    url: NotRequired[str]
    """Where to search, for a proxy. Default: Keenable's own."""


@constrain(scraper_timeout=whole_number(1000, 300_000))
class WebSearchArgs(TypedDict):
    """Web search: who finds pages, who fetches them, and who picks the passages."""

    enabled: NotRequired[bool]
    """Whether LibreChat is told of all this. Default: true, where this group, ``searxng`` or ``firecrawl`` is given."""
    provider: NotRequired[SearchProvider]
    """Who finds pages. Default: searxng where the workspace has one, else the first of serper, tavily and keenable that
    is given here."""
    scraper: NotRequired[Scraper]
    """Who fetches pages. Default: firecrawl where the workspace has one or it is given here, else the provider if it
    can, else the first of serper, tavily and keenable that is given here."""
    reranker: NotRequired[Reranker]
    """Who picks passages. Default: jina where ``jinaai`` is given, else cohere where it is given here, else none."""
    safe_search: NotRequired[SafeSearch]
    """What searxng and serper leave out. Default: moderate."""
    scraper_timeout: NotRequired[int]
    """Milliseconds that a page may take. Default: 7500."""
    serper: NotRequired[SearchKeyArgs]
    """Serper. Default: none."""
    tavily: NotRequired[TavilyArgs]
    """Tavily. Default: none."""
    keenable: NotRequired[KeenableArgs]
    """Keenable. Default: none."""
    firecrawl: NotRequired[SearchKeyArgs]
    """Firecrawl's cloud, in place of the workspace's own. Default: none."""
    cohere: NotRequired[SearchKeyArgs]
    """Cohere. Default: none."""
    firecrawl_version: NotRequired[FirecrawlVersion]
    """Version of Firecrawl's API. Default: v2."""
    searxng_options: NotRequired[SearXNGSearchOptionsArgs]
    """How to ask SearXNG. Default: LibreChat's own."""
    firecrawl_options: NotRequired[FirecrawlOptionsArgs]
    """How to fetch with Firecrawl. Default: LibreChat's own."""
    tavily_search_options: NotRequired[TavilySearchOptionsArgs]
    """How to search with Tavily. Default: LibreChat's own."""
    tavily_scraper_options: NotRequired[TavilyScraperOptionsArgs]
    """How to fetch with Tavily. Default: LibreChat's own."""
    keenable_search_options: NotRequired[KeenableSearchOptionsArgs]
    """How to search with Keenable. Default: LibreChat's own."""
    keenable_scraper_options: NotRequired[KeenableScraperOptionsArgs]
    """How to fetch with Keenable. Default: LibreChat's own."""
