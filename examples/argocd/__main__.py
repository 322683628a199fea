"""A workspace that Argo CD applies: application.yaml is what it is told, docs/gitops.md the commands."""

from homelab import AIWorkspace

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        # Argo CD creates it, with the labels of application.yaml.
        "create_namespace": False,
        "librechat": {
            "domain": "chat.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
        },
        "openai": {"user_provided": True},
        "rag": {"embeddings": {"provider": "huggingface"}},
    },
)
