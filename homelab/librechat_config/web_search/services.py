"""Who searches, fetches and picks passages for LibreChat."""

from dataclasses import dataclass
from typing import TypeVar

from homelab.librechat_config.web_search.arguments import Reranker, Scraper, SearchProvider, WebSearchArgs

Choice = TypeVar("Choice", SearchProvider, Scraper)


@dataclass(frozen=True)
class Services:
    """Who does what; None for what nobody is there for."""

    provider: SearchProvider | None
    scraper: Scraper | None
    reranker: Reranker


def is_active(args: WebSearchArgs | None, *, searxng: bool, firecrawl: bool) -> bool:
    """Whether LibreChat searches the web with what the workspace gives it."""
    return (args or {}).get("enabled", args is not None or searxng or firecrawl)


def services(args: WebSearchArgs, *, searxng: bool, firecrawl: bool, jinaai: bool) -> Services:
    """Who was chosen, else who is there."""
    provider = args.get("provider") or (SearchProvider.SEARXNG if searxng else _first_given(SearchProvider, args))
    scraper = args.get("scraper")
    if scraper is None and (firecrawl or "firecrawl" in args):
        scraper = Scraper.FIRECRAWL
    elif scraper is None:
        can_scrape = provider not in (None, SearchProvider.SEARXNG)
        scraper = Scraper(str(provider)) if can_scrape else _first_given(Scraper, args)
    default_reranker = Reranker.JINA if jinaai else Reranker.COHERE if "cohere" in args else Reranker.NONE
    return Services(provider, scraper, args.get("reranker", default_reranker))


def _first_given(choices: type[Choice], args: WebSearchArgs) -> Choice | None:
    return next((choice for choice in choices if choice in args), None)
