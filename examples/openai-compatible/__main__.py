"""OpenRouter, and other servers with its API: a provider, a gateway, speech, embeddings."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "stt": {
                "implementation": "openai",
                "model": "whisper-large-v3",
                "url": "https://api.groq.com/openai/v1/audio/transcriptions",
                "api_key": config.require_secret("stt-openai-api-key"),
            },
            "tts": {
                "implementation": "localai",
                "url": "http://localai.models.svc.cluster.local:8080/tts",
                "voice": "en-us-amy-low.onnx",
            },
            # Options of the custom endpoints below, by their names.
            "config": {
                "speech": {"tts": {"localai": {"backend": "piper"}}},
                "endpoints": {
                    "custom": [
                        {
                            "name": "Mistral",
                            # Mistral refuses requests that have these.
                            "dropParams": ["stop", "user", "frequency_penalty", "presence_penalty"],
                        },
                        {
                            "name": "Gateway",
                            "models": {"fetch": False},
                            "headers": {"X-User": "{{LIBRECHAT_USER_EMAIL}}"},
                            "tokenConfig": {"house-model": {"prompt": 0.5, "completion": 1.5, "context": 128_000}},
                        },
                    ]
                },
            },
        },
        "openrouter": {
            "api_key": config.require_secret("openrouter-api-key"),
            "models": ["anthropic/claude-sonnet-4.6"],
        },
        "custom_endpoints": [
            {
                "name": "Mistral",
                "base_url": "https://api.mistral.ai/v1",
                "api_key": config.require_secret("mistral-endpoint-key"),
                "models": ["mistral-large-latest"],
            },
            {
                "name": "Gateway",
                "base_url": "https://llm.example.com:8443/v1",
                "api_key": config.require_secret("gateway-endpoint-key"),
                "models": ["house-model"],
            },
        ],
        "rag": {
            "embeddings": {"provider": "huggingface_tei", "model": "BAAI/bge-m3"},
            "env": {"EMBEDDINGS_MODEL": "http://tei.models.svc.cluster.local:8080"},
        },
    },
)
