"""Search of the web: SearXNG finds pages, Firecrawl fetches them, Jina AI picks what matters."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "web_search": {
                "safe_search": "strict",
                "scraper_timeout": 15_000,
                "searxng_options": {"language": "en", "engines": ["bing", "brave", "wikipedia"]},
                "firecrawl_options": {"only_main_content": True, "block_ads": True},
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
        "jinaai": {"api_key": config.require_secret("jinaai-api-key")},
        "searxng": {
            "language": "en",
            "engines": {"enable": ["bing"], "remove": ["duckduckgo"]},
            # People can search without LibreChat, and nobody can search too often.
            "domain": "search.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
            "limiter": {},
        },
        # The largest part of a workspace: see docs/features.md.
        "firecrawl": {
            "workers": 3,
            "models": {
                "provider": "openai",
                "model": "gpt-5.4-mini",
                "api_key": config.require_secret("firecrawl-models-api-key"),
            },
        },
    },
)
