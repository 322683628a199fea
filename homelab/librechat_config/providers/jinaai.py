"""Jina AI, the reranker of web searches."""

from homelab.arguments import rules
from homelab.librechat_config.providers.keys import ProviderArgs, exactly_one_key

JINA_API_KEY = "JINA_API_KEY"


@rules(exactly_one_key())
class JinaAIArgs(ProviderArgs):
    """Jina AI, the reranker of web searches."""
