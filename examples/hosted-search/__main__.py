"""Search of the web by services alone: Serper finds and fetches pages, Cohere picks what matters."""

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
                "serper": {"api_key": config.require_secret("serper-api-key")},
                "cohere": {"api_key": config.require_secret("cohere-api-key")},
            },
            "config": {
                "webSearch": {"safeSearch": 1},
                "endpoints": {"anthropic": {"titleModel": "claude-haiku-4-5"}},
            },
        },
        "anthropic": {
            "api_key": config.require_secret("anthropic-api-key"),
            "models": ["claude-sonnet-4-6", "claude-haiku-4-5"],
        },
    },
)
