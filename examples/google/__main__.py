"""Gemini for chats and embeddings, ElevenLabs for speech output."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "tts": {
                "implementation": "elevenlabs",
                "model": "eleven_multilingual_v2",
                "voices": ["21m00Tcm4TlvDq8ikWAM"],
                "elevenlabs": {
                    "api_key": config.require_secret("elevenlabs-api-key"),
                    "voice_settings": {"stability": 0.6, "similarity_boost": 0.8},
                },
            },
        },
        "google": {
            "api_key": config.require_secret("google-api-key"),
            "models": ["gemini-3.8-flash", "gemini-3.5-flash-lite"],
            "title_model": "gemini-3.5-flash-lite",
            "safety_settings": {"dangerous_content": "BLOCK_ONLY_HIGH"},
        },
        # Made with the key above, which is what happens by itself. Another model means another collection.
        "rag": {"embeddings": {"provider": "google", "model": "gemini-embedding-001"}, "collection": "gemini"},
    },
)
