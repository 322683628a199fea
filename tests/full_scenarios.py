"""Workspaces in which as much is switched on as goes together."""

from typing import Any

KEY = "sk-not-a-key-0000000000000000"
PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nhidden-private-key-1\n-----END PRIVATE KEY-----\n"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n"
SERVICE_KEY = '{"type": "service_account", "project_id": "p", "client_email": "a@p.example.com", "private_key": "k"}'
OTHER_SERVICE_KEY = SERVICE_KEY.replace('"p"', '"other"')


def secret(key: str) -> dict[str, str]:
    """Where an existing Secret holds something."""
    return {"name": "existing", "key": key}


EVERYTHING_INSIDE: dict[str, Any] = {
    "namespace": "ai",
    "librechat": {
        "domain": "chat.example.com",
        "auth": {
            "registration": {"enabled": True, "allowed_domains": ["example.com"]},
            "social_registration": True,
            "openid": {
                "issuer": "https://id.example.com/realms/people",
                "client_id": "chat",
                "client_secret": "hidden-openid-secret",
            },
            "google": {"client_id": "google", "client_secret": "hidden-google-secret"},
            "github": {"client_id": "github", "client_secret": "hidden-github-secret"},
            "discord": {"client_id": "discord", "client_secret": "hidden-discord-secret"},
            "facebook": {"client_id": "facebook", "client_secret": "hidden-facebook-secret"},
            "apple": {
                "client_id": "com.example.chat",
                "team_id": "TEAM123456",
                "key_id": "KEY1234567",
                "private_key": PRIVATE_KEY,
            },
        },
        "first_admin": {"email": "admin@example.com"},
        "email": {
            "from_address": "chat@example.com",
            "smtp": {
                "host": "mail.example.com",
                "port": 587,
                "username": "chat",
                "password": "hidden-smtp-password",
            },
        },
        "files": {"profile": "documents"},
        "stt": {"implementation": "speaches", "model": "Systran/faster-whisper-small"},
        "tts": {"implementation": "speaches", "model": "speaches-ai/Kokoro-82M-v1.0-ONNX", "voice": "af_heart"},
        "model_specs": {"from_providers": True},
        "config": {
            "rateLimits": {"fileUploads": {"userMax": 50, "userWindowInMinutes": 15}},
            "balance": {"enabled": True, "startBalance": 20000},
            "turnstile": {"siteKey": "1x00000000000000000000AA"},
            "messageFilter": {"pii": {"starterPatterns": ["sk_prefix"]}},
            "mcpServers": {
                "private": {
                    "type": "streamable-http",
                    "url": "http://tools.mcp.svc.cluster.local:8080/mcp",
                    "headers": {"Authorization": "Bearer ${TOOLS_TOKEN}"},
                },
                "public": {"type": "sse", "url": "https://mcp.example.com/sse"},
                "program": {"type": "stdio", "command": "npx", "args": ["-y", "tools@1.2.3"]},
            },
            "endpoints": {
                "agents": {"recursionLimit": 25},
                "azureOpenAI": {
                    "groups": [
                        {
                            "group": "sweden",
                            "apiKey": "${AZURE_SWEDEN_KEY}",
                            "instanceName": "sweden",
                            "version": "2024-10-21",
                            "models": {"gpt-4.1": {"deploymentName": "gpt-4-1"}},
                        }
                    ]
                },
            },
            "memory": {
                "agent": {
                    "enabled": True,
                    "provider": "openAI",
                    "model": "gpt-4o",
                    "instructions": "Remember little.",
                }
            },
            "summarization": {"enabled": True, "provider": "openAI", "model": "gpt-4o"},
            "modelSpecs": {
                "list": [
                    {
                        "name": "research",
                        "label": "Research",
                        "mcpServers": ["private"],
                        "preset": {"endpoint": "openAI", "model": "gpt-4o"},
                    }
                ]
            },
            "interface": {"retentionMode": "all", "generalChatRetention": 720},
        },
        "env": {
            "ALLOW_UNVERIFIED_EMAIL_LOGIN": "true",
            "MIN_PASSWORD_LENGTH": "12",
            "ALLOW_PASSWORD_RESET": "true",
            "OPENID_REQUIRED_ROLE": "people",
            "OPENID_REQUIRED_ROLE_PARAMETER_PATH": "groups",
            "OPENID_REQUIRED_ROLE_TOKEN_KIND": "id",
            "OPENID_ADMIN_ROLE": "administrators",
            "OPENID_ADMIN_ROLE_PARAMETER_PATH": "groups",
            "OPENID_ADMIN_ROLE_TOKEN_KIND": "id",
            "LIMIT_MESSAGE_USER": "true",
            "MESSAGE_USER_MAX": "40",
            "MESSAGE_USER_WINDOW": "1",
            "OPENAI_MODERATION": "true",
            "LIBRECHAT_CODE_BASEURL": "https://code.example.com",
            "CODEAPI_JWT_ENABLED": "true",
            "CODEAPI_JWT_ALGORITHM": "RS256",
            "CODEAPI_JWT_KID": "chat",
            "LANGFUSE_PUBLIC_KEY": "pk-lf-1",
            "LANGFUSE_BASE_URL": "https://cloud.langfuse.com",
        },
        "secret_env": {
            "OPENAI_MODERATION_API_KEY": "hidden-moderation-key",
            "TOOLS_TOKEN": "hidden-mcp-token",
            "ASSISTANTS_API_KEY": "hidden-assistants-key",
            "CODEAPI_JWT_PRIVATE_KEY": PRIVATE_KEY.replace("1", "2"),
            "LANGFUSE_SECRET_KEY": "hidden-langfuse-key",
            "AZURE_SWEDEN_KEY": KEY + "4",
        },
    },
    "openai": {"api_key": KEY, "models": ["gpt-4o"]},
    "anthropic": {"vertex": {"service_account_key": SERVICE_KEY, "region": "europe-west1"}},
    "google": {"vertex": {"service_account_key": SERVICE_KEY, "location": "europe-west1"}},
    "bedrock": {
        "region": "eu-central-1",
        "models": ["global.anthropic.claude-sonnet-4-6"],
        "access_key_id": "hidden-access-key-id",
        "secret_access_key": "hidden-access-key",
    },
    "openrouter": {"api_key": KEY + "2", "models": ["openrouter/auto"]},
    "jinaai": {"api_key": KEY + "3"},
    "ollama": {"models": ["llama3.2:3b"], "gpu": {"count": 1}},
    "custom_endpoints": [
        {"name": "Public", "base_url": "https://llm.example.com/v1", "api_key": KEY + "5", "models": ["m"]}
    ],
    "rag": {"embeddings": {"provider": "ollama"}},
    "searxng": {
        "limiter": {},
        "replicas": 2,
        "domain": "search.example.com",
        "ingress": {"class_name": "nginx", "controller_namespace": "ingress-nginx"},
    },
    "firecrawl": {
        "models": {"provider": "ollama", "base_url": "http://ws-ollama.ai.svc.cluster.local:11434"},
        "env": {"MODEL_NAME": "llama3.2:3b"},
    },
    "speaches": {},
    "admin_panel": {
        "domain": "admin.example.com",
        "ingress": {"class_name": "nginx", "controller_namespace": "ingress-nginx"},
    },
    "load": {"fake_model": True},
}
"""Everything that the workspace can bring along, and most of what LibreChat can do with it."""

