"""SearXNG: the server and its settings."""

from homelab.components.searxng.args import SearXNGArgs, SearXNGServerArgs
from homelab.components.searxng.component import SearXNG, connection_of

__all__ = ["SearXNG", "SearXNGArgs", "SearXNGServerArgs", "connection_of"]
