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
            },
            "tts": {
                "implementation": "speaches",
                "model": "speaches-ai/Kokoro-82M-v1.0-ONNX",
                "voice": "af_heart",
            },
            "config": {
                "speech": {
                    "tts": {"openai": {"voices": ["af_heart", "am_adam"]}},
                    "speechTab": {
                        "speechToText": {"languageSTT": "en", "autoTranscribeAudio": True},
                        "textToSpeech": {"playbackRate": 1.1},
                    },
                }
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
        # A Job downloads the models that are named above. Without a GPU, remove that line and the compute type.
        "speaches": {
            "gpu": {"count": 1},
            "env": {"WHISPER__COMPUTE_TYPE": "float16", "STT_MODEL_TTL": "-1"},
            "storage": {"size": "20Gi"},
        },
    },
)
