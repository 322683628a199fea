"""LibreChat alone: all servers behind it, all Secrets and the namespace exist already."""

from homelab import AIWorkspace

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "create_namespace": False,
        "image_registry": "registry.example.com/mirror",
        "image_pull_secrets": ["registry"],
        "librechat": {
            "domain": "chat.example.com",
            # The same JWT_SECRET as the RAG API's.
            "security": {"existing_secret": "librechat-credentials"},
            "storage": {"local": {"access_mode": "ReadWriteMany", "storage_class": "shared"}},
            "replicas": 2,
            # The proxy's URL is in a Secret, which nobody reads: the network policy has to be told where it is.
            "env_from": {
                "variables": {
                    "PROXY": {"name": "proxy", "key": "url"},
                    "OCR_API_KEY": {"name": "providers", "key": "ocr"},
                }
            },
            "allow_to": ["http://10.1.2.3:3128"],
            # Its role opens Bedrock.
            "service_account": {
                "annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/librechat"}
            },
            "extra_volumes": [
                {
                    "name": "logo",
                    "mount_path": "/app/client/dist/assets/logo.svg",
                    "config_map": "brand",
                    "sub_path": "logo.svg",
                },
            ],
            "sidecars": [
                {
                    "name": "log-shipper",
                    "image": "registry.example.com/fluent-bit:4.1.1",
                    "args": ["--config", "/etc/shipper/fluent-bit.yaml"],
                    "env_from": {"variables": {"LOG_TOKEN": {"name": "logs", "key": "token"}}},
                    "volumes": [{"name": "shipper", "mount_path": "/etc/shipper", "config_map": "log-shipper"}],
                }
            ],
            "config": {
                "ocr": {
                    "strategy": "mistral_ocr",
                    "apiKey": "${OCR_API_KEY}",
                    "baseURL": "${OCR_BASEURL}",
                    "mistralModel": "mistral-ocr-2505",
                }
            },
            "env": {"OCR_BASEURL": "http://ocr.search.svc.cluster.local:8080/v1"},
        },
        "openai": {"api_key_secret": {"name": "providers", "key": "openai"}},
        "bedrock": {"region": "eu-central-1", "models": ["eu.anthropic.claude-sonnet-4-6"]},
        "ollama": {"external": {"url": "http://10.1.2.4:11434"}, "models": ["qwen3:8b"]},
        "rag": {"external": {"url": "http://rag-api.search.svc.cluster.local:8000"}},
        "documentdb": {
            "external": {"uri_secret": {"name": "databases", "key": "mongo-uri"}, "port": 27018},
        },
        "valkey": {
            "external": {
                "uri": "rediss://cache.example.com:6380",
                "password_secret": {"name": "databases", "key": "cache-password"},
            }
        },
        "meilisearch": {
            "external": {
                "url": "https://search.example.com:7701",
                "api_key_secret": {"name": "databases", "key": "search-key"},
            }
        },
        "searxng": {"external": {"url": "http://searxng.search.svc.cluster.local:8080"}},
        "firecrawl": {
            "external": {
                "url": "https://firecrawl.example.com",
                "api_key_secret": {"name": "providers", "key": "firecrawl"},
            }
        },
    },
)
