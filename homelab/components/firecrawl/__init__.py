"""Firecrawl: fetches web pages and turns them into text, for LibreChat's web search.

Off by default in a workspace, for its size: five pods that reserve 900m CPU and 2Gi of memory, may take 7.75Gi, and
keep 11Gi of volumes.
"""

from homelab.components.firecrawl.args import FirecrawlArgs, FirecrawlServerArgs
from homelab.components.firecrawl.component import Firecrawl
from homelab.components.firecrawl.models import FirecrawlModelsArgs, FirecrawlProvider

__all__ = ["Firecrawl", "FirecrawlArgs", "FirecrawlModelsArgs", "FirecrawlProvider", "FirecrawlServerArgs"]
