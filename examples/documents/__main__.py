"""Work with large documents: uploads of 200 MB, OCR by Mistral, search with large passages, a bucket of one's own."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "limits": {"upload_megabytes": 200},
            "files": {
                # 100 files, 200 MB each, 1,000 MB in all, and the types of documents, Office, code and archives.
                "profile": "documents",
                "client_image_resize": {"max_width": 2560, "max_height": 1440, "quality": 0.9},
                "endpoints": [{"name": "assistants", "disabled": True}],
            },
            "ocr": {"strategy": "mistral_ocr", "api_key": config.require_secret("ocr-api-key")},
            "storage": {
                "type": "s3",
                # The library's server with S3's API; pictures of people stay on a volume.
                "s3": {
                    "endpoint": "https://minio.example.com",
                    "bucket": "documents",
                    "access_key": "librechat",
                    "secret_key": config.require_secret("s3-secret-key"),
                    "url_expiry_seconds": 7200,
                },
                "file_strategies": {"avatar": "local"},
                "local": {"size": "5Gi"},
            },
            "resources": {"rag": {"requests": {"memory": "2Gi"}, "limits": {"memory": "4Gi"}}},
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
        "rag": {
            "embeddings": {"provider": "openai", "model": "text-embedding-3-large", "dimensions": 1024},
            "collection": "documents_3_large_1024",
            "chunk_size": 2500,
            "chunk_overlap": 250,
            "pdf_extract_images": True,
            "replicas": 2,
        },
        "documentdb": {"engine": "ferretdb", "storage": {"size": "20Gi"}},
        "pgvector": {"storage": {"size": "50Gi"}},
    },
)
