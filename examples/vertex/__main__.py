"""Gemini and Claude on Vertex AI: chats, embeddings and OCR with service accounts of Google Cloud."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "config": {"ocr": {"strategy": "vertexai_mistral_ocr", "mistralModel": "mistral-ocr-2505"}},
        },
        "google": {
            "models": ["gemini-3.8-flash"],
            "vertex": {"service_account_key": config.require_secret("google-vertex-key"), "location": "eu"},
        },
        "anthropic": {
            "models": ["claude-sonnet-4-6"],
            "vertex": {"service_account_key": config.require_secret("anthropic-vertex-key"), "region": "eu"},
        },
        "rag": {
            "embeddings": {"provider": "vertexai"},
            "env": {"GOOGLE_CLOUD_PROJECT": "example-chat", "GOOGLE_CLOUD_LOCATION": "europe-west4"},
            # Workload Identity of GKE, in place of a key.
            "service_account": {
                "annotations": {"iam.gke.io/gcp-service-account": "rag-api@example-chat.iam.gserviceaccount.com"}
            },
        },
    },
)
