"""Workspaces that together use every argument, for tests of the whole workspace."""

from collections.abc import Mapping
from typing import Any

import pulumi

from homelab import AIWorkspace
from homelab.offline import GeneratedValues, Recording, record
from tests.full_scenarios import BY_DIRECTORY, BY_ROLE, EVERYTHING_INSIDE

KEY = "sk-not-a-key-0000000000000000"
PEM = "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n"
CHAT: dict[str, Any] = {"domain": "chat.example.com"}
S3 = {"bucket": "files", "region": "eu-central-1", "access_key": "access-key-of-s3", "secret_key": "secret-key-of-s3"}

SCENARIOS: Mapping[str, dict[str, Any]] = {
    "smallest": {"namespace": "ai", "librechat": CHAT},
    "development": {
        "namespace": "ai",
        "librechat": {
            "domain": "localhost",
            "auth": {"registration": {"enabled": True}},
            "stt": {"implementation": "browser"},
            "tts": {"implementation": "browser"},
        },
        "openai": {"user_provided": True},
        "anthropic": {"user_provided": True},
        "google": {"user_provided": True},
        "openrouter": {"user_provided": True},
        "jinaai": {"user_provided": True},
        "rag": {"embeddings": {"provider": "huggingface"}},
    },
    "production": {
        "namespace": "ai",
        "storage_class": "fast",
        "librechat": {
            **CHAT,
            "replicas": 3,
            "storage": {"type": "s3", "s3": {**S3, "endpoint": "https://s3.example.com"}},
            "stt": {"implementation": "openai"},
            "tts": {"implementation": "openai"},
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
        },
        "openai": {"api_key": KEY, "models": ["gpt-4o"], "stt": {"model": "whisper-1"}, "tts": {"voice": "nova"}},
        "anthropic": {"api_key": KEY + "1"},
        "openrouter": {"api_key": KEY + "2"},
        "jinaai": {"api_key": KEY + "3"},
    },
    "mongodb behind a gateway": {
        "namespace": "ai",
        "labels": {"team": "research"},
        "image_registry": "registry.example.com/mirror",
        "image_pull_secrets": ["mirror"],
        "pods": {"all": {"node_selector": {"disk": "ssd"}, "tolerations": [{"key": "ai", "operator": "Exists"}]}},
        "librechat": {
            **CHAT,
            "replicas": 2,
            "storage": {"local": {"access_mode": "ReadWriteMany", "storage_class": "shared"}},
            "route": {"gateway": "public", "gateway_namespace": "gateways"},
        },
        "documentdb": {"engine": "mongodb"},
        "google": {"api_key": KEY},
        "custom_endpoints": [
            {
                "name": "vLLM",
                "base_url": "http://vllm.models.svc.cluster.local:8000/v1",
                "api_key": KEY + "1",
                "models": ["m"],
            }
        ],
    },
    "everything outside": {
        "namespace": "ai",
        "create_namespace": False,
        "librechat": {**CHAT, "security": {"existing_secret": "librechat"}, "allow_to": ["http://10.1.2.3:8080"]},
        "rag": {
            "embeddings": {"provider": "ollama"},
            "env": {"OLLAMA_BASE_URL": "http://ollama.models.svc.cluster.local:11434"},
        },
        "documentdb": {
            "external": {"uri": "mongodb://user:hidden-password@db.example.com:27018/LibreChat", "ca_pem": PEM}
        },
        "pgvector": {
            "external": {"host": "pg.example.com", "port": 5433, "password": "hidden-password-1", "ca_pem": PEM}
        },
        "valkey": {
            "external": {"uri": "rediss://cache.example.com:6380", "password": "hidden-password-2", "ca_pem": PEM}
        },
        "meilisearch": {"external": {"url": "https://search.example.com", "api_key": "hidden-password-3"}},
    },
    "everything inside": EVERYTHING_INSIDE,
    "by role": BY_ROLE,
    "by directory": BY_DIRECTORY,
}


def recorded(
    args: Mapping[str, Any], *, name: str = "ws", preview: bool = False, generated: GeneratedValues | None = None
) -> Recording:
    """Record a workspace."""

    def program() -> None:
        workspace = AIWorkspace(name, args)  # type: ignore[arg-type]  scenarios are plain data
        pulumi.export("url", workspace.url)
        pulumi.export("ragApiUrl", workspace.rag_api_url)
        pulumi.export("librechatYaml", workspace.librechat_yaml)

    return record(program, preview=preview, generated=generated)
