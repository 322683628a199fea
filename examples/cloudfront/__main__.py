"""Files in a bucket, which people get through CloudFront, signed; pictures of people stay on a volume."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "storage": {
                "type": "cloudfront",
                "s3": {
                    "bucket": "example-chat-files",
                    "region": "us-east-1",
                    "access_key": "AKIAIOSFODNN7EXAMPLE",
                    "secret_key": config.require_secret("s3-secret-key"),
                },
                "cloudfront": {
                    "domain": "https://files.example.com",
                    "key_pair_id": "K2JCJMDEHXQW5F",
                    "private_key": config.require_secret("cloudfront-private-key"),
                },
            },
            "config": {
                "fileStrategies": {"avatar": "local"},
                "cloudfront": {"urlExpiry": 7200, "imageSigning": "cookies", "cookieDomain": ".example.com"},
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
