"""Upgrades that need a path: major versions of Postgres, Meilisearch, and migrations of LibreChat."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
            # Those that the release notes ask for; to be removed with the next upgrade.
            "migrations": ["agent-permissions", "shared-link-permissions"],
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
        "pgvector": {
            "image": "docker.io/pgvector/pgvector:0.8.6-pg18-bookworm",
            # `from_image` can go when all is well, `major` stays.
            "upgrade": {"major": 18, "from_image": "docker.io/pgvector/pgvector:0.8.6-pg17-bookworm"},
        },
        # From version 16; its data moves by `homelab backup now` before and `homelab restore` after.
        "documentdb": {"upgrade": {"major": 17}},
        # A small volume: the indexes of the version before are given up at once.
        "meilisearch": {"keep_previous_indexes": False},
    },
)
