"""Speech input and output that never leaves the cluster: Speaches, on one of NVIDIA's GPUs."""

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
                "implementation": "speaches",
                "model": "Systran/faster-whisper-large-v3",
                "language": "en",
                "auto_transcribe_audio": True,
            },
            "tts": {
                "implementation": "speaches",
                "model": "speaches-ai/Kokoro-82M-v1.0-ONNX",
                "voices": ["af_heart", "am_adam"],
                "playback_rate": 1.1,
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
        # A Job downloads the models that are named above. Without a GPU, take that line and compute_type away.
        "speaches": {
            "gpu": {"count": 1},
            "compute_type": "float16",
            "stt_model_ttl": -1,
            "storage": {"size": "20Gi"},
        },
    },
)
