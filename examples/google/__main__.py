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
                "voice": "21m00Tcm4TlvDq8ikWAM",
                "api_key": config.require_secret("elevenlabs-api-key"),
            },
            "config": {
                "speech": {"tts": {"elevenlabs": {"voice_settings": {"stability": 0.6, "similarity_boost": 0.8}}}},
                "endpoints": {"google": {"titleModel": "gemini-3.5-flash-lite"}},
            },
            "env": {"GOOGLE_SAFETY_DANGEROUS_CONTENT": "BLOCK_ONLY_HIGH"},
        },
        "google": {
            "api_key": config.require_secret("google-api-key"),
            "models": ["gemini-3.8-flash", "gemini-3.5-flash-lite"],
        },
        # Made with the key above, which is what happens by itself. Another model means another collection.
        "rag": {"embeddings": {"provider": "google", "model": "gemini-embedding-001"}, "collection": "gemini"},
    },
)
