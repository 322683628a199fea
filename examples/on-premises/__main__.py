"""Everything in one cluster: MongoDB, chosen nodes, volumes and sizes, passwords that can change."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "labels": {"team": "research"},
        "pods": {
            "all": {
                "node_selector": {"disk": "ssd"},
                "tolerations": [{"key": "ai", "operator": "Exists", "effect": "NoSchedule"}],
            }
        },
        "storage_class": "fast",
        # False gives up volumes and passwords with the stack; true takes over what a stack before this one has kept.
        "retain": True,
        "adopt": config.get_bool("adopt", default=False),
        "librechat": {
            "domain": "chat.example.com",
            "storage": {
                "type": "local",
                "local": {"size": "50Gi", "access_mode": "ReadWriteMany", "storage_class": "shared"},
            },
            "replicas": 2,
            "ingress": {
                "class_name": "nginx",
                "controller_namespace": "ingress-nginx",
                "annotations": {"nginx.ingress.kubernetes.io/whitelist-source-range": "192.168.0.0/16"},
                "tls": {"secret_name": "chat-tls"},
            },
            "resources": {"api": {"requests": {"memory": "1Gi"}, "limits": {"memory": "2Gi"}}},
            # Everyone has to log in again when this number changes.
            "security": {"rotation": {"jwt": 1}},
        },
        "anthropic": {"api_key": config.require_secret("anthropic-api-key")},
        # Embeddings made by rag_api itself.
        "rag": {"embeddings": {"provider": "huggingface"}},
        "documentdb": {
            "engine": "mongodb",
            "compatibility_version": "8.0",
            "storage": {"size": "20Gi"},
            "password_rotation": 1,
        },
        "pgvector": {"storage": {"size": "20Gi"}, "password_rotation": 1, "resources": {"limits": {"memory": "2Gi"}}},
        # Clients that still have the password before go on; remove it once all pods are replaced.
        "valkey": {"password_rotation": 1, "accept_previous_password": True, "settings": {"hz": "20"}},
        "meilisearch": {"storage": {"size": "10Gi", "storage_class": "standard"}, "master_key_rotation": 1},
    },
)
