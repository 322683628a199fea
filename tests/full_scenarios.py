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
        "registration": {"enabled": True, "allowed_domains": ["example.com"]},
        "auth": {
            "social_registration": True,
            "unverified_email_login": True,
            "password": {"min_length": 12, "reset": True},
            "openid": {
                "issuer": "https://id.example.com/realms/people",
                "client_id": "chat",
                "client_secret": "hidden-openid-secret",
                "required_role": {"roles": ["people"], "parameter_path": "groups"},
                "admin_role": {"role": "administrators", "parameter_path": "groups"},
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
                "encryption": "starttls",
                "username": "chat",
                "password": "hidden-smtp-password",
            },
        },
        "limits": {
            "file_uploads": {"user_max": 50, "user_window_minutes": 15},
            "messages": {"user_max": 40, "user_window_minutes": 1},
            "moderation": {"api_key": "hidden-moderation-key"},
        },
        "balance": {"start_balance": 20000},
        "turnstile": {"site_key": "1x00000000000000000000AA"},
        "pii_filter": {"starter_patterns": ["sk_prefix"]},
        "stt": {"implementation": "speaches", "model": "Systran/faster-whisper-small"},
        "tts": {"implementation": "speaches", "model": "speaches-ai/Kokoro-82M-v1.0-ONNX", "voices": ["af_heart"]},
        "files": {"profile": "documents"},
        "mcp_servers": [
            {
                "name": "private",
                "type": "streamable-http",
                "url": "http://tools.mcp.svc.cluster.local:8080/mcp",
                "headers": {"Authorization": "Bearer ${TOKEN}"},
                "secrets": {"TOKEN": "hidden-mcp-token"},
            },
            {"name": "public", "type": "sse", "url": "https://mcp.example.com/sse"},
            {"name": "program", "type": "stdio", "command": "npx", "args": ["-y", "tools@1.2.3"]},
        ],
        "agents": {"recursion_limit": 25},
        "assistants": {"api_key": "hidden-assistants-key"},
        "code_interpreter": {
            "base_url": "https://code.example.com",
            "jwt": {"private_key": PRIVATE_KEY.replace("1", "2"), "algorithm": "RS256", "key_id": "chat"},
        },
        "memory": {"agent": {"provider": "openAI", "model": "gpt-4o", "instructions": "Remember little."}},
        "summarization": {"provider": "openAI", "model": "gpt-4o"},
        "langfuse": {
            "public_key": "pk-lf-1",
            "secret_key": "hidden-langfuse-key",
            "base_url": "https://cloud.langfuse.com",
        },
        "model_specs": {
            "from_providers": True,
            "specs": [{"name": "research", "endpoint": "openAI", "model": "gpt-4o", "mcp_servers": ["private"]}],
        },
        "interface": {"retention_mode": "all", "general_chat_hours": 720},
    },
    "openai": {"api_key": KEY, "models": ["gpt-4o"]},
    "anthropic": {"vertex": {"service_account_key": SERVICE_KEY, "region": "europe-west1", "project": "p"}},
    "google": {"vertex": {"service_account_key": SERVICE_KEY, "location": "europe-west1"}},
    "azure_openai": {
        "groups": [
            {
                "name": "sweden",
                "api_key": KEY + "4",
                "instance_name": "sweden",
                "version": "2024-10-21",
                "models": [{"name": "gpt-4.1", "deployment": "gpt-4-1"}],
            }
        ]
    },
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
        "models": {
            "provider": "ollama",
            "model": "llama3.2:3b",
            "base_url": "http://ws-ollama.ai.svc.cluster.local:11434",
        }
    },
    "speaches": {},
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
            "file_strategies": {"avatar": "azure_blob"},
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
        "ocr": {"strategy": "mistral_ocr", "api_key_secret": secret("mistral")},
        "web_search": {
            "tavily": {"api_key_secret": secret("tavily")},
            "cohere": {"api_key_secret": secret("cohere")},
        },
        "stt": {
            "implementation": "azure",
            "azure": {
                "instance_name": "speech",
                "deployment_name": "whisper",
                "api_version": "2024-06-01",
                "api_key_secret": secret("stt"),
            },
        },
        "tts": {
            "implementation": "elevenlabs",
            "model": "eleven_multilingual_v2",
            "voices": ["rachel"],
            "elevenlabs": {"api_key_secret": secret("tts")},
        },
        "model_specs": {"from_providers": True, "enforce": True},
        "sidecars": [
            {
                "name": "proxy",
                "image": "registry.example.com/proxy:1.0.0",
                "environment": {"LEVEL": "info"},
                "existing_secrets": {"TOKEN": secret("proxy")},
                "volumes": [{"name": "shared", "mount_path": "/shared", "size_limit": "10Mi"}],
            }
        ],
        "extra_volumes": [
            {"name": "shared", "mount_path": "/shared", "size_limit": "10Mi"},
            {"name": "aws", "mount_path": "/home/node/.aws", "config_map": "aws"},
        ],
        "existing_secrets": {"OPENWEATHER_API_KEY": secret("weather")},
        "ingress": {"class_name": "nginx", "controller_namespace": "ingress-nginx"},
    },
    "bedrock": {"region": "eu-central-1", "models": ["global.anthropic.claude-sonnet-4-6"]},
    "rag": {
        "embeddings": {"provider": "bedrock", "region": "eu-central-1"},
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
            "file_strategies": {"document": "azure_blob", "image": "azure_blob"},
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
        "ocr": {
            "strategy": "custom_ocr",
            "api_key": "hidden-ocr-key",
            "base_url": "http://ocr.tools:8000",
            "model": "ocr",
        },
        "stt": {
            "implementation": "openai",
            "openai": {"url": "http://speech.tools:8000/v1/audio/transcriptions", "api_key": "hidden-stt-key"},
        },
        "tts": {
            "implementation": "localai",
            "voices": ["alba"],
            "localai": {"url": "http://10.2.3.4:8080/tts", "backend": "piper"},
        },
        "code_interpreter": {"base_url": "http://code.tools:8000"},
        "mcp_settings": {"allowed_addresses": ["mcp.tools:8080"]},
        "actions": {"allowed_addresses": ["10.3.4.5:8080"]},
    },
    "ollama": {"external": {"url": "http://10.0.0.5:11434"}, "models": ["llama3.2:3b"]},
    "searxng": {"external": {"url": "http://searxng.tools:8080", "api_key": "hidden-searxng-key"}},
    "firecrawl": {"external": {"url": "http://firecrawl.tools:3002", "api_key_secret": secret("firecrawl")}},
    "rag": {"external": {"url": "http://rag.tools:8000"}},
}
"""People of a directory, and the servers of other namespaces and of a private network."""
