"""Azure alone: models in two regions, assistants, speech, embeddings, OCR, and files in a storage account."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
sweden_key = config.require_secret("azure-openai-sweden-api-key")

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "storage": {
                "type": "azure_blob",
                "azure_blob": {
                    "connection_string": config.require_secret("azure-blob-connection-string"),
                    "container_name": "librechat",
                    # LibreChat gives browsers Azure's addresses without a signature.
                    "public_access": True,
                },
            },
            "stt": {
                "implementation": "azure",
                "azure": {
                    "instance_name": "example-sweden",
                    "deployment_name": "whisper",
                    "api_version": "2024-06-01",
                    "api_key": config.require_secret("stt-azure-api-key"),
                },
            },
            "tts": {
                "implementation": "azure",
                "model": "tts-1-hd",
                "voices": ["alloy", "nova"],
                "azure": {
                    "instance_name": "example-sweden",
                    "deployment_name": "tts-hd",
                    "api_version": "2024-06-01",
                    "api_key": config.require_secret("tts-azure-api-key"),
                },
            },
            "ocr": {
                "strategy": "azure_mistral_ocr",
                "base_url": "https://example-ocr.services.ai.azure.com/providers/mistral/azure",
                "model": "mistral-ocr",
                "api_key": config.require_secret("ocr-api-key"),
            },
        },
        "azure_openai": {
            "title_model": "gpt-5.4-mini",
            "groups": [
                {
                    "name": "sweden",
                    "instance_name": "example-sweden",
                    "version": "2025-04-01-preview",
                    "api_key": sweden_key,
                    "models": [
                        {"name": "gpt-5.4", "deployment": "gpt-5-4"},
                        {"name": "gpt-5.4-mini", "deployment": "gpt-5-4-mini"},
                    ],
                    "assistants": True,
                },
                {
                    "name": "mistral",
                    "serverless": True,
                    "base_url": "https://mistral-large.swedencentral.models.ai.azure.com/v1",
                    "api_key": config.require_secret("azure-openai-mistral-api-key"),
                    "models": [{"name": "mistral-large"}],
                },
            ],
        },
        "rag": {
            "embeddings": {
                "provider": "azure",
                "model": "text-embedding-3-large",
                "base_url": "https://example-sweden.openai.azure.com",
                "api_version": "2024-06-01",
                "api_key": config.require_secret("embeddings-api-key"),
                "dimensions": 1536,
            }
        },
    },
)
