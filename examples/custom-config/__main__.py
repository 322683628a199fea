"""What no argument exists for: keys of librechat.yaml, and variables that LibreChat reads."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "image": "registry.example.com/librechat-ai/librechat:v0.8.8",
            # Merged over what the arguments make; null takes a key away.
            "config": {
                "endpoints": {"openAI": {"titlePrompt": "A title of four words for: {convo}"}},
                "interface": {"bookmarks": False},
            },
            # Checked as well: with "lenient", keys and variables of a newer LibreChat are warnings.
            "config_schema": "strict",
            "extra_env": {"DEBUG_LOGGING": "true", "NO_INDEX": "true"},
            "extra_secret_env": {"GOOGLE_SEARCH_API_KEY": config.require_secret("google-search-api-key")},
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
