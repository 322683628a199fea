"""Chats and files that go after ninety days."""

from homelab import AIWorkspace

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
            "config": {
                "interface": {
                    "privacyPolicy": {"externalUrl": "https://example.com/privacy", "openNewTab": True},
                    # Knowledge of agents outlives the chats.
                    "retainAgentFiles": True,
                },
            },
        },
        "openai": {"user_provided": True},
        "privacy": {"retention_days": 90},
    },
)
