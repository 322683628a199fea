"""What of LibreChat's web search contradicts the rest of the workspace."""

from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.web_search.arguments import (
    FirecrawlVersion,
    JinaAIArgs,
    Reranker,
    Scraper,
    SearchProvider,
    WebSearchArgs,
)
from homelab.librechat_config.web_search.services import Services, is_active, services

GROUP = "librechat.web_search"
DEFAULT_SCRAPER_TIMEOUT = 7500
"""LibreChat's, in milliseconds."""


def problems(
    args: WebSearchArgs | None, *, searxng: bool = False, firecrawl: bool = False, jinaai: JinaAIArgs | None = None
) -> Iterator[str]:
    """One message for each contradiction, with paths from the workspace on.

    :param args: None where the group is not given.
    :param searxng: Whether the workspace has one, or another one in its place.
    :param firecrawl: Whether the workspace has one, or another one in its place.
    :param jinaai: None where it is not given, or switched off.
    """
    if is_active(args, searxng=searxng, firecrawl=firecrawl):
        args = args or {}
        chosen = services(args, searxng=searxng, firecrawl=firecrawl, jinaai=jinaai is not None)
        yield from _missing(args, chosen, searxng=searxng, firecrawl=firecrawl, jinaai=jinaai is not None)
        if chosen.provider and chosen.scraper:
            yield from _idle(args, chosen, firecrawl=firecrawl, jinaai=jinaai is not None)
        if chosen.scraper is Scraper.FIRECRAWL:
            yield from _refused_by_firecrawl(args)


def _missing(args: WebSearchArgs, chosen: Services, *, searxng: bool, firecrawl: bool, jinaai: bool) -> Iterator[str]:
    if chosen.provider is None:
        yield f"{GROUP} needs somebody who searches: enable searxng, or give {GROUP}.serper, tavily or keenable"
    elif chosen.scraper is None:
        yield (
            f"{GROUP} needs somebody who fetches pages: enable firecrawl, or give {GROUP}.firecrawl, serper, tavily or "
            "keenable"
        )
    if chosen.provider is SearchProvider.SEARXNG and not searxng:
        yield f"{GROUP}.provider searxng needs searxng: enable it"
    if chosen.scraper is Scraper.FIRECRAWL and not firecrawl and "firecrawl" not in args:
        yield f"{GROUP}.scraper firecrawl needs {GROUP}.firecrawl.api_key, or firecrawl: enable it"
    for name in ("serper", "tavily"):
        users = [role for role in ("provider", "scraper") if getattr(chosen, role) == name]
        if users and name not in args:
            yield f"{GROUP}.{users[0]} {name} needs {GROUP}.{name}.api_key"
    if chosen.reranker is Reranker.JINA and not jinaai:
        yield f"{GROUP}.reranker jina needs jinaai.api_key"
    if chosen.reranker is Reranker.COHERE and "cohere" not in args:
        yield f"{GROUP}.reranker cohere needs {GROUP}.cohere.api_key"


def _idle(args: WebSearchArgs, chosen: Services, *, firecrawl: bool, jinaai: bool) -> Iterator[str]:
    provider, scraper, reranker = map(str, (chosen.provider, chosen.scraper, chosen.reranker))
    who = f"provider {provider} and scraper {scraper}"
    idle: Mapping[str, tuple[bool, str]] = {
        "serper": ("serper" not in (provider, scraper), who),
        "tavily": ("tavily" not in (provider, scraper), who),
        "keenable": ("keenable" not in (provider, scraper), who),
        "cohere": (reranker != "cohere", f"reranker {reranker}"),
        "firecrawl_version": (scraper != "firecrawl", f"scraper {scraper}"),
        "firecrawl_options": (scraper != "firecrawl", f"scraper {scraper}"),
        "tavily_scraper_options": (scraper != "tavily", f"scraper {scraper}"),
        "keenable_scraper_options": (scraper != "keenable", f"scraper {scraper}"),
        "searxng_options": (provider != "searxng", f"provider {provider}"),
        "tavily_search_options": (provider != "tavily", f"provider {provider}"),
        "keenable_search_options": (provider != "keenable", f"provider {provider}"),
        "safe_search": (provider in ("tavily", "keenable"), f"provider {provider}"),
        "firecrawl": (
            firecrawl or scraper != "firecrawl",
            "the workspace's firecrawl" if firecrawl and scraper == "firecrawl" else f"scraper {scraper}",
        ),
    }
    for name, (is_idle, beside) in idle.items():
        if name in args and is_idle:
            yield f"{GROUP}.{name} has no effect with {beside}: remove one"
    for name, address, needed in (
        ("tavily", "search_url", provider),
        ("tavily", "extract_url", scraper),
        ("keenable", "url", provider),
    ):
        if name != needed and address in args.get(name, {}):
            yield f"{GROUP}.{name}.{address} has no effect with {who}: remove one"
    if jinaai and reranker != "jina":
        yield f"jinaai has no effect with {GROUP}.reranker {reranker}: remove one"


def _refused_by_firecrawl(args: WebSearchArgs) -> Iterator[str]:
    """What Firecrawl answers with an error, page for page."""
    options: Mapping[str, Any] = args.get("firecrawl_options", {})
    version = args.get("firecrawl_version", FirecrawlVersion.V2)
    timeout = args.get("scraper_timeout", DEFAULT_SCRAPER_TIMEOUT)
    if "parse_pdf" in options and version is FirecrawlVersion.V2:
        yield f"{GROUP}.firecrawl_options.parse_pdf needs {GROUP}.firecrawl_version v1: v2 refuses it"
    wait_for = options.get("wait_for", 0)
    if wait_for > timeout / 2:
        yield (
            f"{GROUP}.firecrawl_options.wait_for {wait_for} exceeds half of {GROUP}.scraper_timeout "
            f"{timeout}: Firecrawl refuses it"
        )
