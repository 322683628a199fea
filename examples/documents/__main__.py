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
            # 100 files, 200 MB each, 1,000 MB in all, and the types of documents, Office, code and archives.
            "files": {"profile": "documents", "upload_megabytes": 200},
            "config": {
                "fileConfig": {
                    "clientImageResize": {"maxWidth": 2560, "maxHeight": 1440, "quality": 0.9},
                    "endpoints": {
                        "assistants": {
                            "disabled": True,
                            # No limits beside that.
                            "fileLimit": None,
                            "fileSizeLimit": None,
                            "totalSizeLimit": None,
                            "supportedMimeTypes": None,
                        }
                    },
                },
                "ocr": {"strategy": "mistral_ocr", "apiKey": "${OCR_API_KEY}"},
                "fileStrategies": {"avatar": "local"},
            },
            "env": {"S3_URL_EXPIRY_SECONDS": "7200"},
            "secret_env": {"OCR_API_KEY": config.require_secret("ocr-api-key")},
            "storage": {
                "type": "s3",
                # The library's server with S3's API; pictures of people stay on a volume.
                "s3": {
                    "endpoint": "https://minio.example.com",
                    "bucket": "documents",
                    "access_key": "librechat",
                    "secret_key": config.require_secret("s3-secret-key"),
                },
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
            "env": {"PDF_EXTRACT_IMAGES": "true"},
            "replicas": 2,
        },
        "documentdb": {"engine": "ferretdb", "storage": {"size": "20Gi"}},
        "pgvector": {"storage": {"size": "50Gi"}},
    },
)
