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
                },
            },
            "stt": {"implementation": "azure", "api_key": config.require_secret("stt-azure-api-key")},
            "tts": {
                "implementation": "azure",
                "model": "tts-1-hd",
                "voice": "alloy",
                "api_key": config.require_secret("tts-azure-api-key"),
            },
            "config": {
                "endpoints": {
                    "azureOpenAI": {
                        "titleConvo": True,
                        "titleModel": "gpt-5.4-mini",
                        "groups": [
                            {
                                "group": "sweden",
                                "apiKey": "${AZURE_SWEDEN_KEY}",
                                "instanceName": "example-sweden",
                                "version": "2025-04-01-preview",
                                "assistants": True,
                                "models": {
                                    "gpt-5.4": {"deploymentName": "gpt-5-4"},
                                    "gpt-5.4-mini": {"deploymentName": "gpt-5-4-mini"},
                                },
                            },
                            {
                                "group": "mistral",
                                "apiKey": "${AZURE_MISTRAL_KEY}",
                                "serverless": True,
                                "baseURL": "https://mistral-large.swedencentral.models.ai.azure.com/v1",
                                "models": {"mistral-large": True},
                            },
                        ],
                        "assistants": True,
                    }
                },
                "speech": {
                    "stt": {
                        "azureOpenAI": {
                            "instanceName": "example-sweden",
                            "deploymentName": "whisper",
                            "apiVersion": "2024-06-01",
                        }
                    },
                    "tts": {
                        "azureOpenAI": {
                            "instanceName": "example-sweden",
                            "deploymentName": "tts-hd",
                            "apiVersion": "2024-06-01",
                            "voices": ["alloy", "nova"],
                        }
                    },
                },
                "ocr": {
                    "strategy": "azure_mistral_ocr",
                    "mistralModel": "mistral-ocr",
                    "apiKey": "${OCR_API_KEY}",
                    "baseURL": "${OCR_BASEURL}",
                },
            },
            "env": {
                # LibreChat gives browsers Azure's addresses without a signature.
                "AZURE_STORAGE_PUBLIC_ACCESS": "true",
                "OCR_BASEURL": "https://example-ocr.services.ai.azure.com/providers/mistral/azure",
            },
            "secret_env": {
                "AZURE_SWEDEN_KEY": sweden_key,
                "AZURE_MISTRAL_KEY": config.require_secret("azure-openai-mistral-api-key"),
                "OCR_API_KEY": config.require_secret("ocr-api-key"),
            },
        },
        "rag": {
            "embeddings": {"provider": "azure", "model": "text-embedding-3-large", "dimensions": 1536},
            "env": {
                "RAG_AZURE_OPENAI_ENDPOINT": "https://example-sweden.openai.azure.com",
                "RAG_AZURE_OPENAI_API_VERSION": "2024-06-01",
            },
            "secret_env": {"RAG_AZURE_OPENAI_API_KEY": config.require_secret("embeddings-api-key")},
        },
    },
)
