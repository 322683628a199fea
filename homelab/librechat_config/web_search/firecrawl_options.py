"""How LibreChat's web search fetches pages with Firecrawl."""

from enum import StrEnum
from typing import NotRequired, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import NAME, NOT_EMPTY, whole_number


class FirecrawlFormat(StrEnum):
    """What Firecrawl makes of a page, as far as LibreChat reads it."""

    MARKDOWN = "markdown"
    HTML = "html"
    RAW_HTML = "rawHtml"


@constrain(country=NAME, languages=NOT_EMPTY)
class FirecrawlLocationArgs(TypedDict):
    """From where Firecrawl's cloud fetches pages."""

    country: NotRequired[str]
    """Country code such as ``DE``. Default: US."""
    languages: NotRequired[list[str]]
    """Languages that pages are asked for. Default: the country's."""


@constrain(
    formats=NOT_EMPTY,
    include_tags=NOT_EMPTY,
    exclude_tags=NOT_EMPTY,
    wait_for=whole_number(0, 60_000),
    max_age=whole_number(0, 31_536_000_000),
)
class FirecrawlOptionsArgs(TypedDict):
    """How LibreChat fetches pages with Firecrawl."""

    formats: NotRequired[list[FirecrawlFormat]]
    """What to make of a page. Default: markdown and rawHtml."""
    include_tags: NotRequired[list[str]]
    """Tags, classes and ids of what to take. Default: all."""
    exclude_tags: NotRequired[list[str]]
    """Tags, classes and ids of what to leave out. Default: none."""
    only_main_content: NotRequired[bool]
    """Whether to leave out headers, navigation and footers. Default: true."""
    wait_for: NotRequired[int]
    """Milliseconds to wait for a page's scripts, at most half of ``scraper_timeout``. Default: 0."""
    max_age: NotRequired[int]
    """Milliseconds for which a page that was fetched before will do. Default: Firecrawl's own."""
    mobile: NotRequired[bool]
    """Whether to come as a phone. Default: false."""
    skip_tls_verification: NotRequired[bool]
    """Whether to take any certificate. Default: Firecrawl's own."""
    block_ads: NotRequired[bool]
    """Whether to leave out advertisements. Default: true."""
    remove_base64_images: NotRequired[bool]
    """Whether to leave out images that are part of the page. Default: true."""
    parse_pdf: NotRequired[bool]
    """Whether to read PDF files, for API version v1. Default: true."""
    store_in_cache: NotRequired[bool]
    """Whether Firecrawl keeps the page for others. Default: true."""
    zero_data_retention: NotRequired[bool]
    """Whether Firecrawl's cloud forgets everything, where the plan has that. Default: false."""
    location: NotRequired[FirecrawlLocationArgs]
    """From where to fetch. Default: the United States."""