BY_ROLE: dict[str, Any] = {
    "namespace": "ai",
    "librechat": {
        "domain": "chat.example.com",
        "replicas": 2,
        "storage": {
            "type": "s3",
            "s3": {"bucket": "files", "region": "eu-central-1"},
            "azure_blob": {"connection_string_secret": secret("azure"), "container_name": "avatars"},
            "service_account": {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/chat"}},
        },
        "auth": {
            "saml": {
                "entry_point": "https://id.example.com/saml",
                "issuer": "chat",
                "certificate": CERTIFICATE,
            },
        },
        "email": {
            "from_address": "chat@example.com",
            "mailgun": {"api_key_secret": secret("mailgun"), "domain": "m.example.com"},
        },
        "first_admin": {"email": "admin@example.com", "password_secret": secret("admin")},
        "web_search": {
            "tavily": {"api_key_secret": secret("tavily")},
            "cohere": {"api_key_secret": secret("cohere")},
        },
        "stt": {"implementation": "azure", "api_key_secret": secret("stt")},
        "tts": {
            "implementation": "elevenlabs",
            "model": "eleven_multilingual_v2",
            "voice": "rachel",
            "api_key_secret": secret("tts"),
        },
        "config": {
            "fileStrategies": {"avatar": "azure_blob"},
            "ocr": {"strategy": "mistral_ocr", "apiKey": "${OCR_API_KEY}"},
            "speech": {
                "stt": {
                    "azureOpenAI": {
                        "instanceName": "speech",
                        "deploymentName": "whisper",
                        "apiVersion": "2024-06-01",
                    }
                }
            },
        },
        "model_specs": {"from_providers": True, "enforce": True},
        "sidecars": [
            {
                "name": "proxy",
                "image": "registry.example.com/proxy:1.0.0",
                "env": {"LEVEL": "info"},
                "env_from": {"variables": {"TOKEN": secret("proxy")}},
                "volumes": [{"name": "shared", "mount_path": "/shared", "size_limit": "10Mi"}],
            }
        ],
        "extra_volumes": [
            {"name": "shared", "mount_path": "/shared", "size_limit": "10Mi"},
            {"name": "aws", "mount_path": "/home/node/.aws", "config_map": "aws"},
        ],
        "env_from": {"variables": {"OPENWEATHER_API_KEY": secret("weather"), "OCR_API_KEY": secret("mistral")}},
        "ingress": {"class_name": "nginx", "controller_namespace": "ingress-nginx"},
    },
    "bedrock": {"region": "eu-central-1", "models": ["global.anthropic.claude-sonnet-4-6"]},
    "rag": {
        "embeddings": {"provider": "bedrock"},
        "service_account": {"name": "embeddings"},
    },
    "documentdb": {"external": {"uri_secret": secret("mongodb"), "port": 27018}},
    "pgvector": {"external": {"host": "pg.example.com", "password_secret": secret("postgres")}},
    "valkey": {"external": {"uri": "rediss://cache.example.com:6380", "password_secret": secret("valkey")}},
    "meilisearch": {"external": {"url": "https://search.example.com", "api_key_secret": secret("meilisearch")}},
}
"""Servers and secrets that are there already, and AWS by role."""

BY_DIRECTORY: dict[str, Any] = {
    "namespace": "ai",
    "librechat": {
        "domain": "chat.example.com",
        "storage": {
            "type": "local",
            "azure_blob": {"account_name": "chatfiles", "container_name": "files"},
            "service_account": {"annotations": {"azure.workload.identity/client-id": "0000"}},
        },
        "auth": {
            "ldap": {
                "url": "ldaps://ldap.example.com:636",
                "user_search_base": "ou=people,dc=example,dc=com",
                "bind_dn": "cn=chat,dc=example,dc=com",
                "bind_credentials": "hidden-ldap-password",
                "ca_pem": CERTIFICATE,
            },
        },
        "stt": {
            "implementation": "openai",
            "url": "http://speech.tools:8000/v1/audio/transcriptions",
            "api_key": "hidden-stt-key",
        },
        "tts": {"implementation": "localai", "voice": "alba", "url": "http://10.2.3.4:8080/tts"},
        "config": {
            "fileStrategies": {"document": "azure_blob", "image": "azure_blob"},
            "speech": {"tts": {"localai": {"backend": "piper"}}},
            "ocr": {
                "strategy": "mistral_ocr",
                "apiKey": "${OCR_API_KEY}",
                "baseURL": "${OCR_BASEURL}",
                "mistralModel": "ocr",
            },
            "mcpSettings": {"allowedAddresses": ["mcp.tools:8080"]},
            "actions": {"allowedAddresses": ["10.3.4.5:8080"]},
        },
        "env": {"OCR_BASEURL": "http://ocr.tools:8000", "LIBRECHAT_CODE_BASEURL": "http://code.tools:8000"},
        "secret_env": {"OCR_API_KEY": "hidden-ocr-key"},
    },
    "ollama": {"external": {"url": "http://10.0.0.5:11434"}, "models": ["llama3.2:3b"]},
    "searxng": {"external": {"url": "http://searxng.tools:8080", "api_key": "hidden-searxng-key"}},
    "firecrawl": {"external": {"url": "http://firecrawl.tools:3002", "api_key_secret": secret("firecrawl")}},
    "rag": {"external": {"url": "http://rag.tools:8000"}},
}
"""People of a directory, and the servers of other namespaces and of a private network."""
