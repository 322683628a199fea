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
            "config": {
                "webSearch": {
                    "safeSearch": 2,
                    "scraperTimeout": 15_000,
                    "searxngSearchOptions": {"language": "en", "engines": ["bing", "brave", "wikipedia"]},
                    "firecrawlOptions": {"onlyMainContent": True, "blockAds": True},
                }
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
        "jinaai": {"api_key": config.require_secret("jinaai-api-key")},
        "searxng": {
            # SearXNG's own settings.yml, merged over what the component derives.
            "settings": {
                "use_default_settings": {"engines": {"remove": ["duckduckgo"]}},
                "search": {"default_lang": "en"},
                "engines": [{"name": "bing", "disabled": False, "inactive": False}],
            },
            # People can search without LibreChat, and nobody can search too often.
            "domain": "search.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
            "limiter": {},
        },
        # The largest part of a workspace: see docs/features.md.
        "firecrawl": {
            "env": {"NUQ_WORKER_COUNT": "3", "MODEL_NAME": "gpt-5.4-mini"},
            "models": {
                "provider": "openai",
                "api_key": config.require_secret("firecrawl-models-api-key"),
            },
        },
    },
)
