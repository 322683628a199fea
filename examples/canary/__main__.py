"""The next version of LibreChat beside the present one, for whoever asks for it and for one browser in ten."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
s3_secret = config.require_secret("s3-secret-key")

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.company.com",
            "image": "ghcr.io/librechat-ai/librechat:v0.8.7",
            "replicas": 2,
            # What both versions share must be out of any pod.
            "storage": {
                "type": "s3",
                "s3": {
                    "endpoint": "https://s3.company.com",
                    "bucket": "librechat",
                    "access_key": "librechat",
                    "secret_key": s3_secret,
                },
            },
            "route": {"gateway": "public", "gateway_namespace": "gateways"},
            # Both versions are asked before `pulumi up` ends well.
            "smoke_test": True,
        },
        "openai": {"user_provided": True},
        "canary": {
            "image": "ghcr.io/librechat-ai/librechat:v0.8.8",
            "weight": 10,
            "replicas": 2,
            "header": "X-Chat-Canary",
            "cookie": "chat-canary",
        },
    },
)
