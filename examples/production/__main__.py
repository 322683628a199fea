"""A workspace sized for production, behind an ingress, with files in S3 and four providers."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
openai_key = config.require_secret("openai-api-key")
anthropic_key = config.require_secret("anthropic-api-key")
openrouter_key = config.require_secret("openrouter-api-key")
jina_key = config.require_secret("jinaai-api-key")
s3_secret = config.require_secret("s3-secret-key")

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "preset": "production",
        "librechat": {
            "domain": "chat.company.com",
            "stt": {"implementation": "openai"},
            "tts": {"implementation": "openai"},
            "storage": {
                "type": "s3",
                "s3": {
                    "endpoint": "https://s3.company.com",
                    "bucket": "librechat-prod",
                    "access_key": "librechat",
                    "secret_key": s3_secret,
                },
            },
            # What is set here wins over the preset.
            "resources": {"api": {"limits": {"memory": "4Gi"}}},
            "ingress": {
                "enabled": True,
                "class_name": "nginx",
                "tls": {"enabled": True, "secret_name": "librechat-tls"},
            },
        },
        "openai": {"api_key": openai_key, "models": ["gpt-4o", "gpt-4o-mini"]},
        "anthropic": {"api_key": anthropic_key, "models": ["claude-sonnet-4-6", "claude-haiku-4-5"]},
        "openrouter": {"api_key": openrouter_key},
        "jinaai": {"api_key": jina_key},
    },
)
