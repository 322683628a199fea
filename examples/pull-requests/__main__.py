"""A workspace whose pull requests show what they change: .github/workflows/review.yml, docs/pull-requests.md."""

import pulumi

from homelab import AIWorkspace

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
        },
        # Encrypted in the stack's file: a review needs no passphrase.
        "openai": {"api_key": pulumi.Config().require_secret("openai-api-key")},
    },
)
