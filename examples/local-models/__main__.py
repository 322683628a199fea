"""Models that run in the cluster: Ollama on a GPU for chats and embeddings, vLLM beside it."""

from homelab import AIWorkspace

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "stt": {"implementation": "browser"},
            "tts": {"implementation": "browser"},
            # LibreChat itself, without any service.
            "config": {"ocr": {"strategy": "document_parser"}},
        },
        # A Job pulls the models, and ends only when they are there.
        "ollama": {
            "models": ["qwen3:8b", "llama3.2:3b", "nomic-embed-text"],
            "chat_models": ["qwen3:8b", "llama3.2:3b"],
            "gpu": {"count": 1},
            "resources": {"requests": {"memory": "8Gi"}},
            "env": {
                "OLLAMA_KEEP_ALIVE": "30m",
                "OLLAMA_FLASH_ATTENTION": "true",
                "OLLAMA_KV_CACHE_TYPE": "q8_0",
            },
            "storage": {"size": "100Gi"},
        },
        "custom_endpoints": [
            {
                "name": "vLLM",
                "base_url": "http://vllm.models.svc.cluster.local:8000/v1",
                "keyless": True,
                "models": ["Qwen/Qwen3-32B"],
            }
        ],
        "rag": {"embeddings": {"provider": "ollama", "model": "nomic-embed-text"}},
    },
)
