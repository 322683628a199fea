"""Sign-in by Google, GitHub, Discord, Facebook and Apple, and by nothing else."""

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
            # Callbacks: https://chat.example.com/oauth/google/callback, and so on.
            "auth": {
                "email_login": False,
                # Whoever has an address below example.com gets an account.
                "social_registration": True,
                "google": {
                    "client_id": "1234567890.apps.googleusercontent.com",
                    "client_secret": config.require_secret("google-client-secret"),
                },
                "github": {
                    "client_id": "Iv1.0123456789abcdef",
                    "client_secret": config.require_secret("github-client-secret"),
                },
                "discord": {
                    "client_id": "1234567890",
                    "client_secret": config.require_secret("discord-client-secret"),
                },
                "facebook": {
                    "client_id": "1234567890",
                    "client_secret": config.require_secret("facebook-client-secret"),
                },
                "apple": {
                    "client_id": "com.example.chat",
                    "team_id": "ABCDE12345",
                    "key_id": "FGHIJ67890",
                    "private_key": config.require_secret("apple-private-key"),
                },
                "registration": {"allowed_domains": ["example.com"]},
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
