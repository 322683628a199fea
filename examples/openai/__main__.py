"""OpenAI for chat, speech and embeddings."""

import pulumi

from homelab import AIWorkspace, STTImplementation, TTSImplementation

config = pulumi.Config()
workspace = AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "enabled": True,
            "domain": "chat.example.com",
            "stt": {"implementation": STTImplementation.OPENAI},
            "tts": {"implementation": TTSImplementation.OPENAI},
        },
        "openai": {
            "enabled": True,
            "api_key": config.require_secret("openai-api-key"),
            "models": ["gpt-4o", "gpt-4o-mini", "o1", "o1-mini"],
            "stt": {"model": "whisper-1"},
            "tts": {"model": "tts-1-hd", "voice": "alloy"},
        },
    },
)
pulumi.export("librechatUrl", workspace.librechat.url)
pulumi.export("ragApiUrl", workspace.rag_api.url)
