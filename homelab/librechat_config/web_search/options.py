"""What LibreChat tells the services of its web search beside the question."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import DOMAINS, NAME, NOT_EMPTY, whole_number

MILLISECONDS = whole_number(1, 120_000)


class SearXNGTimeRange(StrEnum):
    """How old a page may be for SearXNG."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class TavilyTimeRange(StrEnum):
    """How old a page may be for Tavily."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class TavilySearchDepth(StrEnum):
    """How thoroughly Tavily searches."""

    BASIC = "basic"
    ADVANCED = "advanced"
    FAST = "fast"
    ULTRA_FAST = "ultra-fast"


class TavilyDepth(StrEnum):
    """How thoroughly Tavily reads or answers."""

    BASIC = "basic"
    ADVANCED = "advanced"


class TavilyFormat(StrEnum):
    """What Tavily makes of a page."""

    MARKDOWN = "markdown"
    TEXT = "text"


class TavilyTopic(StrEnum):
    """Where Tavily searches."""

    GENERAL = "general"
    NEWS = "news"
    FINANCE = "finance"


@constrain(engines=NOT_EMPTY, language=NAME, timeout=MILLISECONDS)
class SearXNGSearchOptionsArgs(TypedDict):
    """How LibreChat asks SearXNG."""

    engines: NotRequired[list[str]]
    """Engines to ask beside those that SearXNG asks by default; ones that it does not have are left out.
    Default: google, bing and duckduckgo."""
    language: NotRequired[str]
    """Language of the results, such as ``de``. Default: all."""
    time_range: NotRequired[SearXNGTimeRange]
    """How old a page may be. Default: any age."""
    timeout: NotRequired[int]
    """Milliseconds that a search may take. Default: 10000."""


def _chunks_need_depth(group: Mapping[str, Any]) -> Iterable[str]:
    if "chunks_per_source" in group and group.get("search_depth") != TavilySearchDepth.ADVANCED:
        yield "chunks_per_source has no effect without search_depth advanced: remove it, or set that"


@rules(Rule(("chunks_per_source", "search_depth"), _chunks_need_depth))
@constrain(
    max_results=whole_number(1, 20),
    include_domains=DOMAINS,
    exclude_domains=DOMAINS,
    chunks_per_source=whole_number(1, 3),
    timeout=MILLISECONDS,
)
class TavilySearchOptionsArgs(TypedDict):
    """How LibreChat searches with Tavily."""

    search_depth: NotRequired[TavilySearchDepth]
    """Default: basic."""
    max_results: NotRequired[int]
    """Pages, at most 20. Default: LibreChat's own."""
    include_images: NotRequired[bool]
    """Whether to look for images too. Default: false."""
    include_image_descriptions: NotRequired[bool]
    """Whether to describe them. Default: false."""
    include_answer: NotRequired[TavilyDepth]
    """Whether Tavily answers too, and how thoroughly. Default: it does not."""
    include_raw_content: NotRequired[TavilyFormat]
    """Whether Tavily gives whole pages too, and in which format. Default: it does not."""
    include_favicon: NotRequired[bool]
    """Whether to give the pages' icons. Default: false."""
    include_domains: NotRequired[list[str]]
    """Domains to search in. Default: all."""
    exclude_domains: NotRequired[list[str]]
    """Domains to leave out. Default: none."""
    topic: NotRequired[TavilyTopic]
    """Default: general."""
    time_range: NotRequired[TavilyTimeRange]
    """How old a page may be. Default: any age."""
    chunks_per_source: NotRequired[int]
    """Passages of a page, at most 3, with ``search_depth`` advanced. Default: 3."""
    safe_search: NotRequired[bool]
    """Whether unsafe pages are left out. Default: Tavily's own."""
    timeout: NotRequired[int]
    """Milliseconds that a search may take. Default: LibreChat's own."""


class TavilyScraperOptionsArgs(TypedDict):
    """How LibreChat fetches pages with Tavily."""

    extract_depth: NotRequired[TavilyDepth]
    """Default: basic."""
    include_images: NotRequired[bool]
    """Whether to fetch images too. Default: false."""
    include_favicon: NotRequired[bool]
    """Whether to give the pages' icons. Default: false."""
    format: NotRequired[TavilyFormat]
    """Default: markdown."""


@constrain(max_results=whole_number(1, 20), site=NAME, attribution_title=NAME, timeout=MILLISECONDS)
class KeenableSearchOptionsArgs(TypedDict):
    """How LibreChat searches with Keenable."""

    max_results: NotRequired[int]
    """Pages, at most 20. Default: LibreChat's own."""
    site: NotRequired[str]
    """Site to search in. Default: all."""
    attribution_title: NotRequired[str]
    """Who Keenable is told that asks. Default: LibreChat."""
    timeout: NotRequired[int]
    """Milliseconds that a search may take. Default: LibreChat's own."""


@constrain(attribution_title=NAME)
class KeenableScraperOptionsArgs(TypedDict):
    """How LibreChat fetches pages with Keenable."""

    attribution_title: NotRequired[str]
    """Who Keenable is told that asks. Default: LibreChat."""
