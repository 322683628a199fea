"""Agents that answer from the documents of a retrieval API, which accepts the tokens that people sign in with."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
retrieval_api = config.require("retrieval-api-url")
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            # The issuer and an audience of the API's authorization.jwt.
            "auth": {
                "openid": {
                    "issuer": "https://id.example.com/realms/company",
                    "client_id": "librechat",
                    "client_secret": config.require_secret("openid-client-secret"),
                },
            },
            # Keeps each person's token, and renews it.
            "env": {"OPENID_REUSE_TOKENS": "true"},
            "config": {
                "mcpServers": {
                    "docs": {
                        "type": "streamable-http",
                        "url": f"{retrieval_api}/mcp",
                        "title": "Documents",
                        "description": "Answers from the company's documents, with citations",
                        "headers": {"Authorization": "Bearer {{LIBRECHAT_OPENID_ACCESS_TOKEN}}"},
                        # The gateway says 401 without a token, which is no offer to sign in.
                        "requiresOAuth": False,
                        # Nobody has signed in when LibreChat starts.
                        "startup": False,
                        "serverInstructions": True,
                        # The gateway waits 30 seconds.
                        "timeout": 35000,
                    },
                },
            },
        },
        "anthropic": {"api_key": config.require_secret("anthropic-api-key")},
    },
)
