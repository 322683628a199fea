"""A workspace that Flux applies: clusters/production is what it is told, docs/gitops.md the commands."""

from homelab import AIWorkspace

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        # Flux prunes neither volumes nor the namespace, even if they are no longer rendered.
        "retain": True,
        "librechat": {
            "domain": "chat.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
        },
        "openai": {"user_provided": True},
        "rag": {"embeddings": {"provider": "huggingface"}},
    },
)
