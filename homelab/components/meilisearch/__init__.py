"""Meilisearch: full-text search."""

from homelab.components.meilisearch.args import MeilisearchArgs, MeilisearchServerArgs
from homelab.components.meilisearch.component import Meilisearch

__all__ = ["Meilisearch", "MeilisearchArgs", "MeilisearchServerArgs"]
