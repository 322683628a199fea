"""As many pods as the load needs: LibreChat, a RAG API that computes embeddings itself, and SearXNG of web search."""

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
            "autoscaling": {
                "min_replicas": 2,
                "max_replicas": 6,
                "cpu": 60,
                # One pod less every five minutes: each removal may end answers.
                "behavior": {"scaleDown": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 300}]}},
            },
            "resources": {"api": {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"memory": "2Gi"}}},
            # What pods share must be out of any of them.
            "storage": {
                "type": "s3",
                "s3": {
                    "endpoint": "https://s3.company.com",
                    "bucket": "librechat",
                    "access_key": "librechat",
                    "secret_key": s3_secret,
                },
            },
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
        },
        "openai": {"user_provided": True},
        "rag": {"embeddings": {"provider": "huggingface"}, "autoscaling": {}},
        "searxng": {"autoscaling": {"max_replicas": 4}},
        "firecrawl": {},
        "pods": {"all": {"rollout": {"min_ready_seconds": 20, "revision_history_limit": 5}}},
    },
)
