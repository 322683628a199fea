"""Firecrawl: fetches web pages and converts them to text, for LibreChat's web search.

Off by default in a workspace because of its size: five pods that request 900m CPU and 2Gi of memory, are limited to
7.75Gi, and have 11Gi of volumes.
"""

from homelab.components.firecrawl.args import FirecrawlArgs, FirecrawlServerArgs
from homelab.components.firecrawl.component import Firecrawl, connection_of
from homelab.components.firecrawl.models import FirecrawlModelsArgs, FirecrawlProvider

__all__ = [
    "Firecrawl",
    "FirecrawlArgs",
    "FirecrawlModelsArgs",
    "FirecrawlProvider",
    "FirecrawlServerArgs",
    "connection_of",
]
