"""LibreChat in its own words: keys of librechat.yaml, and variables that LibreChat reads."""

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
            # Merged over what other arguments say; null removes a key.
            "config": {
                "endpoints": {"openAI": {"titlePrompt": "A title of four words for: {convo}"}},
                "interface": {"bookmarks": False},
                "mcpServers": {
                    "wiki": {
                        "type": "streamable-http",
                        "url": "https://wiki.example.com/mcp",
                        "headers": {"X-Space-Key": "DOCS"},
                    }
                },
            },
            # Checked as well: with "lenient", keys and variables of a newer LibreChat are warnings.
            "config_schema": "strict",
            "env": {"DEBUG_LOGGING": "true", "NO_INDEX": "true"},
            "secret_env": {"GOOGLE_SEARCH_API_KEY": config.require_secret("google-search-api-key")},
            # The content of a file, whose path the variable gets: a certificate authority to trust.
            "secret_files": {"NODE_EXTRA_CA_CERTS": config.require_secret("private-ca")},
        },
        # Its name looks like a secret's, which would be refused in plain text.
        "not_secret": ["librechat.config.mcpServers.wiki.headers.X-Space-Key"],
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
